"""When two people mark one written answer, and what their marks come to. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from hashlib import sha256

from assessments.rules import Criterion, rubric_credit

HUNDRED = 100


class Round(StrEnum):
    """Whose turn it is with a written answer."""

    FIRST = "first"
    SECOND = "second"
    AGREED = "agreed"


def needs_second(rule: str, share: int, seed: str) -> bool:
    """Whether a second person marks the answer too.

    Args:
        rule: "none", "every" or "sample".
        share: in per cent, of a sample.
        seed: text that nobody can choose. The same text always gives the same
            answer, so that a paper which is recorded again is not drawn again.
    """
    if rule != "sample":
        return rule == "every"
    drawn = int.from_bytes(sha256(seed.encode()).digest()[:8], "big")
    return drawn % HUNDRED < share


def differ(first: Fraction, second: Fraction, tolerance: int) -> bool:
    """Whether two marks lie more than ``tolerance`` per cent of everything apart."""
    return abs(first - second) * HUNDRED > tolerance


def credit_of(
    criteria: tuple[Criterion, ...],
    given: Mapping[str, Mapping[str, int]],
    tolerance: int,
) -> Fraction | None:
    """Return what the markings of one answer come to, or None while more is needed.

    What was agreed counts. Else two marks within the tolerance count with their
    mean, and a single one by itself.

    Args:
        criteria: the rubric.
        given: levels by criterion, by round; at least the first.
        tolerance: in per cent of full credit.

    Raises:
        ValueError: a level that the rubric does not have.
    """
    credits = {
        round_: rubric_credit(criteria, levels) for round_, levels in given.items()
    }
    if Round.AGREED in credits:
        return credits[Round.AGREED]
    if Round.SECOND not in credits:
        return credits[Round.FIRST]
    if differ(credits[Round.FIRST], credits[Round.SECOND], tolerance):
        return None
    return (credits[Round.FIRST] + credits[Round.SECOND]) / 2


def apart(
    criteria: Sequence[Criterion],
    first: Mapping[str, int],
    second: Mapping[str, int],
) -> frozenset[str]:
    """Return the keys of the criteria on which two people gave different levels."""
    return frozenset(c.key for c in criteria if first.get(c.key) != second.get(c.key))
