"""What a learner is told of a marked paper. Pure: names and numbers, no sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from assessments.explanation import QuestionLine, explain, two_places
from assessments.paper import Paper
from assessments.responses import Response
from assessments.scoring import DomainScore, Result, percentage_of


@dataclass(frozen=True)
class DomainLine:
    """One competency domain's share of the result.

    Attributes:
        name: as it was when the attempt began, or "" for none.
        credit: credit earned, two places, rounded down.
        percent: whole per cent, rounded down.
    """

    name: str
    credit: Decimal
    total: int
    percent: int

    @property
    def is_full(self) -> bool:
        return self.percent == 100


@dataclass(frozen=True)
class Debrief:
    """A result, ready to be put on a page.

    Attributes:
        credit: credit earned, two places, rounded down.
        weakest: domains without full credit, the weakest first.
        lessons: identities of lessons to look at again, in paper order.
        questions: empty while the feedback policy holds them back.
    """

    credit: Decimal
    total: int
    percentage: Decimal
    is_passed: bool
    domains: tuple[DomainLine, ...]
    weakest: tuple[DomainLine, ...]
    lessons: tuple[str, ...]
    questions: tuple[QuestionLine, ...]


def debrief(
    paper: Paper,
    result: Result,
    responses: Mapping[str, Response],
    *,
    is_for_trainer: bool = False,
) -> Debrief:
    """Return what the feedback policy of ``paper`` lets the learner see.

    Args:
        paper: the frozen paper.
        result: its marking.
        responses: what was answered, by question key.
        is_for_trainer: show every question, whatever the policy.
    """
    domains = domain_lines(result.by_domain, paper.domains)
    lines = tuple(
        explain(
            question,
            responses.get(question.shown.key, Response()),
            credit=result.mark_of(question.shown.key).credit,
            number=number,
        )
        for number, question in enumerate(paper.questions, start=1)
    )
    missed = (line.lesson for line in lines if line.outcome != "right" and line.lesson)
    return Debrief(
        credit=two_places(result.credit),
        total=result.total,
        percentage=result.percentage,
        is_passed=result.is_passed,
        domains=domains,
        weakest=_weakest(domains),
        lessons=tuple(dict.fromkeys(missed)),
        questions=lines if is_for_trainer or is_released(paper, result) else (),
    )


def domain_lines(
    scores: Iterable[DomainScore], names: Mapping[str, str]
) -> tuple[DomainLine, ...]:
    """Return what is shown of each domain; ``names`` are by code, as they were."""
    return tuple(
        DomainLine(
            name=names.get(score.domain, ""),
            credit=two_places(score.credit),
            total=score.total,
            percent=int(percentage_of(score.credit, score.total)),
        )
        for score in scores
    )


def is_released(paper: Paper, result: Result) -> bool:
    """Whether answers and feedback may be shown after this result."""
    policy = paper.rules.feedback
    return policy == "after_each" or (policy == "after_pass" and result.is_passed)


def _weakest(domains: tuple[DomainLine, ...]) -> tuple[DomainLine, ...]:
    """Return named domains below full credit, the lowest share first."""
    below = [domain for domain in domains if domain.name and not domain.is_full]
    return tuple(sorted(below, key=lambda domain: domain.percent))
