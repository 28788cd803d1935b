"""Marks papers again by another key: foretold, approved, then done once each."""

import datetime as dt

from django.db import transaction

from training.rounds import apart

from .models import Regrade, RegradeOutcome
from .telling import tell_of_mark

BATCH = 100
"""Papers that are read at a time."""

QUEUE_GRACE = dt.timedelta(minutes=2)
"""How long a regrade waits for the queue before the sweeper does a piece of it."""


def foretell(regrade, *, at, most=None):
    """Work out what would change; safe to run twice, at once or after a kill.

    Args:
        regrade: asked for.
        at: the instant, aware.
        most: stop after so many papers; None for all.
    """
    if regrade.total is None:
        regrade.note_progress(total=regrade.closed_scope().count())
    for attempt in _one_by_one(regrade.still_to_foretell, most):
        RegradeOutcome.foretell(regrade, attempt)
    if not regrade.still_to_foretell().exists():
        regrade.note_progress(checked_at=at)


def carry_out(regrade, *, at, most=None):
    """Mark every closed paper in scope again; tell those whose result changed.

    Safe to run twice, at once or after a kill: each paper is one transaction,
    and its outcome says whether it is done.

    Args:
        regrade: approved.
        at: the instant, aware.
        most: stop after so many papers; None for all.
    """
    for attempt in _one_by_one(regrade.still_to_apply, most):
        _carry_out_one(regrade, attempt, at=at)
    if regrade.still_to_apply().exists():
        return
    regrade.note_progress(finished_at=at)
    # Papers that are still open have the old key, and are marked by it first.
    if not regrade.scope().filter(submitted_at=None).exists():
        regrade.note_progress(settled_at=at)


def catch_up(*, at):
    """Go on with what the queue lost, and with papers handed in since.

    Safe to run at any time, in any number of processes; does a piece each time.

    Args:
        at: the instant, aware.
    """
    for regrade in Regrade.objects.unchecked().filter(asked_at__lte=at - QUEUE_GRACE):
        with apart():
            foretell(regrade, at=at, most=BATCH)
    approved = Regrade.objects.unsettled().filter(decided_at__lte=at - QUEUE_GRACE)
    for regrade in approved:
        with apart():
            carry_out(regrade, at=at, most=BATCH)


@transaction.atomic
def _carry_out_one(regrade, attempt, *, at):
    outcome = RegradeOutcome.carry_out(regrade, attempt, at=at)
    if outcome and outcome.mark and outcome.has_changed and not outcome.mark.held_for:
        tell_of_mark(outcome.mark, at=at)


def _one_by_one(rows, most):
    """Yield attempts of ``rows()``, read anew in batches by primary key."""
    last, left = 0, most
    while left is None or left > 0:
        size = BATCH if left is None else min(BATCH, left)
        batch = list(rows().filter(pk__gt=last)[:size])
        if not batch:
            return
        yield from batch
        last = batch[-1].pk
        left = None if left is None else left - len(batch)
