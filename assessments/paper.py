"""The paper that one learner got, frozen: as objects and as JSON. Pure.

What a learner may see and what decides the marks are different types and lie in
different parts of the JSON, so that whoever holds only the shown part cannot
give a key away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

from assessments.scoring import (
    ChoiceQuestion,
    CreditRule,
    DomainScore,
    Mark,
    Result,
    mark_paper,
)

VERSION = 1

RULE_OF_KIND = {
    "single": CreditRule.ALL_OR_NOTHING,
    "multiple": CreditRule.NET_OF_WRONG,
}

Json = dict[str, Any]


@dataclass(frozen=True)
class DeliveredOption:
    """An option as a learner sees it during an attempt."""

    key: str
    text: str


@dataclass(frozen=True)
class DeliveredQuestion:
    """A question as a learner sees it during an attempt: nothing else is sent.

    Attributes:
        key: the question's identity in every language.
        kind: "single" or "multiple".
        prompt: HTML.
    """

    key: str
    kind: str
    prompt: str
    options: tuple[DeliveredOption, ...]


@dataclass(frozen=True)
class AnswerKey:
    """What decides the marks and what is said afterwards.

    Attributes:
        correct: keys of the correct options.
        feedback: text for each option, by option key.
        explanation: the principle, HTML; may be "".
        domain: code of the competency domain, or "".
        lesson: identity of the lesson that teaches it, or "".
        revision: id of the content revision that was frozen, or None.
    """

    rule: CreditRule
    correct: frozenset[str]
    feedback: Mapping[str, str]
    explanation: str = ""
    domain: str = ""
    lesson: str = ""
    code: str = ""
    difficulty: int = 1
    revision: int | None = None


@dataclass(frozen=True)
class Question:
    """A whole question: what is shown, and its key."""

    shown: DeliveredQuestion
    key: AnswerKey

    def for_marking(self) -> ChoiceQuestion:
        return ChoiceQuestion(
            key=self.shown.key,
            options=frozenset(option.key for option in self.shown.options),
            correct=self.key.correct,
            rule=self.key.rule,
            domain=self.key.domain,
        )

    def with_options_shuffled(self, rng: Random) -> Question:
        """Return the question with its options in an order that ``rng`` decides."""
        order = list(self.shown.options)
        rng.shuffle(order)
        return replace(self, shown=replace(self.shown, options=tuple(order)))


@dataclass(frozen=True)
class Rules:
    """The rules in force when the attempt began.

    Attributes:
        pass_mark: in per cent, two places.
        feedback: "after_each" (attempt), "after_pass" or "score_only".
    """

    pass_mark: Decimal
    feedback: str


@dataclass(frozen=True)
class Paper:
    """Everything that marking and the result page of one attempt will ever need.

    Attributes:
        domains: names of the competency domains, by code, as they were.
        lessons: titles of the lessons, by identity, as they were.
    """

    title: str
    language: str
    rules: Rules
    questions: tuple[Question, ...]
    domains: Mapping[str, str]
    lessons: Mapping[str, str]

    def mark(self, answers: Mapping[str, frozenset[str]]) -> Result:
        """Mark ``answers`` (option keys chosen, by question key)."""
        return mark_paper(
            [question.for_marking() for question in self.questions],
            answers,
            pass_mark=self.rules.pass_mark,
        )


def freeze(paper: Paper) -> Json:
    """Return ``paper`` as JSON with its version number."""
    return {
        "version": VERSION,
        "title": paper.title,
        "language": paper.language,
        "rules": {
            "pass_mark": str(paper.rules.pass_mark),
            "feedback": paper.rules.feedback,
        },
        "domains": dict(paper.domains),
        "lessons": dict(paper.lessons),
        "shown": [asdict(question.shown) for question in paper.questions],
        "keys": {
            question.shown.key: _key(question.key) for question in paper.questions
        },
    }


def thaw(frozen: Json) -> Paper:
    """Return the paper that ``freeze`` made.

    Raises:
        ValueError: the JSON has another version than this code can read.
    """
    _require_version(frozen)
    keys = frozen["keys"]
    return Paper(
        title=frozen["title"],
        language=frozen["language"],
        rules=Rules(Decimal(frozen["rules"]["pass_mark"]), frozen["rules"]["feedback"]),
        questions=tuple(
            Question(question, _thaw_key(keys[question.key]))
            for question in deliver(frozen)
        ),
        domains=frozen["domains"],
        lessons=frozen["lessons"],
    )


def deliver(frozen: Json) -> tuple[DeliveredQuestion, ...]:
    """Return only what a learner may see, without ever building the keys.

    Raises:
        ValueError: the JSON has another version than this code can read.
    """
    _require_version(frozen)
    return tuple(
        DeliveredQuestion(
            key=shown["key"],
            kind=shown["kind"],
            prompt=shown["prompt"],
            options=tuple(DeliveredOption(**option) for option in shown["options"]),
        )
        for shown in frozen["shown"]
    )


def freeze_result(result: Result) -> Json:
    """Return a result as JSON; credits are fractions written out ("1/2")."""
    return {
        "version": VERSION,
        "percentage": str(result.percentage),
        "is_passed": result.is_passed,
        "by_question": [
            {
                "question": mark.question,
                "credit": str(mark.credit),
                "is_answered": mark.is_answered,
            }
            for mark in result.marks
        ],
        "by_domain": [
            {"domain": score.domain, "credit": str(score.credit), "total": score.total}
            for score in result.by_domain
        ],
    }


def thaw_result(frozen: Json) -> Result:
    """Return the result that ``freeze_result`` made.

    Raises:
        ValueError: the JSON has another version than this code can read.
    """
    _require_version(frozen)
    return Result(
        marks=tuple(
            Mark(row["question"], Fraction(row["credit"]), row["is_answered"])
            for row in frozen["by_question"]
        ),
        percentage=Decimal(frozen["percentage"]),
        is_passed=frozen["is_passed"],
        by_domain=tuple(
            DomainScore(row["domain"], Fraction(row["credit"]), row["total"])
            for row in frozen["by_domain"]
        ),
    )


def _require_version(frozen: Json) -> None:
    if frozen.get("version") != VERSION:
        raise ValueError(f"cannot read version {frozen.get('version')!r}")


def _key(key: AnswerKey) -> Json:
    return asdict(key) | {
        "rule": key.rule.value,
        "correct": sorted(key.correct),
        "feedback": dict(key.feedback),
    }


def _thaw_key(frozen: Json) -> AnswerKey:
    return AnswerKey(
        **frozen
        | {
            "rule": CreditRule(frozen["rule"]),
            "correct": frozenset(frozen["correct"]),
        }
    )
