"""Keep the tallies of the analysis up to date."""

from training.rounds import apart

from .models import Attempt, QuizTally

BATCH = 100
"""Attempts counted in one transaction: learners wait no longer than for these."""

MOST = 2_000
"""Attempts counted in one sweep, so that deadlines are not kept waiting."""


def fold_waiting(*, at, most=MOST):
    """Count attempts that were closed, or marked again, since they were counted.

    Safe to run at any time and in any number of workers at once.

    Args:
        at: the instant, aware.
        most: how many attempts at most, give or take a batch.

    Returns:
        How many attempts this call counted.
    """
    keys = Attempt.objects.to_tally().order_by().values_list("assessment_key")
    done = 0
    for (key,) in list(keys.distinct()):
        with apart():
            while done < most and (
                n := QuizTally.objects.fold(key, limit=BATCH, at=at)
            ):
                done += n
    return done


def refold(attempt, *, at):
    """Count what waits of the quiz of ``attempt`` now, not at the next sweep.

    Every mark that is appended makes its attempt wait by itself: this is only for
    who wants to see the analysis at once.
    """
    while QuizTally.objects.fold(attempt.assessment_key, limit=BATCH, at=at):
        pass


def recount(assessment_key, *, at):
    """Forget the tallies of one quiz and count all its attempts anew.

    Meanwhile the report says how many attempts are still to be counted.
    """
    QuizTally.objects.clear(assessment_key)
    while QuizTally.objects.fold(assessment_key, limit=BATCH, at=at):
        pass
