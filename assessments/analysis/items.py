"""Figures of one question, from its sums. Pure.

Exact whole numbers go in; the only rounding is that of the last root or division.
What the sums cannot tell is None, never NaN.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from scipy.special import ndtri, stdtrit  # type: ignore[import-untyped]

from .sittings import TENTHS, TIME_STEPS
from .sums import UNITS, Sums, branch, number

CONFIDENCE = 0.95
TAIL = (1 + CONFIDENCE) / 2


class Method(StrEnum):
    """How an interval was found."""

    WILSON = "wilson"
    STUDENT = "student"


@dataclass(frozen=True)
class Interval:
    """Where the true facility lies, with 95 % confidence; from 0 to 1."""

    low: float
    high: float
    method: Method


@dataclass(frozen=True)
class CellFigures:
    """One option, or one row's column, and who chose it.

    Attributes:
        row: key of the row that it was given to, or "".
        column: key of the option or column.
        share: of everybody who was asked, from 0 to 1.
        discrimination: correlation of choosing it with the rest score.
        by_tenth: share of those who chose it, by tenth of the rest score.
    """

    row: str
    column: str
    n: int
    share: float
    discrimination: float | None
    by_tenth: tuple[float | None, ...]


@dataclass(frozen=True)
class ItemFigures:
    """One question.

    Attributes:
        n: how many were asked.
        blank: how many left it without an answer.
        facility: mean credit, from 0 to 1.
        discrimination: correlation of credit and rest score (corrected
            point-biserial where credits are 0 or 1).
        median_seconds: of those whose time is known.
        people_by_tenth: how many, by tenth of the rest score.
        facility_by_tenth: mean credit, by tenth of the rest score.
        cells: what was chosen, most frequent first.
    """

    n: int
    blank: int
    facility: float | None
    interval: Interval | None
    discrimination: float | None
    median_seconds: float | None
    people_by_tenth: tuple[int, ...]
    facility_by_tenth: tuple[float | None, ...]
    cells: tuple[CellFigures, ...]

    def cell(self, row: str, column: str) -> CellFigures | None:
        """Return the figures of what was given to ``row``; None if nobody chose it."""
        found = (c for c in self.cells if (c.row, c.column) == (row, column))
        return next(found, None)


def item_figures(sums: Sums) -> ItemFigures:
    """Return the figures of one question."""
    n = number(sums, "n")
    people = tuple(_in_tenth(sums, tenth, "n") for tenth in range(TENTHS))
    credit = tuple(_in_tenth(sums, tenth, "credit") for tenth in range(TENTHS))
    return ItemFigures(
        n=n,
        blank=number(sums, "blank"),
        facility=_ratio(number(sums, "credit"), n * UNITS),
        interval=facility_interval(sums),
        discrimination=item_rest(sums),
        median_seconds=median_seconds(branch(sums, "seconds")),
        people_by_tenth=people,
        facility_by_tenth=tuple(
            _ratio(c, p * UNITS) for c, p in zip(credit, people, strict=True)
        ),
        cells=_cells(sums, people),
    )


def facility_interval(sums: Sums) -> Interval | None:
    """Return the interval of the mean credit; None below two answers.

    Wilson's where every credit is 0 or 1, else Student's for a mean, cut off at
    0 and 1. Student's has no width when all credits are the same: None.

    Source:
        Wilson (1927), JASA 22, 209-212.
    """
    n = number(sums, "n")
    if n < 2:
        return None
    if not number(sums, "partial"):
        return wilson(number(sums, "right"), n)
    credit, squares = number(sums, "credit"), number(sums, "credit2")
    spread = n * squares - credit**2
    if not spread:
        return None
    mean = credit / (n * UNITS)
    error = math.sqrt(spread / (n * n * (n - 1))) / UNITS
    reach = float(stdtrit(n - 1, TAIL)) * error
    return Interval(max(0.0, mean - reach), min(1.0, mean + reach), Method.STUDENT)


def wilson(right: int, n: int) -> Interval:
    """Return Wilson's score interval of ``right`` among ``n`` ≥ 1."""
    z2 = float(ndtri(TAIL)) ** 2
    middle = (right + z2 / 2) / (n + z2)
    reach = math.sqrt(z2 * (right * (n - right) / n + z2 / 4)) / (n + z2)
    low = middle - reach if right else 0.0
    high = middle + reach if right < n else 1.0
    return Interval(low, high, Method.WILSON)


def item_rest(sums: Sums) -> float | None:
    """Return the correlation of credit and rest score; None if either is constant."""
    return correlation(
        number(sums, "n"),
        (number(sums, "credit"), number(sums, "credit2")),
        (number(sums, "rest"), number(sums, "rest2")),
        number(sums, "cross"),
    )


def correlation(
    n: int, x: tuple[int, int], y: tuple[int, int], cross: int
) -> float | None:
    """Return Pearson's correlation from sums; None if there is nothing to tell.

    Args:
        n: how many pairs.
        x: sum and sum of squares.
        y: sum and sum of squares.
        cross: sum of the products.
    """
    spread = (n * x[1] - x[0] ** 2) * (n * y[1] - y[0] ** 2)
    if spread <= 0:
        return None
    return (n * cross - x[0] * y[0]) / math.sqrt(spread)


def median_seconds(steps: Sums) -> float | None:
    """Return the median of times counted in steps, within a tenth of its value.

    Within its step times are taken to lie evenly.
    """
    counts = sorted((int(step), number(steps, step)) for step in steps)
    n = sum(count for _step, count in counts)
    below = 0
    for step, count in counts:
        if 2 * (below + count) >= n:
            low, high = TIME_STEPS[step], _end_of(step)
            return low + (high - low) * (n / 2 - below) / count
        below += count
    return None


def _end_of(step: int) -> float:
    return TIME_STEPS[min(step + 1, len(TIME_STEPS) - 1)]


def _cells(sums: Sums, people: tuple[int, ...]) -> tuple[CellFigures, ...]:
    rows = branch(sums, "cells")
    found = [
        _cell(sums, row, column, people) for row in rows for column in branch(rows, row)
    ]
    return tuple(sorted(found, key=lambda cell: (cell.row, -cell.n, cell.column)))


def _cell(sums: Sums, row: str, column: str, people: tuple[int, ...]) -> CellFigures:
    cell, n = branch(sums, "cells", row, column), number(sums, "n")
    chosen = number(cell, "n")
    tenths = branch(cell, "tenths")
    return CellFigures(
        row=row,
        column=column,
        n=chosen,
        share=chosen / n,
        discrimination=correlation(
            n,
            (chosen, chosen),
            (number(sums, "rest"), number(sums, "rest2")),
            number(cell, "rest"),
        ),
        by_tenth=tuple(
            _ratio(number(tenths, str(tenth)), all_)
            for tenth, all_ in enumerate(people)
        ),
    )


def _in_tenth(sums: Sums, tenth: int, key: str) -> int:
    return number(branch(sums, "tenths", str(tenth)), key)


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None
