"""What people decide about results, each with its news to the learner."""

from django.db import transaction

from .models import Attempt, Regrade
from .tasks import carry_out_regrade, foretell_regrade
from .telling import tell_of_answer, tell_of_mark, tell_of_run


class MayNotReview(Exception):
    """It was reviewed already, or it is the reviewer's own."""


@transaction.atomic
def hand_in_marking(task, *, by, levels, at, **words):
    """Put a marking on record; tell the learner when the result is final.

    Args:
        task: the ``WrittenTask``.
        by: the marker.
        levels: by criterion key.
        at: the instant, aware.
        **words: ``comment`` and ``private_note``.

    Raises:
        TakenByOther: somebody else has it, or it has moved on.
        ValueError: a level that the rubric does not have.
    """
    mark = task.hand_in(by=by, levels=levels, at=at, **words)
    if mark and not mark.held_for:
        tell_of_mark(mark, at=at)


@transaction.atomic
def review(attempt, *, passed, by, why, at):
    """Decide about an attempt that waits because of unsafe choices, once.

    Args:
        attempt: held for review.
        passed: whether the score stands in spite of them; it may still be too low.
        by: who decides.
        why: in words; the learner reads them.
        at: the instant, aware.

    Raises:
        MayNotReview: decided already, or the reviewer's own.
    """
    waiting = Attempt.objects.held("review").exclude(enrolment__learner=by)
    this = waiting.filter(pk=attempt.pk).select_for_update(of=("self",)).first()
    if this is None:
        raise MayNotReview
    ruling = "stands" if passed else "not_passed"
    mark = this.mark_again("reviewed", by=by, note=why, at=at, ruling=ruling)
    tell_of_mark(mark, at=at)


@transaction.atomic
def answer_appeal(appeal, *, outcome, answer, by, at):
    """Answer an appeal and tell the learner.

    Raises:
        MayNotAnswer: answered already, or ``by`` had a hand in the mark.
    """
    appeal.settle(outcome=outcome, answer=answer, by=by, at=at)
    tell_of_answer(appeal, at=at)


@transaction.atomic
def review_run(run, *, passed, by, why, at):
    """Decide about a scenario run that waits for people, and tell the learner.

    Args:
        run: held for review.
        passed: whether the score stands; it may still be too low to pass.
        by: who decides, not the learner.
        why: in words; the learner reads them.
        at: the instant, aware.

    Raises:
        NotHeld: decided already.
    """
    is_enough = run.percentage >= run.scenario.rules.pass_mark
    run.decide_review(passed=passed and is_enough, by=by, why=why, at=at)
    tell_of_run(run)


@transaction.atomic
def ask_for_regrade(*, by, at, **what):
    """Put a request on record and begin to work out what it would change.

    Args:
        by: who asks.
        at: the instant, aware.
        **what: fields of ``Regrade``; ``changes`` as ``rekeying.Change`` objects.
    """
    changes = [change.to_json() for change in what.pop("changes")]
    regrade = Regrade.objects.create(asked_by=by, asked_at=at, changes=changes, **what)
    foretell_regrade.enqueue(regrade.pk)
    return regrade


@transaction.atomic
def decide_regrade(regrade, *, is_approved, by, note, at):
    """Approve or decline as a second person; approved, it begins at once.

    Raises:
        MayNotApprove: decided already, not worked out yet, or one's own.
    """
    regrade.decide(is_approved=is_approved, by=by, note=note, at=at)
    if is_approved:
        carry_out_regrade.enqueue(regrade.pk)
