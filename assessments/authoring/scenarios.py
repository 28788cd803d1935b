"""The page form of a scenario: what only the whole graph can know."""

from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks import StreamBlockValidationError

from assessments.blocks import as_ending, as_scene
from assessments.proofreading import Fault, problems
from assessments.scenario import Scenario
from assessments.wording import describe_problem

from .drafts import scenes_of
from .maps import shape_of

OF_THE_WHOLE = {Fault.MISSING_START, Fault.NO_ENDING}


def as_scenario(start, stream):
    """Return the scenario that the scenes and endings of ``stream`` make up."""
    return Scenario(
        start=start,
        scenes=tuple(as_scene(b.value) for b in stream if b.block_type == "scene"),
        endings=tuple(as_ending(b.value) for b in stream if b.block_type == "ending"),
    )


def shape_of_stream(start, stream, language):
    """Return what an author sees of the whole scenario that ``stream`` makes up."""
    by_kind = {"scene": [], "ending": []}
    for block in stream:
        by_kind[block.block_type].append(block.id)
    ids = [*by_kind["scene"], *by_kind["ending"]]
    return shape_of(as_scenario(start, stream), ids, language)


def shape_of_draft(data, language):
    """Return the same for the form data ``data``, saved or not.

    Raises:
        drafts.TooManyScenes: nobody could read it.
    """
    return shape_of_stream(data.get("start", ""), scenes_of(data), language)


class ScenarioPageForm(WagtailAdminPageForm):
    """Shows each problem of the graph beside the scene that has it.

    A draft may be as unfinished as it likes: the checks wait until it is
    published or handed to a workflow.
    """

    def clean(self):
        cleaned = super().clean()
        stream = cleaned.get("scenes")
        if self.is_deferred_validation or stream is None:
            return cleaned
        found = problems(as_scenario(cleaned.get("start", ""), stream))
        if start := [p for p in found if p.fault == Fault.MISSING_START]:
            self.add_error("start", describe_problem(start[0]))
        if others := [p for p in found if p.fault != Fault.MISSING_START]:
            self.add_error("scenes", _placed(stream, others))
        return cleaned


def _placed(stream, found):
    """Return an error with each problem at its scene or ending."""
    of_the_whole = [describe_problem(p) for p in found if p.fault in OF_THE_WHOLE]
    by_index = {}
    for index, block in enumerate(stream):
        name = block.value["name"]
        here = [p for p in found if p.place == name and p.fault not in OF_THE_WHOLE]
        if here:
            by_index[index] = ValidationError([describe_problem(p) for p in here])
    return StreamBlockValidationError(
        block_errors=by_index, non_block_errors=of_the_whole
    )


def scenario_warnings(page):
    """Return a sentence for each problem of a scenario."""
    return [describe_problem(problem) for problem in page.problems()]
