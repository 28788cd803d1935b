"""What a certificate is worth at an instant, from what was decided. Pure.

Three tracks run beside each other and never undo one another:

- the **standing**, which certifiers decide: suspended, restricted, on probation,
  surrendered, revoked, reinstated;
- the **pause**, which the holder chooses: inactive, reactivated. To pause and to
  come back never lifts what a certifier decided;
- the **edition**: superseded once a newer one has taken its place.

The last good day is a fourth matter: it is a fact of the certificate that a renewal
moves, and grace for renewing never makes it good.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

GENUINE = "genuine"
EXPIRED = "expired"
SUSPENDED = "suspended"
RESTRICTED = "restricted"
PROBATION = "probation"
SURRENDERED = "surrendered"
REVOKED = "revoked"
REINSTATED = "reinstated"
INACTIVE = "inactive"
REACTIVATED = "reactivated"
SUPERSEDED = "superseded"
ISSUED = "issued"
RENEWED = "renewed"
NOTE_ERASED = "note_erased"

KINDS = (
    *(ISSUED, SUSPENDED, REINSTATED, RESTRICTED, PROBATION, INACTIVE, REACTIVATED),
    *(SURRENDERED, REVOKED, SUPERSEDED, EXPIRED, RENEWED, NOTE_ERASED),
)
"""Kinds of events; expiry itself is computed.

