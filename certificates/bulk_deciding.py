"""Decides about many certificates: tried row by row, approved, then done once each."""

import datetime as dt

from django.db import transaction

from training.rounds import apart

from . import codes, following, status
from .models import BulkDecision, BulkRow, Certificate

MOST = 2000
"""Lines in one proposal: a second person can still look through them."""

BATCH = 100
QUEUE_GRACE = dt.timedelta(minutes=2)
"""How long an approved one waits for the queue before the sweeper takes a piece."""


@transaction.atomic
def propose(lines, *, wording, at, **said):
    """Put a proposal on record, with what it would do to each certificate.

    Args:
        lines: what was typed, one number each.
        wording: as ``Certificate.decide`` takes it; a ``last_day`` is a date.
        at: now.
        **said: ``kind``, ``effective_on`` (a day in each certificate's own zone),
            ``why`` (for whoever approves) and ``proposed_by``.

    Returns:
        The ``BulkDecision``.
    """
    stored = {k: v.isoformat() if k == "last_day" else v for k, v in wording.items()}
    bulk = BulkDecision.objects.create(wording=stored, proposed_at=at, **said)
    BulkRow.objects.bulk_create(_rows(bulk, lines, at))
    return bulk


def carry_out(bulk, *, at, most=None):
    """Decide about every row that is left; safe to run twice, at once or after a kill.

    Args:
        bulk: approved.
        at: now.
        most: stop after so many rows; None for all.
    """
    left = bulk.rows.filter(done_at=None, problem="").select_related("certificate")
    for row in left.order_by("line")[:most]:
        row.carry_out(lambda certificate: _decide(bulk, certificate, at), at=at)
    following.announce()
    if not bulk.rows.filter(done_at=None, problem="").exists():
        bulk.finish(at=at)


def catch_up(*, at):
    """Go on with what the queue lost, a piece each time."""
    late = BulkDecision.objects.unfinished().filter(decided_at__lte=at - QUEUE_GRACE)
    for bulk in late:
        with apart():
            carry_out(bulk, at=at, most=BATCH)


def _rows(bulk, lines, at):
    """Return unsaved rows with what would happen, in a fixed number of queries."""
    numbers = [_number(line) for line in lines]
    found = _certificates({number for number in numbers if number})
    met = set()
    for place, (line, number) in enumerate(zip(lines, numbers, strict=True), start=1):
        row = BulkRow(bulk=bulk, line=place, typed=line[:80])
        certificate = found.get(number)
        if number is None:
            row.problem = "malformed"
        elif certificate is None:
            row.problem = "unknown"
        elif number in met:
            row.problem = "repeated"
        else:
            met.add(number)
            _foretell(row, bulk, certificate, at)
        yield row


def _foretell(row, bulk, certificate, at):
    row.certificate = certificate
    row.before = certificate.status(at=at).name
    if row_problem := _problem(bulk, certificate, at):
        row.problem = row_problem
        return
    decision = _event(bulk, certificate, at)
    events, term = certificate.facts(), certificate.term
    row.after = status.foretold(decision, events, term, at=at).name


def _problem(bulk, certificate, at):
    """Return why this decision cannot be made about this one now, or ""."""
    if bulk.kind not in certificate.possible_decisions():
        return "impossible"
    if bulk.kind == status.RENEWED:
        current = certificate.status(at=at).last_day
        if current and _last_day(bulk) <= current:
            return "last_day"
    return ""


def _decide(bulk, certificate, at):
    if problem := _problem(bulk, certificate, at):
        return problem
    wording = dict(bulk.wording)
    if "last_day" in wording:
        wording["last_day"] = _last_day(bulk)
    return certificate.decide(
        bulk.kind,
        by=bulk.proposed_by,
        at=at,
        effective_at=status.start_of(bulk.effective_on, certificate.zone),
        **wording,
    )


def _event(bulk, certificate, at):
    start = status.start_of(bulk.effective_on, certificate.zone)
    last_day = _last_day(bulk)
    return status.Event(bulk.kind, start, at, status.UNRECORDED, last_day=last_day)


def _last_day(bulk):
    day = bulk.wording.get("last_day")
    return dt.date.fromisoformat(day) if day else None


def _number(line):
    try:
        return codes.normalise(line)
    except codes.MalformedNumber:
        return None


def _certificates(numbers):
    """Return certificates with their events by number, some hundred at a time."""
    numbers, found = sorted(numbers), {}
    for start in range(0, len(numbers), 500):
        part = Certificate.objects.filter(number__in=numbers[start : start + 500])
        found |= {c.number: c for c in part.prefetch_related("events")}
    return found
