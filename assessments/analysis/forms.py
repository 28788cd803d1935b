"""Figures of a form, from its sums and those of its questions. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from scipy.special import ndtr, owens_t  # type: ignore[import-untyped]

from .sums import UNITS, Sums, branch, number


class Coefficient(StrEnum):
    """Which reliability was computed."""

    KR20 = "kr20"
    ALPHA = "alpha"
    NESTED = "nested"


@dataclass(frozen=True)
class Reliability:
    """How alike a second form would rank the same people.

    Attributes:
        value: at most 1; below 0 where the questions have nothing in common.
    """

    value: float
    coefficient: Coefficient


@dataclass(frozen=True)
class Consistency:
    """Whether a second form would decide as the first did.

    Attributes:
        agreement: expected share of people decided alike, from 0 to 1.
        kappa: the same beyond chance; None where chance alone explains all.
    """

    agreement: float
    kappa: float | None


@dataclass(frozen=True)
class FormFigures:
    """One form: papers with the same number of scored questions and points.

    Attributes:
        n: how many papers.
        mean: in points.
        sd: standard deviation in points, with n - 1.
        sem: standard error of measurement, in points.
        by_percent: how many papers, by whole per cent, rounded down.
    """

    n: int
    length: int
    points: int
    passed: int
    mean: float | None
    sd: float | None
    reliability: Reliability | None
    sem: float | None
    consistency: Consistency | None
    by_percent: Mapping[int, int]


def form_figures(
    form: Sums, items: Mapping[str, Sums], *, length: int, points: int, cut: Decimal
) -> FormFigures:
    """Return the figures of one form.

    Args:
        form: its sums.
        items: sums of each scored question, by question key.
        length: how many scored questions each paper has.
        points: what each paper is worth.
        cut: the pass mark in per cent.
    """
    n = number(form, "n")
    mean = number(form, "total") / (n * UNITS) if n else None
    sd = _sd(form)
    reliability = form_reliability(form, items, length=length)
    return FormFigures(
        n=n,
        length=length,
        points=points,
        passed=number(form, "passed"),
        mean=mean,
        sd=sd,
        reliability=reliability,
        sem=standard_error(sd, reliability),
        consistency=form_consistency(form, reliability, points=points, cut=cut),
        by_percent={
            int(percent): number(branch(form, "percents"), percent)
            for percent in branch(form, "percents")
        },
    )


def form_reliability(
    form: Sums, items: Mapping[str, Sums], *, length: int
) -> Reliability | None:
    """Return the reliability that fits how the papers were made.

    Everybody had the same questions: Cronbach's alpha, called KR-20 where every
    credit is 0 or 1. Papers were drawn: the questions are nested in people, and
    what can be estimated is the share of variance between people (``nested``).
    None below two papers or questions, or if all totals are the same.
    """
    n = number(form, "n")
    if n < 2 or length < 2 or not _spread(form):
        return None
    if len(items) == length and all(number(i, "n") == n for i in items.values()):
        is_whole = not number(form, "partial")
        coefficient = Coefficient.KR20 if is_whole else Coefficient.ALPHA
        return Reliability(alpha(form, items), coefficient)
    return Reliability(nested(form, length=length), Coefficient.NESTED)


def alpha(form: Sums, items: Mapping[str, Sums]) -> float:
    """Return Cronbach's alpha of k ≥ 2 questions that everybody had.

    Source:
        Cronbach (1951), Psychometrika 16, 297-334; with credits of 0 and 1 it is
        formula 20 of Kuder and Richardson (1937), Psychometrika 2, 151-160.
    """
    n, k = number(form, "n"), len(items)
    within = sum(
        n * number(item, "score2") - number(item, "score") ** 2
        for item in items.values()
    )
    return float(Fraction(k, k - 1) * (1 - Fraction(within, _spread(form))))


def nested(form: Sums, *, length: int) -> float:
    """Return the reliability of papers drawn apart for each person.

    A one-way analysis of variance: 1 - (mean square within people) / (mean
    square between people). A hard paper counts as error here, as it should.

    Source:
        Shrout and Fleiss (1979), Psychological Bulletin 86, 420-428: ICC(1, k);
        Brennan (2001), Generalizability Theory, the design i:p.
    """
    n, total2 = number(form, "n"), number(form, "total2")
    within = Fraction(length * number(form, "squares") - total2, length)
    between = Fraction(_spread(form), n * length)
    ratio = (within / (n * (length - 1))) / (between / (n - 1))
    return float(1 - ratio)


def standard_error(sd: float | None, reliability: Reliability | None) -> float | None:
    """Return the standard error of measurement, in the unit of ``sd``."""
    if sd is None or reliability is None:
        return None
    return sd * math.sqrt(1 - reliability.value)


def form_consistency(
    form: Sums, reliability: Reliability | None, *, points: int, cut: Decimal
) -> Consistency | None:
    """Return how consistent the decisions at ``cut`` (per cent) are.

    None where the reliability is unknown or below 0. Whole scores are continuous
    in the model: the cut then lies half a point below the lowest score that passes.
    """
    sd = _sd(form)
    if reliability is None or reliability.value < 0 or not sd:
        return None
    lowest = Fraction(cut) * points / 100
    if not number(form, "partial"):
        lowest = math.ceil(lowest) - Fraction(1, 2)
    mean = number(form, "total") / (number(form, "n") * UNITS)
    return consistency((float(lowest) - mean) / sd, reliability.value)


def consistency(z: float, reliability: float) -> Consistency:
    """Return agreement and kappa of two parallel forms with normal scores.

    Args:
        z: the cut, in standard deviations above the mean.
        reliability: the correlation of the two forms, from 0 to 1.

    Source:
        Peng and Subkoviak (1980), Journal of Educational Measurement 17, 359-368;
        tables in Subkoviak (1988), same journal 25, 47-55. The bivariate normal
        is taken from Owen's T, exact for equal cuts.
    """
    opening = math.sqrt((1 - reliability) / (1 + reliability))
    agreement = 1 - 4 * float(owens_t(z, opening))
    below = float(ndtr(z))
    by_chance = below**2 + (1 - below) ** 2
    if by_chance == 1:
        return Consistency(agreement, None)
    return Consistency(agreement, (agreement - by_chance) / (1 - by_chance))


def _sd(form: Sums) -> float | None:
    n = number(form, "n")
    return math.sqrt(_spread(form) / (n * (n - 1))) / UNITS if n > 1 else None


def _spread(form: Sums) -> int:
    """n² times the variance (of the n) of the totals, in square units."""
    return number(form, "n") * number(form, "total2") - number(form, "total") ** 2
