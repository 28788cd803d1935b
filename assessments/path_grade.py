"""What a path through a scenario is worth. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from assessments.scenario import Choice, Path, PlayRules, Scenario, Step
from assessments.scoring import DomainScore, percentage_of

CREDIT_OF_SEVERITY = {
    "best": Fraction(1),
    "acceptable": Fraction(2, 3),
    "poor": Fraction(1, 3),
    "unsafe": Fraction(0),
}
"""What a choice is worth where its author gave it no credits of its own."""


@dataclass(frozen=True)
class Grade:
    """The outcome of a path that has come to an ending.

    Attributes:
        credit: mean credit over the scenes decided in, from 0 to 1.
        percentage: the same in per cent, two places, rounded down.
        by_domain: in each domain the credit earned, of the decisions that count
            toward it, in the order of the path.
        unsafe: names of the scenes in which an unsafe choice stands, each once.
        held_for: "review" if a person decides before the result is final, or "".
        is_passed: None while a person has still to decide.
    """

    credit: Fraction
    percentage: Decimal
    by_domain: tuple[DomainScore, ...]
    unsafe: tuple[str, ...]
    held_for: str
    is_passed: bool | None


def grade(scenario: Scenario, path: Path) -> Grade:
    """Grade the decisions that stand on ``path``, by the rules of ``scenario``.

    In each scene the first decision counts, so that going round a loop cannot
    raise a grade; its credit is the mean of its credits by domain.

    Raises:
        ValueError: no decision was made.
    """
    if not path.steps:
        raise ValueError("a path without a decision has no grade")
    rules = scenario.rules
    worth = [credits_of(step.choice, scenario.domain) for step in _first(path.steps)]
    total = sum(
        (_mean(credit for _domain, credit in one) for one in worth), Fraction(0)
    )
    percentage = percentage_of(total, len(worth))
    unsafe = unsafe_scenes(path.steps)
    held_for, is_passed = _decide(rules, percentage, len(unsafe))
    return Grade(
        credit=total / len(worth),
        percentage=percentage,
        by_domain=_by_domain(worth),
        unsafe=unsafe,
        held_for=held_for,
        is_passed=is_passed,
    )


def credits_of(choice: Choice, domain: str) -> tuple[tuple[str, Fraction], ...]:
    """Return (domain code, credit) of a choice, at least one.

    A choice without credits of its own counts toward ``domain`` by its severity:
    best 1, acceptable 2/3, poor 1/3, unsafe 0.
    """
    return choice.credits or ((domain, CREDIT_OF_SEVERITY[choice.severity]),)


def unsafe_scenes(steps: Iterable[Step]) -> tuple[str, ...]:
    """Return the names of scenes with an unsafe choice, each once, in path order."""
    names = (step.scene.name for step in steps if step.choice.severity == "unsafe")
    return tuple(dict.fromkeys(names))


def lessons_after(steps: Iterable[Step]) -> tuple[str, ...]:
    """Return keys of the lessons that unsafe choices call for, each once."""
    unsafe = (step.choice for step in steps if step.choice.severity == "unsafe")
    return tuple(dict.fromkeys(choice.lesson for choice in unsafe if choice.lesson))


def _first(steps: Iterable[Step]) -> list[Step]:
    """Return the first decision made in each scene."""
    first: dict[str, Step] = {}
    for step in steps:
        first.setdefault(step.scene.name, step)
    return list(first.values())


def _decide(
    rules: PlayRules, percentage: Decimal, unsafe: int
) -> tuple[str, bool | None]:
    is_reached = unsafe >= rules.unsafe_threshold
    if is_reached and rules.unsafe_rule == "review":
        return "review", None
    if is_reached and rules.unsafe_rule == "fail":
        return "", False
    return "", percentage >= rules.pass_mark


def _by_domain(
    worth: Iterable[tuple[tuple[str, Fraction], ...]],
) -> tuple[DomainScore, ...]:
    scores: dict[str, DomainScore] = {}
    for domain, credit in (pair for credits in worth for pair in credits):
        so_far = scores.get(domain, DomainScore(domain, Fraction(0), 0))
        scores[domain] = DomainScore(domain, so_far.credit + credit, so_far.total + 1)
    return tuple(scores.values())


def _mean(credits: Iterable[Fraction]) -> Fraction:
    given = tuple(credits)
    return sum(given, Fraction(0)) / len(given)
