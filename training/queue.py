"""Tasks that a dead worker left behind, or that failed, get another chance.

django-tasks-db neither retries nor notices a killed worker; our tasks are safe
to run twice, so both are mended here.
"""

import datetime as dt

from django_tasks_db.models import DBTaskResult

LEASE = dt.timedelta(minutes=5)
ATTEMPTS = 5
KEPT = dt.timedelta(hours=1)
KEPT_FAILED = dt.timedelta(days=30)


def revive(*, at):
    """Make stalled and failed tasks ready again, each at most ``ATTEMPTS`` times.

    A failed task waits longer before each new attempt: 1, 4, 9, 16 minutes.

    Args:
        at: the present instant, aware.

    Returns:
        How many tasks were made ready.
    """
    stalled = DBTaskResult.objects.running().filter(started_at__lt=at - LEASE)
    failed = DBTaskResult.objects.failed().filter(finished_at__gt=at - dt.timedelta(1))
    count = 0
    for result in [*stalled, *failed]:
        tries = len(result.worker_ids)
        if tries >= ATTEMPTS:
            continue
        wait = dt.timedelta(minutes=tries**2) if result.finished_at else dt.timedelta()
        # Guarded: a worker that finished meanwhile, or another sweep, wins.
        same = DBTaskResult.objects.filter(
            pk=result.pk, status=result.status, started_at=result.started_at
        )
        count += same.update(status="READY", run_after=at + wait)
    return count


def forget(*, at):
    """Delete tasks that are done: mail among them holds addresses and codes.

    Failed ones stay for a while, for whoever looks for the cause.

    Args:
        at: the present instant, aware.
    """
    results = DBTaskResult.objects
    results.successful().filter(finished_at__lt=at - KEPT).delete()
    results.failed().filter(finished_at__lt=at - KEPT_FAILED).delete()
