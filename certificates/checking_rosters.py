"""Checks an agency's list, a few hundred lines at a time."""

import datetime as dt

from django.db import transaction

from .checking import check_many
from .models import RosterResult, RosterRun
from .throttle import TooManyTries

CHUNK = 500
"""Lines of one transaction: what a worker that is killed has to do again."""


def carry_out(run_id, *, clock):
    """Check what is left of a list; harmless in any number of workers at once.

    A chunk is one transaction: its lines are taken, looked up, logged for their
    holders and written down, or none of it happened. A list that was deleted
    meanwhile ends it.

    Args:
        run_id: of a ``RosterRun``.
        clock: gives the present instant, aware; each chunk has its own.
    """
    runs = RosterRun.objects.open().select_related("roster__agency")
    while run := runs.filter(pk=run_id).first():
        at = clock()
        try:
            is_more = _check_chunk(run, at=at)
        except TooManyTries as refusal:
            run.pause(until=at + dt.timedelta(seconds=refusal.retry_after), at=at)
            return
        if not is_more:
            run.finish(at=at)


@transaction.atomic
def _check_chunk(run, *, at):
    """Check the next lines; return whether there were any."""
    rows = run.next_rows(CHUNK)
    if not rows or run.roster.agency.closed_at:
        return False
    if not run.claim(rows, at=at):
        return True
    pairs = [(row.number, row.family_name) for row in rows]
    answers = check_many(pairs, agency=run.roster.agency, how="roster", at=at)
    earlier = _earlier(run, rows)
    RosterResult.objects.log(
        RosterResult.of(run, row, answer, earlier.get(row.pk))
        for row, answer in zip(rows, answers, strict=True)
    )
    return True


def _earlier(run, rows):
    """Return the worth that the check before found for these lines, by line."""
    previous = run.previous()
    if previous is None:
        return {}
    places = {"row__place__gte": rows[0].place, "row__place__lte": rows[-1].place}
    found = previous.results.filter(**places)
    told = found.values_list("row_id", *RosterResult.WORTH)
    return {row_id: tuple(worth) for row_id, *worth in told}
