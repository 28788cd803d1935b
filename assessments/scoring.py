"""What a whole paper comes to. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from assessments.responses import KINDS, Response
from assessments.rules import CREDIT_RULES, Item, is_unsafe

HUNDREDTHS = 100
"""A percentage keeps two places: steps of one hundredth of a per cent."""


@dataclass(frozen=True)
class Mark:
    """What one answer earned.

    Attributes:
        question: key of the question.
        credit: a share of the question's points, from 0 to 1.
        is_answered: whether anything was answered at all.
        points: what full credit is worth.
        is_scored: whether it counts.
    """

    question: str
    credit: Fraction
    is_answered: bool
    points: int = 1
    is_scored: bool = True

    @property
    def earned(self) -> Fraction:
        """Points earned that count."""
        return self.credit * self.points if self.is_scored else Fraction(0)


@dataclass(frozen=True)
class DomainScore:
    """The points earned in one competency domain.

    Attributes:
        domain: code of the domain, or "" for questions without one.
        credit: points earned, from 0 to ``total``.
        total: points that the domain had.
    """

    domain: str
    credit: Fraction
    total: int


@dataclass(frozen=True)
class Result:
    """A marked paper.

    Attributes:
        percentage: from 0 to 100, two places, rounded down.
        unsafe: keys of the questions answered with an unsafe choice.
        waiting: keys of the questions that people have still to mark.
    """

    marks: tuple[Mark, ...]
    percentage: Decimal
    is_passed: bool
    by_domain: tuple[DomainScore, ...]
    unsafe: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()

    @property
    def credit(self) -> Fraction:
        """The points earned in all."""
        return sum((mark.earned for mark in self.marks), Fraction(0))

    @property
    def total(self) -> int:
        """The points that there were."""
        return sum(mark.points for mark in self.marks if mark.is_scored)

    def mark_of(self, question: str) -> Mark:
        return next(mark for mark in self.marks if mark.question == question)


def mark_paper(
    items: Sequence[Item],
    responses: Mapping[str, Response],
    *,
    pass_mark: Decimal,
    awarded: Mapping[str, Fraction] | None = None,
) -> Result:
    """Mark every question; one without an answer earns nothing.

    Args:
        items: the paper, at least one question that counts.
        responses: what was answered, by question key.
        pass_mark: in per cent, at most two places.
        awarded: credit that people gave, by question key.

    Raises:
        ValueError: nothing counts, or an answer names an unknown option.
    """
    awarded = awarded or {}
    nothing = Response()
    answered = [(item, responses.get(item.key, nothing)) for item in items]
    marks = tuple(
        mark_item(item, response, awarded.get(item.key)) for item, response in answered
    )
    total = sum(mark.points for mark in marks if mark.is_scored)
    if not total:
        raise ValueError("a paper needs at least one question that counts")
    earned = sum((mark.earned for mark in marks), Fraction(0))
    percentage = percentage_of(earned, total)
    return Result(
        marks,
        percentage,
        percentage >= pass_mark,
        score_domains(zip(items, marks, strict=True)),
        unsafe=tuple(i.key for i, r in answered if i.is_scored and is_unsafe(i, r)),
        waiting=tuple(
            item.key
            for item, response in answered
            if item.is_scored
            and KINDS[item.kind].is_marked_by_people
            and response.is_answered
            and item.key not in awarded
        ),
    )


def mark_item(item: Item, response: Response, awarded: Fraction | None = None) -> Mark:
    """Mark one answer by the question's own rule, or by what people gave.

    Raises:
        ValueError: people gave less than nothing or more than everything.
    """
    if awarded is None:
        credit = CREDIT_RULES[item.rule](item, response)
    elif 0 <= awarded <= 1:
        credit = awarded
    else:
        raise ValueError(f"question {item.key}: credit {awarded} is not a share")
    return Mark(item.key, credit, response.is_answered, item.points, item.is_scored)


def percentage_of(credit: Fraction, total: int) -> Decimal:
    """Return ``credit`` of ``total`` in per cent, two places, rounded down.

    Down, because half-up would turn 69.995 % into a pass at 70.
    """
    steps = credit * 100 * HUNDREDTHS // total
    return Decimal(steps) / HUNDREDTHS


def score_domains(marked: Iterable[tuple[Item, Mark]]) -> tuple[DomainScore, ...]:
    """Sum the points of each domain, in the order in which domains appear."""
    scores: dict[str, DomainScore] = {}
    for item, mark in marked:
        if not mark.is_scored:
            continue
        so_far = scores.get(item.domain, DomainScore(item.domain, Fraction(0), 0))
        scores[item.domain] = DomainScore(
            item.domain, so_far.credit + mark.earned, so_far.total + mark.points
        )
    return tuple(scores.values())
