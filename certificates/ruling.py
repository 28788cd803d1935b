"""Puts what happens to certificates on record and lets others know, in one go."""

import datetime as dt

from django.db import IntegrityError, transaction

from . import following
from .models import BulkDecision, Follower, StatusEvent
from .status import EXPIRED, SUPERSEDED, end_of

BATCH = 200
LONG_AGO = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@transaction.atomic
def rule(certificate, kind, *, by, at, effective_at, **wording):
    """Record a decision about ``certificate`` and wake those who follow.

    The arguments are those of ``Certificate.decide``.
    """
    event = certificate.decide(kind, by=by, at=at, effective_at=effective_at, **wording)
    following.announce()
    return event


@transaction.atomic
def forget_note(event, *, by, at):
    """Erase the note of ``event`` wherever it is kept; return the event of it."""
    told = event.erase_note(by=by, at=at)
    if told:
        BulkDecision.objects.forget_note_of(event)
    return told


def note_expired(*, at):
    """Put on record that the last day of certificates is over.

    The standing does not depend on it; those who follow learn of it by this. Safe
    to run at any time, in any number of processes. A round that has noted as many
    as a round may leaves the rest to the next.

    Args:
        at: the present instant, aware.

    Returns:
        How many were noted.
    """
    looked, _is_new = Follower.objects.get_or_create(
        pk="expiry", defaults={"due_until": LONG_AGO}
    )
    ended = StatusEvent.objects.ended(looked.due_until, at=at)
    noted = behind = 0
    # Behind the last one: terms that were renewed are found again and never noted.
    while noted < BATCH and (terms := list(ended.filter(position__gt=behind)[:BATCH])):
        noted += sum(_note_expired(term.certificate, at) for term in terms)
        behind = terms[-1].position
    if noted < BATCH and at > looked.due_until:
        looked.advance(due_until=at)
    return noted


def _note_expired(certificate, at):
    status = certificate.status(at=at)
    if not status.is_past or status.name == SUPERSEDED:
        return False
    end = end_of(status.last_day, certificate.zone)
    try:
        with transaction.atomic():
            rule(
                certificate,
                EXPIRED,
                by=None,
                at=at,
                effective_at=end,
                reason_code="term",
            )
    except IntegrityError:
        # Another process was faster; the constraint lets one note stand.
        return False
    return True
