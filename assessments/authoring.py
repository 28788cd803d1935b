"""Page forms that tell authors what only the whole page can know."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks import StreamBlockValidationError

from .blocks import as_ending, as_scene
from .scenario import Fault, Scenario, problems
from .wording import describe_problem, describe_shortfall

OF_THE_WHOLE = {Fault.MISSING_START, Fault.NO_ENDING}


def as_scenario(start, stream):
    """Return the scenario that the scenes and endings of ``stream`` make up."""
    return Scenario(
        start=start,
        scenes=tuple(as_scene(b.value) for b in stream if b.block_type == "scene"),
        endings=tuple(as_ending(b.value) for b in stream if b.block_type == "ending"),
    )


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


class QuizPageForm(WagtailAdminPageForm):
    """Tells the author when a bank cannot fill a draw, or nothing is asked."""

    def is_valid(self):
        is_valid = super().is_valid()
        if not is_valid or self.is_deferred_validation:
            return is_valid
        return self._can_be_filled()

    def _can_be_filled(self):
        fixed = self._rows("fixed_questions")
        draws = self._rows("draws")
        if not fixed and not draws:
            self.add_error(None, _("Choose at least one question, or draw some."))
            return False
        found = self.instance.shortfalls(
            fixed=[form.cleaned_data["question"] for form in fixed],
            draws=[form.instance for form in draws],
        )
        for shortfall in found:
            form = draws[shortfall.index]
            form.add_error("count", _describe(shortfall, form.instance))
        if found:
            self.add_error(None, _("A bank does not hold enough questions."))
        return not found

    def _rows(self, name):
        """Return the inline forms that will be kept, in the order on the page."""
        kept = [
            form
            for form in self.formsets[name].forms
            if form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]
        return sorted(kept, key=lambda form: form.cleaned_data.get("ORDER") or 0)


def _describe(shortfall, draw):
    domain = draw.domain.name if draw.domain else ""
    return describe_shortfall(shortfall, bank=draw.bank.title, domain=domain)


def warn_author(request, page):
    """Say after saving what must be mended before learners can use the page.

    Publishing is refused by the form; a draft is saved, and told about here.
    Wagtail's own background saving is left in peace.
    """
    if not request.accepts("text/html") or not hasattr(page, "warnings"):
        return
    for sentence in page.warnings():
        messages.warning(request, sentence)


def scenario_warnings(page):
    """Return a sentence for each problem of a scenario."""
    return [describe_problem(problem) for problem in page.problems()]


def quiz_warnings(page):
    """Return a sentence for each draw that the banks cannot fill."""
    draws = list(page.draws.all())
    fixed = [row.question for row in page.fixed_questions.all()]
    found = page.shortfalls(fixed=fixed, draws=draws)
    return [_describe(shortfall, draws[shortfall.index]) for shortfall in found]
