"""Dates and hours of an award."""

import datetime as dt

import pytest

from certificates.award import add_months, expiry, hours_and_minutes

from .builders import make_award


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2026-11-16", 24, "2028-11-16"),
        ("2027-01-31", 1, "2027-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-11-16", 0, "2026-11-16"),
        ("2026-08-31", 6, "2027-02-28"),
    ],
)
def test_months_are_added_to_the_same_day_or_the_last_one(day, months, later):
    day = dt.date.fromisoformat(day)
    assert add_months(day, months) == dt.date.fromisoformat(later)


def test_without_a_term_it_does_not_expire():
    assert expiry(dt.date(2026, 11, 16), None) is None


def test_contact_time_is_not_rounded():
    assert hours_and_minutes(385) == (6, 25)
    with pytest.raises(ValueError, match="negative"):
        hours_and_minutes(-1)


def test_time_credited_to_no_domain_is_kept_apart():
    assert make_award().other_minutes == 110
