"""What an answer is worth, and what a whole paper comes to. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

HUNDREDTHS = 100
"""A percentage keeps two places: steps of one hundredth of a per cent."""


class CreditRule(StrEnum):
    """How the credit for one question follows from the options chosen."""

    ALL_OR_NOTHING = "all_or_nothing"
    NET_OF_WRONG = "net_of_wrong"


@dataclass(frozen=True)
class ChoiceQuestion:
    """The part of a question that marking needs.

    Attributes:
        key: the question's identity in every language.
        options: keys of the options offered.
        correct: keys of the correct ones, at least one.
        domain: code of the competency domain, or "" for none.
    """

    key: str
    options: frozenset[str]
    correct: frozenset[str]
    rule: CreditRule
    domain: str = ""

    def __post_init__(self) -> None:
        if not self.correct:
            raise ValueError(f"question {self.key}: no option is correct")
        if foreign := self.correct - self.options:
            raise ValueError(f"question {self.key}: not offered {sorted(foreign)}")


@dataclass(frozen=True)
class Mark:
    """What one answer earned.

    Attributes:
        question: key of the question.
        credit: a share of the question's points, from 0 to 1.
        is_answered: whether anything was chosen at all.
    """

    question: str
    credit: Fraction
    is_answered: bool


@dataclass(frozen=True)
class DomainScore:
    """The credit earned in one competency domain.

    Attributes:
        domain: code of the domain, or "" for questions without one.
        credit: sum of the credits, from 0 to ``total``.
        total: how many questions the domain had.
    """

    domain: str
    credit: Fraction
    total: int


@dataclass(frozen=True)
class Result:
    """A marked paper.

    Attributes:
        percentage: from 0 to 100, two places, rounded down.
    """

    marks: tuple[Mark, ...]
    percentage: Decimal
    is_passed: bool
    by_domain: tuple[DomainScore, ...]

    @property
    def credit(self) -> Fraction:
        """The sum of the credits of all questions."""
        return sum((mark.credit for mark in self.marks), Fraction(0))

    def mark_of(self, question: str) -> Mark:
        return next(mark for mark in self.marks if mark.question == question)


def all_or_nothing(question: ChoiceQuestion, chosen: frozenset[str]) -> Fraction:
    """Credit the answer in full if it is exactly the key, else not at all.

    Raises:
        ValueError: ``chosen`` names an option the question does not offer.
    """
    _refuse_unknown(question, chosen)
    return Fraction(chosen == question.correct)


def net_of_wrong(question: ChoiceQuestion, chosen: frozenset[str]) -> Fraction:
    """Credit right choices, take back as much for each wrong one, never below zero.

    Args:
        question: supplies ``correct``, n ≥ 1 option keys.
        chosen: the option keys the learner ticked; may be empty.

    Returns:
        Credit in [0, 1], a share of the question's points, not points:
        max(0, (right - wrong) / n).

    Raises:
        ValueError: ``chosen`` names an option the question does not offer.

    Source:
        1EdTech QTI 3.0 ``mapResponse``: +1/n per correct key, default -1/n,
        ``lowerBound`` 0.
    """
    _refuse_unknown(question, chosen)
    right = len(chosen & question.correct)
    wrong = len(chosen - question.correct)
    return max(Fraction(0), Fraction(right - wrong, len(question.correct)))


CREDIT_RULES: dict[CreditRule, Callable[[ChoiceQuestion, frozenset[str]], Fraction]] = {
    CreditRule.ALL_OR_NOTHING: all_or_nothing,
    CreditRule.NET_OF_WRONG: net_of_wrong,
}


def mark_paper(
    questions: Sequence[ChoiceQuestion],
    answers: Mapping[str, frozenset[str]],
    *,
    pass_mark: Decimal,
) -> Result:
    """Mark every question; one without an answer earns nothing.

    Args:
        questions: the paper, at least one question.
        answers: option keys chosen, by question key.
        pass_mark: in per cent, at most two places.

    Raises:
        ValueError: the paper is empty, or an answer names an unknown option.
    """
    if not questions:
        raise ValueError("a paper needs at least one question")
    nothing: frozenset[str] = frozenset()
    marks = tuple(
        mark_question(question, answers.get(question.key, nothing))
        for question in questions
    )
    total = sum((mark.credit for mark in marks), Fraction(0))
    percentage = percentage_of(total, len(questions))
    by_domain = score_domains(zip(questions, marks, strict=True))
    return Result(marks, percentage, percentage >= pass_mark, by_domain)


def mark_question(question: ChoiceQuestion, chosen: frozenset[str]) -> Mark:
    """Mark one answer by the question's own rule."""
    credit = CREDIT_RULES[question.rule](question, chosen)
    return Mark(question.key, credit, bool(chosen))


def percentage_of(credit: Fraction, total: int) -> Decimal:
    """Return ``credit`` of ``total`` in per cent, two places, rounded down.

    Down, because half-up would turn 69.995 % into a pass at 70.
    """
    steps = credit * 100 * HUNDREDTHS // total
    return Decimal(steps) / HUNDREDTHS


def score_domains(
    marked: Iterable[tuple[ChoiceQuestion, Mark]],
) -> tuple[DomainScore, ...]:
    """Sum the credits of each domain, in the order in which domains appear."""
    scores: dict[str, DomainScore] = {}
    for question, mark in marked:
        empty = DomainScore(question.domain, Fraction(0), 0)
        so_far = scores.get(question.domain, empty)
        scores[question.domain] = DomainScore(
            question.domain, so_far.credit + mark.credit, so_far.total + 1
        )
    return tuple(scores.values())


def _refuse_unknown(question: ChoiceQuestion, chosen: frozenset[str]) -> None:
    if unknown := chosen - question.options:
        raise ValueError(f"question {question.key}: unknown options {sorted(unknown)}")
