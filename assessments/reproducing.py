"""Work every mark out again from what is stored, and compare. Reads only."""

from dataclasses import dataclass
from fractions import Fraction

from . import freezing
from .double_marking import credit_of
from .models import Attempt, Mark, ScenarioRun, WrittenTask


@dataclass(frozen=True)
class Check:
    """One thing that was worked out again.

    Attributes:
        what: it, in words.
        is_same: whether it came out as it is on record.
    """

    what: str
    is_same: bool


def check_attempt(attempt):
    """Yield a ``Check`` for each mark of ``attempt``, and one for its outcome.

    Marks follow from the frozen paper, the answers and the basis of each; credit
    that markers gave follows from the levels that they handed in.
    """
    responses = attempt.answers.responses()
    marks = list(attempt.marks.all())
    known = {}
    for number, mark in enumerate(marks, start=1):
        name = f"{attempt.public_id} mark {number} ({mark.reason})"
        yield Check(f"{name}: {mark.percentage} %", _follows(mark, responses))
        awards = mark.basis.get("awards", {})
        if mark.reason == "marked":
            given = {key: awards[key] for key in awards if key not in known}
            yield Check(f"{name}: credit by markers", _credit_follows(mark, given))
        known = awards
    if marks:
        recorded = (attempt.percentage, attempt.is_passed, attempt.held_for)
        yield Check(f"{attempt.public_id} outcome", recorded == marks[-1].says)
    elif attempt.is_closed:
        yield Check(f"{attempt.public_id} has no mark", False)


def check_run(run):
    """Yield the ``Check`` of an exam run: its grade follows from its path.

    What people decided on it is the last of its reviews.
    """
    try:
        grade = run.grade()
    except (ValueError, KeyError):
        grade = None
    if grade is None:
        yield Check(f"{run.public_id} run", False)
        return
    review = run.reviews.order_by("pk").last()
    decided = ("", review.is_passed) if review else (grade.held_for, grade.is_passed)
    recorded = (run.percentage, run.held_for, run.is_passed)
    yield Check(
        f"{run.public_id} run: {run.percentage} %",
        recorded == (grade.percentage, *decided),
    )


def ended_exams():
    """Return scenario runs that were graded, one after the other."""
    graded = ScenarioRun.objects.filter(mode="exam").exclude(ended_at=None)
    return graded.order_by("pk").iterator(chunk_size=100)


def closed_attempts():
    """Return closed attempts, one after the other, without keeping them."""
    return Attempt.objects.closed().order_by("pk").iterator(chunk_size=100)


def _follows(mark, responses):
    frozen = freezing.thaw(mark.attempt.frozen_paper)
    try:
        return mark.equals(Mark.of(frozen, responses, mark.basis))
    except (ValueError, KeyError):
        return False


def _credit_follows(mark, given):
    """Whether the levels on record come to the credit that ``mark`` was given."""
    rubrics = {q.shown.key: q.key.truth.criteria for q in mark.paper().questions}
    tasks = WrittenTask.objects.filter(attempt=mark.attempt).select_related("answer")
    worked_out = {
        task.answer.question_key: credit_of(
            rubrics[task.answer.question_key], task.levels_given(), task.tolerance
        )
        for task in tasks
    }
    try:
        return all(Fraction(given[key]) == worked_out[key] for key in given)
    except KeyError:
        return False
