"""What a certificate is worth at an instant, from what was decided. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

GENUINE = "genuine"
EXPIRED = "expired"
SUSPENDED = "suspended"
REVOKED = "revoked"
SUPERSEDED = "superseded"
REINSTATED = "reinstated"

DECISIONS = (SUSPENDED, REINSTATED, REVOKED, SUPERSEDED)
FINAL = (REVOKED, SUPERSEDED)
"""Decisions that only a reinstatement can lift."""


@dataclass(frozen=True)
class Event:
    """One decision.

    Attributes:
        kind: one of ``DECISIONS``.
        effective_at: from when it holds; may lie before or after ``recorded_at``.
        recorded_at: when it was made.
        sequence: order among decisions recorded at one instant.
        public_reason: what anyone who checks is told; may be "".
    """

    kind: str
    effective_at: dt.datetime
    recorded_at: dt.datetime
    sequence: int = 0
    public_reason: str = ""


@dataclass(frozen=True)
class Status:
    """A certificate's standing at one instant.

    Attributes:
        name: genuine, expired, suspended, revoked or superseded.
        since: when it came to be so; None for a genuine one never decided upon.
    """

    name: str
    since: dt.datetime | None = None
    public_reason: str = ""


def status_at(
    events: Iterable[Event],
    *,
    expires_on: dt.date | None,
    zone: str = "UTC",
    at: dt.datetime,
) -> Status:
    """Return the standing at ``at``, by all that is known now.

    The rule: a decision holds from its effective date until another takes its
    place, and the decision recorded last has the last word, so it also undoes
    those recorded before it that would take effect on or after its own date.
    Two kinds are final, revoked and superseded: a later suspension changes
    nothing in them, only a reinstatement lifts them. A reinstatement dated back
    to before a suspension means that it was never suspended. A decision comes
    before expiry.

    Args:
        events: in any order.
        expires_on: the last good day, or None.
        zone: the zone in which ``expires_on`` is a day.
        at: aware.
    """
    decision = _in_force(events, at)
    if decision is not None and decision.kind != REINSTATED:
        return Status(decision.kind, decision.effective_at, decision.public_reason)
    end = end_of(expires_on, zone) if expires_on else None
    if end is not None and at >= end:
        return Status(EXPIRED, end)
    return Status(GENUINE, decision.effective_at if decision else None)


def possible(events: Iterable[Event]) -> tuple[str, ...]:
    """Return the decisions that make sense after those already made."""
    last = _governing(_timeline(events))
    if last is None or last.kind == REINSTATED:
        return (SUSPENDED, REVOKED)
    if last.kind == SUSPENDED:
        return (REINSTATED, REVOKED)
    return (REINSTATED,) if last.kind == REVOKED else (REVOKED,)


def undone_by(decision: Event, events: Iterable[Event]) -> list[Event]:
    """Return the standing decisions that ``decision`` would undo."""
    standing = _timeline(events)
    remaining = _timeline([*standing, decision])
    return [event for event in standing if event not in remaining]


def end_of(day: dt.date, zone: str) -> dt.datetime:
    """Return the instant at which ``day`` is over in ``zone``."""
    next_day = day + dt.timedelta(days=1)
    return dt.datetime.combine(next_day, dt.time(), tzinfo=ZoneInfo(zone))


def _in_force(events: Iterable[Event], at: dt.datetime) -> Event | None:
    return _governing([e for e in _timeline(events) if e.effective_at <= at])


def _governing(timeline: list[Event]) -> Event | None:
    current: Event | None = None
    for event in timeline:
        if current and current.kind in FINAL and event.kind == SUSPENDED:
            continue
        current = event
    return current


def _timeline(events: Iterable[Event]) -> list[Event]:
    """Return the decisions left standing, by effective date."""
    standing: list[Event] = []
    for event in sorted(events, key=lambda e: (e.recorded_at, e.sequence)):
        standing = [
            earlier
            for earlier in standing
            if earlier.effective_at < event.effective_at
            or (earlier.kind in FINAL and event.kind == SUSPENDED)
        ]
        standing.append(event)
    return sorted(standing, key=lambda e: e.effective_at)