An ``expired`` one is a mere note of it, and ``note_erased`` tells of the record alone.
"""

UNDECIDED = frozenset({ISSUED, EXPIRED, NOTE_ERASED})
"""Kinds that nobody decided to bring about, or that tell of the record alone."""

NAMES = (
    *(GENUINE, RESTRICTED, PROBATION, INACTIVE, SUSPENDED, SURRENDERED, REVOKED),
    *(SUPERSEDED, EXPIRED),
)
"""What ``Status.name`` may say."""

GOOD = frozenset({GENUINE, RESTRICTED, PROBATION})
CONDITIONAL = frozenset({RESTRICTED, PROBATION})

_IGNORED_BY = {
    SURRENDERED: frozenset({SUSPENDED, RESTRICTED, PROBATION}),
    REVOKED: frozenset({SUSPENDED, RESTRICTED, PROBATION, SURRENDERED}),
}
"""What changes nothing in a decision that is final until a reinstatement."""

_TRACKS = (
    frozenset({SUSPENDED, RESTRICTED, PROBATION, SURRENDERED, REVOKED, REINSTATED}),
    frozenset({INACTIVE, REACTIVATED}),
    frozenset({SUPERSEDED}),
    frozenset({RENEWED}),
)
_STANDINGS, _PAUSES, _EDITIONS, _RENEWALS = _TRACKS
_LIFTING = frozenset({REINSTATED, REACTIVATED})


UNRECORDED = 2**62
"""The sequence of an event that is not on record yet: behind all that are."""


@dataclass(frozen=True)
class Event:
    """One event in the life of a certificate.

    Attributes:
        kind: one of ``KINDS``.
        effective_at: from when it holds; may lie before or after ``recorded_at``.
        recorded_at: when it was put on record.
        sequence: order among events recorded at one instant.
        public_reason: what anyone who checks is told; may be "".
        conditions: under which a restricted one, or one on probation, is good.
        last_day: of a renewal, the new last good day.
    """

    kind: str
    effective_at: dt.datetime
    recorded_at: dt.datetime
    sequence: int = 0
    public_reason: str = ""
    conditions: str = ""
    last_day: dt.date | None = None


@dataclass(frozen=True)
class Status:
    """A certificate's standing at one instant.

    Attributes:
        name: one of ``NAMES``.
        since: when it came to be so, in the zone of its days; None for a genuine one
            never decided upon.
        public_reason: the issuer's own words about it; may be "".
        conditions: those that hold; also while it is paused or past its last day.
        last_day: the last good day as it was renewed; None if it never expires.
        is_past: whether the last day is over, whatever ``name`` says.
        grace_until: the last day for renewing, while an expired one may be renewed.
    """

    name: str
    since: dt.datetime | None = None
    public_reason: str = ""
    conditions: str = ""
    last_day: dt.date | None = None
    is_past: bool = False
    grace_until: dt.date | None = None

    @property
    def is_good(self) -> bool:
        """Whether it can be relied on; never true in grace."""
        return self.name in GOOD


@dataclass(frozen=True)
class Term:
    """How long a certificate is good, as it was issued.

    Attributes:
        expires_on: the last good day, or None for one that never expires.
        zone: the zone in which that is a day.
        grace_days: days after the last one in which it may still be renewed.
    """

    expires_on: dt.date | None = None
    zone: str = "UTC"
    grace_days: int = 0


def status_at(
    events: Iterable[Event],
    term: Term,
    *,
    at: dt.datetime,
    known_at: dt.datetime | None = None,
) -> Status:
    """Return the standing at ``at``.

    The rule: within its track an event holds from its effective date until another
    takes its place, and the one recorded last has the last word, so it also undoes
    those recorded before it that would take effect on or after its own date.
    Surrendered and revoked are final: milder decisions change nothing in them, only
    a reinstatement lifts them. A reinstatement dated back to before a suspension
    means that it was never suspended. What is not good comes before expiry, and
    expiry before restrictions and probation, which are good.

    Args:
        events: in any order.
        term: as issued.
        at: aware.
        known_at: leave out what was recorded after this instant, to answer as one
            had to answer then; None for all that is known.
    """
    known = [e for e in events if known_at is None or e.recorded_at <= known_at]
    standing, pause, edition = (
        _in_force(known, track, at) for track in (_STANDINGS, _PAUSES, _EDITIONS)
    )
    last_day = last_day_at(known, term, at=at)
    end = end_of(last_day, term.zone) if last_day else None
    facts = Status(
        GENUINE,
        _in_zone(_latest(standing, pause), term),
        conditions=standing.conditions if standing else "",
        last_day=last_day,
        is_past=end is not None and at >= end,
    )
    if governing := _governing(standing, pause, edition, is_past=facts.is_past):
        since, words = _in_zone(governing.effective_at, term), governing.public_reason
        return replace(facts, name=governing.kind, since=since, public_reason=words)
    if last_day and facts.is_past:
        until = _grace(last_day, term, at)
        return replace(facts, name=EXPIRED, since=end, grace_until=until)
    return facts


def last_day_at(
    events: Iterable[Event], term: Term, *, at: dt.datetime
) -> dt.date | None:
    """Return the last good day as it stands at ``at``, renewals counted."""
    renewal = _in_force(events, _RENEWALS, at)
    return renewal.last_day if renewal else term.expires_on


def possible(events: Iterable[Event], term: Term) -> tuple[str, ...]:
    """Return the decisions that make sense after those already made."""
    known = list(events)
    standing, pause, edition = (
        _last(_timeline(known, track)) for track in (_STANDINGS, _PAUSES, _EDITIONS)
    )
    kind = standing.kind if standing else REINSTATED
    if kind == REVOKED:
        return (REINSTATED,)
    if edition is not None:
        return (REVOKED,)
    if kind == SURRENDERED:
        return (REINSTATED, REVOKED)
    is_paused = pause is not None and pause.kind == INACTIVE
    offered = {
        REINSTATED: kind != REINSTATED,
        RENEWED: term.expires_on is not None,
        REACTIVATED: is_paused,
        INACTIVE: not is_paused and kind != SUSPENDED,
        RESTRICTED: True,
        PROBATION: True,
        SUSPENDED: kind != SUSPENDED,
        SURRENDERED: True,
        REVOKED: True,
    }
    return tuple(kind for kind, is_offered in offered.items() if is_offered)


def foretold(
    decision: Event, events: Iterable[Event], term: Term, *, at: dt.datetime
) -> Status:
    """Return the standing that ``decision`` would bring: now, or once it holds.

    Args:
        decision: ``UNRECORDED``.
        events: those on record.
        term: as issued.
        at: now, aware.
    """
    return status_at([*events, decision], term, at=max(at, decision.effective_at))


def undone_by(decision: Event, events: Iterable[Event]) -> list[Event]:
    """Return the standing events that ``decision`` would undo."""
    track = _track_of(decision.kind)
    standing = _timeline(events, track)
    remaining = _timeline([*standing, decision], track)
    return [event for event in standing if event not in remaining]


def carried_over(events: Iterable[Event], *, at: dt.datetime) -> list[Event]:
    """Return what holds at ``at`` or later and must hold for a new edition as well.

    Decisions of certifiers and pauses, in the order in which they are to be put on
    record again. A renewal is not among them: a new edition states its last day.
    """
    known = list(events)
    carried: list[Event] = []
    for track in (_STANDINGS, _PAUSES):
        now = _in_force(known, track, at)
        if now is not None and now.kind not in _LIFTING:
            carried.append(now)
        carried += [e for e in _timeline(known, track) if e.effective_at > at]
    return carried


def end_of(day: dt.date, zone: str) -> dt.datetime:
    """Return the instant at which ``day`` is over in ``zone``."""
    return start_of(day + dt.timedelta(days=1), zone)


def start_of(day: dt.date, zone: str) -> dt.datetime:
    """Return the instant at which ``day`` begins in ``zone``."""
    return dt.datetime.combine(day, dt.time(), tzinfo=ZoneInfo(zone))


def _in_force(
    events: Iterable[Event], track: frozenset[str], at: dt.datetime
) -> Event | None:
    return _last([e for e in _timeline(events, track) if e.effective_at <= at])


def _governing(
    standing: Event | None,
    pause: Event | None,
    edition: Event | None,
    *,
    is_past: bool,
) -> Event | None:
    """Return the event that the status is named for, if it is one."""
    kind = standing.kind if standing else REINSTATED
    if edition is not None and kind != REVOKED:
        return edition
    if kind not in CONDITIONAL | {REINSTATED}:
        return standing
    if pause is not None and pause.kind == INACTIVE:
        return pause
    return standing if kind in CONDITIONAL and not is_past else None


def _last(timeline: list[Event]) -> Event | None:
    current: Event | None = None
    for event in timeline:
        if current is None or not _is_milder(event, current):
            current = event
    return current


def _timeline(events: Iterable[Event], track: frozenset[str]) -> list[Event]:
    """Return the events of one track that are left standing, by effective date."""
    left: list[Event] = []
    in_track = (event for event in events if event.kind in track)
    for event in sorted(in_track, key=lambda e: (e.recorded_at, e.sequence)):
        left = [
            earlier
            for earlier in left
            if earlier.effective_at < event.effective_at or _is_milder(event, earlier)
        ]
        left.append(event)
    return sorted(left, key=lambda e: e.effective_at)


def _is_milder(event: Event, than: Event) -> bool:
    """Whether ``event`` changes nothing in a final decision."""
    return event.kind in _IGNORED_BY.get(than.kind, frozenset())


def _track_of(kind: str) -> frozenset[str]:
    return next((track for track in _TRACKS if kind in track), frozenset())


def _latest(*events: Event | None) -> dt.datetime | None:
    return max((event.effective_at for event in events if event), default=None)


def _in_zone(moment: dt.datetime | None, term: Term) -> dt.datetime | None:
    return moment.astimezone(ZoneInfo(term.zone)) if moment else None


def _grace(last_day: dt.date, term: Term, at: dt.datetime) -> dt.date | None:
    until = last_day + dt.timedelta(days=term.grace_days)
    is_open = term.grace_days and at < end_of(until, term.zone)
    return until if is_open else None
