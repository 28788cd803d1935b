"""When an attempt ends: limit, window, extra time."""

import datetime as dt
from decimal import Decimal

import pytest

from assessments.deadline import Window, ends_at, extension, stretched, time_for_all

AT = dt.datetime(2026, 11, 16, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("limit", "closes_at", "time"),
    [
        (None, None, None),
        (HOUR, None, HOUR),
        (None, AT + HOUR, HOUR),
        (HOUR, AT + HOUR / 2, HOUR / 2),
        (HOUR, AT + 2 * HOUR, HOUR),
        (HOUR, AT - HOUR, dt.timedelta(0)),
    ],
)
def test_the_time_ends_with_limit_or_window(limit, closes_at, time):
    assert time_for_all(limit, Window(closes_at=closes_at), at=AT) == time


@pytest.mark.parametrize(
    ("time", "factor", "ends"),
    [
        (None, "2", None),
        (HOUR, "1", AT + HOUR),
        (HOUR, "1.50", AT + 1.5 * HOUR),
        (dt.timedelta(seconds=1), "1.25", AT + dt.timedelta(seconds=2)),
    ],
)
def test_extra_time_stretches_what_all_have(time, factor, ends):
    assert ends_at(AT, time, Decimal(factor)) == ends


def test_extra_time_stretches_the_window_too():
    time = time_for_all(HOUR, Window(closes_at=AT + HOUR / 2), at=AT)
    assert ends_at(AT, time, Decimal(2)) == AT + HOUR


def test_a_change_adds_the_difference_and_never_takes():
    assert extension(HOUR, Decimal(1), Decimal("1.5")) == HOUR / 2
    assert extension(HOUR, Decimal(2), Decimal("1.5")) == dt.timedelta(0)
    assert stretched(HOUR, Decimal(3)) == 3 * HOUR
