"""Whether a learner may begin another attempt, and if not, why and when. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from assessments.deadline import Window


@dataclass(frozen=True)
class Past:
    """An earlier attempt that is closed.

    Attributes:
        is_passed: None while people have still to decide.
    """

    submitted_at: datetime
    is_passed: bool | None


class Bar(StrEnum):
    """Why no attempt may begin now."""

    PASSED = "passed"
    HELD = "held"
    USED_UP = "used_up"
    LESSONS = "lessons"
    WAIT = "wait"
    NOT_YET = "not_yet"
    OVER = "over"


@dataclass(frozen=True)
class Standing:
    """How one learner stands with one assessment.

    Attributes:
        used: attempts closed so far.
        limit: how many there may be, or None for no limit.
        bar: why none may begin now, or None.
        opens_at: when the next may begin, if ``bar`` is ``WAIT`` or ``NOT_YET``.
    """

    used: int
    limit: int | None
    bar: Bar | None
    opens_at: datetime | None = None

    @property
    def may_start(self) -> bool:
        return self.bar is None

    @property
    def left(self) -> int | None:
        """Attempts left, or None for no limit."""
        return None if self.limit is None else max(0, self.limit - self.used)


def stand(
    past: Sequence[Past],
    *,
    limit: int | None,
    wait: timedelta,
    at: datetime,
    has_lessons_due: bool = False,
) -> Standing:
    """Decide whether an attempt may begin at ``at``.

    Args:
        past: the closed attempts, in any order; an open one is not among them.
        limit: how many attempts there may be in all, or None.
        wait: how long to wait after an attempt that was not passed.
        at: the instant of asking, aware.
        has_lessons_due: whether lessons are to be looked at again first.
    """
    used = len(past)
    if any(attempt.is_passed for attempt in past):
        return Standing(used, limit, Bar.PASSED)
    if any(attempt.is_passed is None for attempt in past):
        return Standing(used, limit, Bar.HELD)
    if limit is not None and used >= limit:
        return Standing(used, limit, Bar.USED_UP)
    if has_lessons_due:
        return Standing(used, limit, Bar.LESSONS)
    opens_at = max((attempt.submitted_at for attempt in past), default=at - wait) + wait
    if opens_at > at:
        return Standing(used, limit, Bar.WAIT, opens_at)
    return Standing(used, limit, None)


def in_window(standing: Standing, window: Window, *, at: datetime) -> Standing:
    """Return ``standing`` as far as attempts may begin at all at ``at``."""
    if standing.bar in {Bar.PASSED, Bar.HELD, Bar.USED_UP}:
        return standing
    if window.closes_at is not None and window.closes_at <= at:
        return replace(standing, bar=Bar.OVER, opens_at=None)
    if window.opens_at is not None and window.opens_at > at:
        return replace(standing, bar=Bar.NOT_YET, opens_at=window.opens_at)
    return standing
