"""Slows down whoever guesses numbers."""

import datetime as dt
import math
import time
from dataclasses import dataclass

from django.utils.crypto import salted_hmac

from training.addresses import client_address, networks_of

from .models import RateWindow


@dataclass(frozen=True)
class Limit:
    """So many requests in a window of such a length."""

    name: str
    most: int
    length: dt.timedelta


ONE_ADDRESS = Limit("address", 30, dt.timedelta(minutes=1))
ONE_NETWORK = Limit("network", 300, dt.timedelta(days=1))
ALL_MISSES = Limit("misses", 600, dt.timedelta(minutes=1))
"""Numbers that nobody holds, asked for by everybody together."""

ONE_AGENCY = Limit("agency", 20_000, dt.timedelta(days=1))
"""Rows that one agency asks for, at its desk, in lists and through the API."""

LINKS = Limit("links", 40, dt.timedelta(days=1))
"""Links that the holder of a certificate makes, those withdrawn included."""

LETTERS = Limit("letters", 60, dt.timedelta(days=1))
"""Invitations that one agency has us mail, those withdrawn included."""

MESSAGES = Limit("messages", 60, dt.timedelta(hours=1))
"""Webhooks that one agency has us send, as a test or again."""

COST_OF_A_MISS = 10
"""Rows that one without a match counts for: names for a known number are guessed
at most 2,000 times a day, and each time the holder sees it."""


QUIET_SECONDS = 0.005
"""In whole steps of so long comes an answer that confirms nothing. A number that
nobody holds costs less work than one that is withheld, and a clock must not tell."""


class TooManyTries(Exception):
    """The limit is reached.

    Attributes:
        retry_after: whole seconds until the next try counts anew, at least 1.
    """

    def __init__(self, ends_at, *, at):
        super().__init__()
        self.retry_after = max(1, math.ceil((ends_at - at).total_seconds()))


def admit(request, *, at):
    """Count a lookup of the client, in a transaction that a refusal undoes.

    What one address asks beyond its limit must not use up that of its neighbors.

    Raises:
        TooManyTries: this address, or its network, has asked too often.
    """
    one, near = networks_of(client_address(request), (32, 64), (24, 48))
    _count_within((ONE_ADDRESS, one), (ONE_NETWORK, near), at=at)


def admit_link(certificate, *, at):
    """Count a link that the holder of ``certificate`` makes.

    Raises:
        TooManyTries: they have made many today.
    """
    _count_within((LINKS, str(certificate.pk)), at=at)


def admit_letter(agency, *, at):
    """Count an invitation that ``agency`` has us mail.

    Raises:
        TooManyTries: it has sent many today.
    """
    _count_within((LETTERS, agency.public_id), at=at)


def admit_message(agency, *, at):
    """Count a webhook that ``agency`` has us send by hand.

    Raises:
        TooManyTries: it has sent many in this hour.
    """
    _count_within((MESSAGES, agency.public_id), at=at)


def brake(*, at):
    """Refuse lookups by number while numbers are being guessed everywhere.

    QR codes go on working: their tokens are too long to be guessed.

    Raises:
        TooManyTries: too many misses in the last minute.
    """
    made, ends_at = RateWindow.objects.peek(
        _key(ALL_MISSES, ""), length=ALL_MISSES.length, at=at
    )
    if made >= ALL_MISSES.most:
        raise TooManyTries(ends_at, at=at)


def count_miss(*, at):
    """Count a number that nobody holds."""
    count(ALL_MISSES, "", at=at)


def spend(agency, rows, *, at):
    """Take ``rows`` from what an agency may ask for in a day.

    A request that begins within the limit is answered whole.

    Raises:
        TooManyTries: nothing was left.
    """
    spent, ends_at = count(ONE_AGENCY, agency.public_id, at=at, units=rows)
    if spent - rows >= ONE_AGENCY.most:
        raise TooManyTries(ends_at, at=at)


def spend_misses(agency, misses, *, at):
    """Take what rows without a match cost beyond the one that is taken already."""
    if misses:
        cost = misses * (COST_OF_A_MISS - 1)
        count(ONE_AGENCY, agency.public_id, at=at, units=cost)


def count(limit, who, *, at, units=1):
    """Count requests of ``who``; return how many that makes, and when it ends."""
    window = _key(limit, who), limit.length, units
    return RateWindow.objects.count_in(window, at=at)[0]


def rest(started, *, steps=1):
    """Wait out the step of ``QUIET_SECONDS`` in which the work has ended.

    The wait is shorter than a step: longer ones would keep threads from answering
    others. Work that differs by little more seldom ends in another step.

    Args:
        started: when the work began, as ``time.monotonic`` says it.
        steps: how many make one, where the work differs by more.
    """
    step = QUIET_SECONDS * steps
    time.sleep(step - (time.monotonic() - started) % step)


def _count_within(*limited, at):
    """Count one request under each (limit, who)."""
    windows = ((_key(limit, who), limit.length, 1) for limit, who in limited)
    counted = RateWindow.objects.count_in(*windows, at=at)
    for (limit, _who), (made, ends_at) in zip(limited, counted, strict=True):
        if made > limit.most:
            raise TooManyTries(ends_at, at=at)


def _key(limit, who):
    """Hash the address with the site's secret: no table of who checked whom."""
    value = f"{limit.name} {who}"
    return salted_hmac("certificates.throttle", value, algorithm="sha256").hexdigest()
