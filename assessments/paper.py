"""The paper that one learner got: what was shown, and what decides the marks. Pure.

The two are different types, so that whoever holds only the shown part cannot
give a key away. ``freezing`` has a paper as JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

from assessments.responses import Offer, Response
from assessments.rules import CreditRule, Item, Truth
from assessments.scoring import Result, mark_paper


@dataclass(frozen=True)
class DeliveredOption:
    """An option as a learner sees it during an attempt.

    Attributes:
        speaker: who says it, in a dialogue; else "".
    """

    key: str
    text: str
    speaker: str = ""


@dataclass(frozen=True)
class DeliveredQuestion:
    """A question as a learner sees it during an attempt: nothing else is sent.

    Attributes:
        key: the question's identity in every language.
        kind: a name in ``responses.KINDS``.
        prompt: HTML.
        columns: what a row may be given, where the author names it: the other
            side of a match, the kinds of crossing in a dialogue.
        unit: what a number counts, or "".
        max_words: how long a written answer should be at most, or 0.
        criteria: what a written answer is looked at for, by title.
    """

    key: str
    kind: str
    prompt: str
    options: tuple[DeliveredOption, ...] = ()
    columns: tuple[DeliveredOption, ...] = ()
    unit: str = ""
    max_words: int = 0
    criteria: tuple[str, ...] = ()

    @property
    def offer(self) -> Offer:
        """What may be answered."""
        return Offer(
            self.kind,
            tuple(option.key for option in self.options),
            tuple(column.key for column in self.columns),
        )


@dataclass(frozen=True)
class AnswerKey:
    """What decides the marks and what is said afterwards.

    Attributes:
        feedback: text for each option, by option key.
        unsafe: keys of the options that would put a person at risk.
        explanation: the principle, HTML; may be "".
        domain: code of the competency domain, or "".
        lesson: identity of the lesson that teaches it, or "".
        revision: id of the content revision that was frozen, or None.
        points: what full credit is worth.
        is_scored: whether it counts; a pilot question does not.
        key_version: which experts' key this is (``number``, ``panel_size``,
            ``decided_on``); empty for the author's own.
    """

    rule: CreditRule
    truth: Truth
    feedback: Mapping[str, str] = field(default_factory=dict)
    unsafe: frozenset[str] = frozenset()
    explanation: str = ""
    domain: str = ""
    lesson: str = ""
    code: str = ""
    difficulty: int = 1
    revision: int | None = None
    points: int = 1
    is_scored: bool = True
    key_version: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """A whole question: what is shown, and its key."""

    shown: DeliveredQuestion
    key: AnswerKey

    def for_marking(self) -> Item:
        return Item(
            key=self.shown.key,
            kind=self.shown.kind,
            options=frozenset(option.key for option in self.shown.options),
            truth=self.key.truth,
            rule=self.key.rule,
            domain=self.key.domain,
            unsafe=self.key.unsafe,
            points=self.key.points,
            is_scored=self.key.is_scored,
        )

    def arranged(self, rng: Random, *, shuffles: bool) -> Question:
        """Return the question in the order in which one learner gets it.

        What is to be put in order, and the other side of a match, are shuffled
        in any case: the author's order would be the key. A dialogue keeps its
        order: it is one.

        Args:
            rng: decides the order.
            shuffles: whether the quiz shuffles options.
        """
        kind = self.shown.kind
        if kind == "moments":
            return self
        options, columns = list(self.shown.options), list(self.shown.columns)
        if shuffles or kind == "order":
            rng.shuffle(options)
        rng.shuffle(columns)
        shown = replace(self.shown, options=tuple(options), columns=tuple(columns))
        return replace(self, shown=shown)


@dataclass(frozen=True)
class Rules:
    """The rules in force when the attempt began.

    Attributes:
        pass_mark: in per cent, two places.
        feedback: "after_each" (attempt), "after_pass" or "score_only".
        unsafe_rule: what unsafe choices do: "debrief" (they are talked about),
            "review" (people look before the result is final) or "fail".
        unsafe_threshold: in how many different questions, before it does.
    """

    pass_mark: Decimal
    feedback: str
    unsafe_rule: str = "debrief"
    unsafe_threshold: int = 1

    def is_reached_by(self, result: Result) -> bool:
        """Whether the unsafe choices of ``result`` reach the threshold."""
        return len(result.unsafe) >= self.unsafe_threshold


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

    def mark(
        self,
        responses: Mapping[str, Response],
        awarded: Mapping[str, Fraction] | None = None,
    ) -> Result:
        """Mark what was answered.

        Args:
            responses: by question key.
            awarded: credit that people gave for written answers, by question key.
        """
        result = mark_paper(
            [question.for_marking() for question in self.questions],
            responses,
            pass_mark=self.rules.pass_mark,
            awarded=awarded,
        )
        if self.rules.unsafe_rule == "fail" and self.rules.is_reached_by(result):
            return replace(result, is_passed=False)
        return result

    def held_for(self, result: Result) -> str:
        """Return what people have still to do before ``result`` is final.

        Returns:
            "marking", "review" or "".
        """
        if result.waiting:
            return "marking"
        if self.rules.unsafe_rule == "review" and self.rules.is_reached_by(result):
            return "review"
        return ""

    def with_keys(self, keys: Mapping[str, AnswerKey]) -> Paper:
        """Return the paper with other ``keys``, by question key.

        Raises:
            ValueError: the paper has no such question.
        """
        own = {question.shown.key for question in self.questions}
        if foreign := keys.keys() - own:
            raise ValueError(f"not on this paper: {sorted(foreign)}")
        questions = tuple(
            replace(question, key=keys.get(question.shown.key, question.key))
            for question in self.questions
        )
        return replace(self, questions=questions)
