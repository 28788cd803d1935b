"""How hard questions proved to be: for judges of the cut score. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from assessments.scoring import Result

LEAST = 10
"""Under so many answers the share says nothing, and is not told."""


@dataclass(frozen=True)
class Facility:
    """The mean share of its points that one question earned.

    Attributes:
        n: how many answered it.
    """

    share: Fraction
    n: int


def facilities(results: Iterable[Result]) -> Mapping[str, Facility]:
    """Return the facility of each question that enough people answered."""
    credits: dict[str, list[Fraction]] = {}
    for result in results:
        for mark in result.marks:
            if mark.is_answered:
                credits.setdefault(mark.question, []).append(mark.credit)
    return {
        question: Facility(sum(earned, Fraction(0)) / len(earned), len(earned))
        for question, earned in credits.items()
        if len(earned) >= LEAST
    }
