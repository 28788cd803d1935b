"""Close attempts that were left open beyond their time."""

from training.rounds import apart

from .models import Attempt


def close_overdue(*, at):
    """Close and mark every attempt whose deadline and grace are over at ``at``.

    Safe to run at any time and in any number of workers at once.

    Args:
        at: the instant, aware.

    Returns:
        How many attempts this call found overdue.
    """
    attempts = list(Attempt.objects.overdue(at=at).select_related("enrolment", "quiz"))
    for attempt in attempts:
        with apart():
            attempt.close_if_overdue(at=at)
    return len(attempts)
