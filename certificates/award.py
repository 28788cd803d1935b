"""The frozen facts that a certificate states. Pure."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Credit:
    """Contact time in one competency domain, in whole minutes."""

    code: str
    name: str
    minutes: int


@dataclass(frozen=True)
class Award:
    """What one certificate says, as it was on the day of issue.

    Attributes:
        holder_name: as printed.
        language: language tag of the document's own wording.
        minutes: contact time in all; at least the sum over ``credits``.
        completed_on: the day in ``zone``.
        expires_on: the last day on which it is good, in ``zone``; None for ever.
        zone: IANA name of the zone in which the dates are days.
        statement: the issuer's own wording, or "" for the usual one.
    """

    number: str
    holder_name: str
    title: str
    language: str
    minutes: int
    credits: tuple[Credit, ...]
    completed_on: dt.date
    issued_at: dt.datetime
    expires_on: dt.date | None
    zone: str
    issuer_name: str
    signatory_name: str
    signatory_role: str
    statement: str
    contact: str

    @property
    def other_minutes(self) -> int:
        """Contact time that is credited to no domain."""
        return self.minutes - sum(credit.minutes for credit in self.credits)


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the same day ``months`` later, or the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def expiry(completed_on: dt.date, valid_for_months: int | None) -> dt.date | None:
    """Return the last good day, or None for a certificate that does not expire."""
    if valid_for_months is None:
        return None
    return add_months(completed_on, valid_for_months)


def hours_and_minutes(minutes: int) -> tuple[int, int]:
    """Split contact time exactly; nothing is rounded.

    Raises:
        ValueError: ``minutes`` is negative.
    """
    if minutes < 0:
        raise ValueError(f"contact time cannot be negative: {minutes}")
    return divmod(minutes, 60)
