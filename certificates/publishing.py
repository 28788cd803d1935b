"""Publishes which credentials hold no longer, signed anew each day and upon change."""

import datetime as dt
import logging

from django.db import transaction
from django.db.models import Max, Q

from . import keymaking, keyring, status
from .models import Certificate, PublishedList, SigningKey, StatusEvent
from .proof import status_list
from .proof.keys import CannotSign
from .proof.sealing import CannotUnseal

logger = logging.getLogger(__name__)

AGAIN_AFTER = dt.timedelta(hours=20)
"""How old a list becomes before it is signed anew; it is good for 48 hours."""

SILENT = (status.ISSUED, status.RENEWED, status.EXPIRED, status.NOTE_ERASED)
"""Kinds of events that set and clear no bit: the credential states its own dates."""

WRITING = dt.timedelta(minutes=1)
"""How long a decision may take from its instant until others can read it."""

SET_BY = {
    status_list.REVOCATION: {"revoked", "surrendered", "superseded"},
    status_list.SUSPENSION: {"suspended", "inactive"},
}
"""Standings that set a credential's bit, by the purpose of the list."""


def publish_due(*, at):
    """Sign anew what is a day old, what is missing, and what was decided since.

    Safe to run at any time, in any number of workers at once.

    Returns:
        The numbers of the lists that were signed.
    """
    newest = PublishedList.objects.order_by("made_at").first()
    wanted = _numbers()
    there = set(PublishedList.objects.values_list("number", flat=True))
    is_due = (
        newest is None
        or bool(wanted - there)
        or newest.made_at <= at - AGAIN_AFTER
        or _decided_since(newest.made_at, at)
    )
    return _publish_if_possible(at) if is_due else []


def follow_events(events, *, at):
    """Publish what ``events`` changed; called by ``following``."""
    if any(event.kind not in SILENT for event in events):
        _publish_if_possible(at)


def _publish_if_possible(at):
    """Publish, or leave it to the next round, which finds the lists behind."""
    try:
        return publish(at=at)
    except (CannotSign, CannotUnseal) as reason:
        logger.warning("status lists cannot be signed: %s", type(reason).__name__)
        return []


def publish(*, at):
    """Sign all status lists as of ``at``, and the list of revoked certificates.

    Raises:
        CannotSign, CannotUnseal: at present.
    """
    keys = keyring.keyring()
    found = _places(at)
    for number in sorted(_numbers()):
        _sign(number, found, keys, at)
    for root in SigningKey.objects.usable().filter(purpose="root"):
        if root.crl_made_at is None or root.crl_made_at <= at - AGAIN_AFTER:
            keymaking.renew_crl(root, at=at)
    return sorted(_numbers())


def stale(*, at):
    """Return the numbers of lists that hold no longer: with them nothing verifies."""
    lapsed = PublishedList.objects.filter(valid_until__lte=at)
    return list(lapsed.values_list("number", flat=True))


def _numbers():
    """Return which lists there must be: a pair for each block of places in use."""
    last = Certificate.objects.aggregate(last=Max("status_index"))["last"] or 0
    final = status_list.number(last, status_list.SUSPENSION)
    return set(range(1, final + 1))


def _decided_since(moment, at):
    """Whether a decision was recorded, or came into force, since ``moment``.

    One that was still being written then counts as well.
    """
    recorded = Q(recorded_at__gt=moment - WRITING)
    began = Q(effective_at__gt=moment, effective_at__lte=at)
    decisions = StatusEvent.objects.exclude(kind__in=SILENT)
    return decisions.filter(recorded | began).exists()


def _places(at):
    """Return the places whose bit is set, by purpose.

    Only certificates about which something was decided are looked at.
    """
    decisions = StatusEvent.objects.exclude(kind__in=SILENT)
    decided = Certificate.objects.filter(
        pk__in=decisions.values("certificate"), status_index__isnull=False
    )
    found = {purpose: [] for purpose in SET_BY}
    for certificate in decided.prefetch_related("events").iterator(chunk_size=500):
        name = certificate.status(at=at).name
        for purpose, names in SET_BY.items():
            if name in names:
                found[purpose].append(certificate.status_index)
    return found


def _sign(number, found, keys, at):
    purpose, first = status_list.covers(number)
    places = [p for p in found[purpose] if first <= p < first + status_list.SIZE]
    document = status_list.build(places, list_number=number, keyring=keys, at=at)
    fields = {
        "as_json": status_list.to_json(document, keys),
        "as_jwt": status_list.to_jwt(document, keys),
        "made_at": at,
        "valid_until": at + status_list.LIFE,
    }
    with transaction.atomic():
        _row, is_new = PublishedList.objects.get_or_create(
            number=number, defaults=fields
        )
        if not is_new:
            # Guarded: of two that sign at once, the later instant stays.
            older = PublishedList.objects.filter(number=number, made_at__lte=at)
            older.update(**fields)
