"""What the debrief of a scenario shows."""

from assessments import path_grade
from assessments.debrief import domain_lines
from assessments.models import ScenarioRun
from assessments.scenario import Step

from .lessons import lessons_by_key


def debrief_context(run, path, *, at):
    """Gather what the debrief shows, in a fixed number of queries."""
    told = run.scenario
    keys = {step.choice.lesson for step in path.steps}
    lessons = lessons_by_key(told.lessons, keys, run.language)
    context = {
        "run": run,
        "ending": path.place,
        "steps": [(step, lessons.get(step.choice.lesson)) for step in path.steps],
        "undone": _undone(path),
        "next_index": path.index,
        "rules": told.rules,
    }
    if run.is_exam:
        grade = path_grade.grade(told, path)
        context["domains"] = domain_lines(grade.by_domain, told.domains)
        context["unsafe"] = grade.unsafe
    return context | _next_steps(run, at=at)


def _undone(path):
    """Return decisions that were gone back on, in the order in which they were made."""
    moves = [move for move in path.moves if isinstance(move, Step)]
    return [move for move in moves if move not in path.steps]


def _next_steps(run, *, at):
    page = run.page
    if page is None or not page.live:
        return {}
    outline = page.course.outline_for(run.enrolment)
    overview = ScenarioRun.objects.overview(page, run.enrolment, at=at)
    return overview | {"page": page, "next_place": outline.next_place}
