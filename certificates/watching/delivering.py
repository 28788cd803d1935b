"""Sends what is due to the addresses of agencies, at least once."""

import datetime as dt
import secrets

from django.conf import settings
from django.utils import timezone

from certificates.keyring import secrets_of_environment
from certificates.models import Delivery
from certificates.proof import sealing

from . import posting, signature

BATCH = 50
ROUND = dt.timedelta(seconds=60)
"""After which a round ends: an address that hangs must not hold up the worker."""

QUICK = dt.timedelta(seconds=2)
RESTS = 20
"""For so many times as long as it took is an address that is not quick left alone:
one worker sends everybody's messages, makes documents and sends mail besides."""


def deliver_due(*, at, post=posting.post, clock=timezone.now):
    """Try each message that is due, one at a time.

    Args:
        at: the present instant, aware.
        post: as ``posting.post``.
        clock: read between tries, which may take their time.

    Returns:
        How many were taken.
    """
    began = clock()
    due = Delivery.objects.due(at=at).select_related("endpoint__agency", "change")
    taken = 0
    for delivery in due.order_by("due_at", "pk")[:BATCH]:
        if clock() - began > ROUND:
            break
        taken += _try(delivery, at=at, post=post, clock=clock)
    return taken


def _try(delivery, *, at, post, clock):
    if not delivery.claim(at=at):
        return False
    body = message_of(delivery)
    headers = signature.headers_for(
        str(delivery.key), body, secrets=secrets_of(delivery.endpoint, at=at), at=at
    )
    began = clock()
    reply = post(
        delivery.endpoint.url,
        body,
        headers,
        allows_loopback=settings.WEBHOOKS_MAY_STAY_INSIDE,
    )
    ended = clock()
    delivery.settle(status=reply.status, problem=reply.problem, at=ended)
    if (took := ended - began) > QUICK:
        Delivery.objects.rest(delivery.endpoint, until=ended + RESTS * took)
    return reply.is_taken


def message_of(delivery):
    """Return the body: a number and a standing, no name and no title."""
    if delivery.is_test:
        return signature.body_of("test", {}, at=delivery.happened_at)
    change = delivery.change
    until = change.until.isoformat() if change.until else None
    data = {"number": change.number, "status": change.status, "good_through": until}
    return signature.body_of(
        "certificate.status_changed", data | {"change": str(change.key)}, at=change.at
    )


def seal(secret, endpoint_id):
    """Encrypt a secret of an address, for the database."""
    return sealing.seal(
        secret.encode(),
        secret=secrets_of_environment()[0],
        label=_label(endpoint_id),
        rng=secrets.token_bytes,
    )


def secrets_of(endpoint, *, at):
    """Return the secrets that sign for ``endpoint`` at ``at``."""
    keys = secrets_of_environment()
    return [
        sealing.unseal(sealed, secrets=keys, label=_label(endpoint.public_id)).decode()
        for sealed in endpoint.sealed_secrets(at=at)
    ]


def _label(endpoint_id):
    return f"webhook {endpoint_id}"
