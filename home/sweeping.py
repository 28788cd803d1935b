"""What must happen in the end, whatever the queue has lost on the way."""

import secrets

from assessments.closing import close_overdue
from certificates.issuing import reconcile
from training.queue import revive


def sweep(*, at):
    """Close overdue attempts, issue what was earned, revive lost tasks.

    Safe to run at any time, as often as one likes, in any number of processes.

    Args:
        at: the present instant, aware.
    """
    close_overdue(at=at)
    reconcile(at=at, rng=secrets.token_bytes)
    revive(at=at)
