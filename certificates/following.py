"""Who hears of it when the standing of a certificate changes: one list, in one place.

Each follower is called with events in the order in which they were recorded, and
once more with those that were recorded beforehand when they take effect. It may be
called with the same ones again, so it must be harmless then. It reads the standing
from the certificate and not from the event.
"""

from collections.abc import Callable

from django.db.models import Max
from django_tasks_db.models import DBTaskResult

from . import publishing, tasks, telling
from .models import Follower, StatusEvent
from .watching.changes import tell_watchers

FOLLOWERS: dict[str, Callable] = {
    "status_lists": publishing.follow_events,
    "watchers": tell_watchers,
    "holders": telling.lay_decided,
}
"""By name, functions that take a list of ``StatusEvent`` and ``at``."""

BATCH = 200


def follow(name, *, at):
    """Give one follower all that it has not seen.

    Args:
        name: a key of ``FOLLOWERS``.
        at: the present instant, aware.
    """
    tell = FOLLOWERS[name]
    follower, _is_new = Follower.objects.get_or_create(
        pk=name, defaults={"due_until": at}
    )
    while events := list(_unseen(follower)[:BATCH]):
        tell(events, at=at)
        if not follower.advance(position=events[-1].position):
            return
    span = {"after": follower.due_until, "until": at}
    if due := list(_joined(StatusEvent.objects.falling_due(**span))):
        tell(due, at=at)
    if at > follower.due_until:
        follower.advance(due_until=at)


def announce():
    """Wake every follower; call it in the transaction that records the event."""
    for name in FOLLOWERS:
        tasks.status_changed.enqueue(name)


def catch_up(*, at):
    """Wake the followers that have something to see and no task on its way.

    Safe to run at any time, in any number of processes. A follower that fails
    hinders no other, for each has a task of its own.

    Args:
        at: the present instant, aware.
    """
    last = StatusEvent.objects.aggregate(last=Max("position"))["last"] or 0
    seen = {row.name: row for row in Follower.objects.filter(name__in=FOLLOWERS)}
    for name in FOLLOWERS:
        row = seen.get(name)
        if row and row.position >= last and not _is_something_due(row, at):
            continue
        if not _is_on_its_way(name):
            tasks.status_changed.enqueue(name)


def _unseen(follower):
    return _joined(StatusEvent.objects.since(follower.position))


def _joined(events):
    return events.select_related("certificate")


def _is_something_due(row, at):
    due = StatusEvent.objects.falling_due(after=row.due_until, until=at)
    return due.exists()


def _is_on_its_way(name):
    """Whether a task for this follower waits or runs."""
    waiting = DBTaskResult.objects.filter(
        task_path=tasks.status_changed.module_path, status__in=("READY", "RUNNING")
    )
    return any(task.args_kwargs["args"] == [name] for task in waiting)
