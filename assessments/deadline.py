"""When an attempt ends: its time, its window, and what a person is granted. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True)
class Window:
    """Between which instants an assessment may be taken; None is no bound."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None


def time_for_all(
    limit: timedelta | None, window: Window, *, at: datetime
) -> timedelta | None:
    """Return the time that anybody has who begins at ``at``; None for no clock.

    It ends with the limit or with the window, whichever comes first.
    """
    ends = [] if limit is None else [limit]
    if window.closes_at is not None:
        ends.append(max(timedelta(0), window.closes_at - at))
    return min(ends, default=None)


def stretched(time: timedelta, factor: Decimal) -> timedelta:
    """Return ``time`` multiplied by ``factor``, up to the next whole second."""
    return timedelta(seconds=math.ceil(_seconds(time) * Fraction(factor)))


def ends_at(at: datetime, time: timedelta | None, factor: Decimal) -> datetime | None:
    """Return the deadline of an attempt begun at ``at``; None for no clock.

    Args:
        at: when it begins.
        time: what ``time_for_all`` gave.
        factor: the extra time that is granted, from 1. It stretches the time
            and so, by as much, the window in which it had to fit.
    """
    if time is None:
        return None
    return at + (time if factor == 1 else stretched(time, factor))


def extension(time: timedelta, before: Decimal, now: Decimal) -> timedelta:
    """Return what a change of the factor adds; never less than nothing."""
    return max(timedelta(0), stretched(time, now) - stretched(time, before))


def _seconds(time: timedelta) -> Fraction:
    return Fraction(time // timedelta(microseconds=1), 1_000_000)
