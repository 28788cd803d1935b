"""How far people who judged the same things agree. Pure.

Every function takes complete ratings: each rater rated each thing, in one order.
Sums are exact; only the last step, a root or a tail of a distribution, is a float.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from scipy.special import gammaincc  # type: ignore[import-untyped]

Number = int | float | Fraction
Ratings = Sequence[Sequence[Number]]
"""One row for each rater, one column for each thing that was rated."""

FEW_THINGS = 7
"""Up to here the chi-square of W is rough: Siegel (1956), p. 236."""


@dataclass(frozen=True)
class Spread:
    """How the levels that one thing was given are spread.

    Attributes:
        n: how many people gave one.
        sd: sample standard deviation (n - 1), or None under two people.
        mode: the level given most often; of several the one nearest the mean, and
            then the lower, so that a tie never flatters.
        modal_share: the share of people who gave it.
    """

    n: int
    mean: Fraction
    sd: float | None
    low: int
    high: int
    mode: int
    modal_share: Fraction

    @property
    def range(self) -> int:
        return self.high - self.low


@dataclass(frozen=True)
class Concordance:
    """Kendall's coefficient of concordance, corrected for ties.

    Attributes:
        w: from 0 (no agreement on the order) to 1 (the same order).
        chi_square: raters x (things - 1) x W.
        p: chance of at least this W if nobody agreed.
        is_rough: whether there are too few things for the chi-square to be close.
    """

    w: float
    chi_square: float
    df: int
    p: float
    is_rough: bool


@dataclass(frozen=True)
class IntraClass:
    """Intraclass correlations, two-way random effects, absolute agreement.

    Attributes:
        single: ICC(2,1), how far one rater can be trusted.
        average: ICC(2,k), how far the mean of these raters can. Either may be
            negative: raters then differ more than the things do.
    """

    single: float
    average: float


def spread(levels: Sequence[int]) -> Spread:
    """Return how ``levels`` are spread.

    Raises:
        ValueError: nobody gave one.
    """
    if not levels:
        raise ValueError("nobody gave a level")
    n = len(levels)
    mean = Fraction(sum(levels), n)
    counts = Counter(levels)
    mode = min(counts, key=lambda level: (-counts[level], abs(level - mean), level))
    return Spread(
        n=n,
        mean=mean,
        sd=deviation(levels),
        low=min(levels),
        high=max(levels),
        mode=mode,
        modal_share=Fraction(counts[mode], n),
    )


def deviation(values: Sequence[Number]) -> float | None:
    """Return the sample standard deviation (n - 1), or None under two values."""
    if len(values) < 2:
        return None
    exact = [Fraction(value) for value in values]
    return sqrt(_squares(exact) / (len(exact) - 1))


def concordance(ratings: Ratings) -> Concordance | None:
    """Return Kendall's W, or None where it does not exist.

    It does not exist for fewer than two raters or two things, or where every rater
    gave everything the same level.

    Raises:
        ValueError: a rater left something out.

    Source:
        Kendall & Gibbons, Rank Correlation Methods (5th ed. 1990), chapter 6:
        W = 12 S / (m² (n³ - n) - m ΣT), with T = Σ(t³ - t) over ties.
    """
    m, n = _shape(ratings)
    if m < 2 or n < 2:
        return None
    ranked = [midranks(row) for row in ratings]
    sums = [sum(column, Fraction(0)) for column in zip(*ranked, strict=True)]
    ties = sum(t**3 - t for row in ratings for t in Counter(row).values())
    divisor = m * m * (n**3 - n) - m * ties
    if not divisor:
        return None
    w = 12 * _squares(sums) / divisor
    chi_square = float(m * (n - 1) * w)
    p = float(gammaincc((n - 1) / 2, chi_square / 2))
    return Concordance(float(w), chi_square, n - 1, p, is_rough=n <= FEW_THINGS)


def midranks(values: Sequence[Number]) -> list[Fraction]:
    """Return the rank of each value from 1; equal values share their mean rank."""
    counts = Counter(values)
    ranks, below = {}, 0
    for value in sorted(counts):
        ranks[value] = below + Fraction(counts[value] + 1, 2)
        below += counts[value]
    return [ranks[value] for value in values]


def intraclass(ratings: Ratings) -> IntraClass | None:
    """Return ICC(2,1) and ICC(2,k), or None where they do not exist.

    They do not exist for fewer than two raters or two things, or where nothing
    varies at all.

    Raises:
        ValueError: a rater left something out.

    Source:
        Shrout & Fleiss (1979), Psychological Bulletin 86, 420-428, case 2.
    """
    k, n = _shape(ratings)
    if k < 2 or n < 2:
        return None
    rows = [[Fraction(value) for value in row] for row in ratings]
    raters = [sum(row, Fraction(0)) / n for row in rows]
    things = [sum(column, Fraction(0)) / k for column in zip(*rows, strict=True)]
    between, judges = k * _squares(things), n * _squares(raters)
    error = _squares([value for row in rows for value in row]) - between - judges
    bms, jms = between / (n - 1), judges / (k - 1)
    ems = error / ((n - 1) * (k - 1))
    single = bms + (k - 1) * ems + k * (jms - ems) / n
    average = bms + (jms - ems) / n
    if not single or not average:
        return None
    return IntraClass(float((bms - ems) / single), float((bms - ems) / average))


def _squares(values: Sequence[Fraction]) -> Fraction:
    """Return the sum of squared distances from the mean."""
    mean = sum(values, Fraction(0)) / len(values)
    return sum(((value - mean) ** 2 for value in values), Fraction(0))


def _shape(ratings: Ratings) -> tuple[int, int]:
    things = {len(row) for row in ratings}
    if len(things) > 1:
        raise ValueError("a rater left something out")
    return len(ratings), things.pop() if things else 0
