"""The cut score that judges arrive at: modified Angoff. Pure.

Judges think of somebody who is only just good enough, and estimate for each
question the share of its points that such a person would earn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import sqrt
from statistics import median

from assessments.agreement import IntraClass, deviation, intraclass

Estimates = Mapping[str, Mapping[str, Fraction]]
"""Judge, then question, then share of its points in [0, 1]."""

HUNDREDTHS = 100


@dataclass(frozen=True)
class Cut:
    """What a round of estimates comes to.

    Attributes:
        points: the mean of the judges' sums.
        total: points that the questions are worth together.
        by_judge: each judge's sum, in points.
        error: standard error in points: SD of the judges' sums / √judges, or None
            for a single judge.
        agreement: ICC(2,1) and ICC(2,k) of judges over questions, or None where
            they do not exist.
    """

    points: Fraction
    total: Fraction
    by_judge: Mapping[str, Fraction]
    error: float | None
    agreement: IntraClass | None

    @property
    def percentage(self) -> Decimal:
        """The cut in per cent, two places, rounded down.

        Down like every score: whoever is at the cut or above it also is after
        both were rounded, so that rounding fails nobody.
        """
        return _per_cent(self.points / self.total)

    @property
    def error_percentage(self) -> Decimal | None:
        """The standard error in per cent of the total, two places, rounded up.

        Up, so that a cut never looks surer than it is.
        """
        if self.error is None:
            return None
        return -_per_cent(-Fraction(self.error) / self.total)


@dataclass(frozen=True)
class Feedback:
    """What judges are told about the first round of one question."""

    low: Fraction
    middle: Fraction
    high: Fraction


def angoff(estimates: Estimates, points: Mapping[str, int]) -> Cut:
    """Return the cut that one round of estimates comes to.

    Args:
        estimates: of the judges who finished the round.
        points: what each question is worth, at least 1.

    Raises:
        ValueError: no judge, no question, a judge left one out, or an estimate
            lies outside [0, 1].

    Source:
        Angoff (1971), in Thorndike (ed.), Educational Measurement, p. 515; points
        in place of "right" after Hambleton & Plake (1995), Applied Measurement in
        Education 8, 41-55 (extended Angoff). Standard error over judges: Cizek &
        Bunch (2007), Standard Setting, chapter 2.
    """
    if not estimates or not points:
        raise ValueError("no judge or no question")
    for given in estimates.values():
        if given.keys() != points.keys():
            raise ValueError("a judge left a question out")
        if not all(0 <= share <= 1 for share in given.values()):
            raise ValueError("an estimate lies outside [0, 1]")
    sums = {judge: _sum(given, points) for judge, given in estimates.items()}
    spread = deviation(list(sums.values()))
    return Cut(
        points=sum(sums.values(), Fraction(0)) / len(sums),
        total=Fraction(sum(points.values())),
        by_judge=sums,
        error=None if spread is None else spread / sqrt(len(sums)),
        agreement=intraclass([[g[q] for q in points] for g in estimates.values()]),
    )


def feedback(shares: Sequence[Fraction]) -> Feedback:
    """Return what judges see of the estimates of one question.

    Raises:
        ValueError: there is none.
    """
    if not shares:
        raise ValueError("nobody estimated")
    return Feedback(min(shares), Fraction(median(shares)), max(shares))


def _sum(given: Mapping[str, Fraction], points: Mapping[str, int]) -> Fraction:
    return sum(
        (given[question] * worth for question, worth in points.items()), Fraction(0)
    )


def _per_cent(share: Fraction) -> Decimal:
    return Decimal(share * 100 * HUNDREDTHS // 1) / HUNDREDTHS
