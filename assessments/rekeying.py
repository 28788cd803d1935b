"""Changes of a key after papers were marked by it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from typing import Any

from assessments.freezing import freeze_key, keyed, thaw_key
from assessments.paper import AnswerKey, Paper, Question
from assessments.rules import Accepted, CreditRule, Truth

Json = dict[str, Any]
FULL = Fraction(1)


class Kind(StrEnum):
    """What is done about a question."""

    DROP = "drop"
    ACCEPT = "accept"
    CREDIT = "credit"
    NEWEST = "newest"


CAN_ACCEPT = frozenset(
    {
        CreditRule.ALL_OR_NOTHING,
        CreditRule.NET_OF_WRONG,
        CreditRule.WEIGHTED,
        CreditRule.TEXT,
        CreditRule.NUMBER,
    }
)


@dataclass(frozen=True)
class Change:
    """What is done about one question.

    Attributes:
        question: its key.
        options: keys of the options that are right as well, to accept.
        text: words or a number that is right as well, to accept.
        key: ``freezing.freeze_key`` JSON of the newest key.
    """

    question: str
    kind: Kind
    options: tuple[str, ...] = ()
    text: str = ""
    key: Json = field(default_factory=dict)

    def to_json(self) -> Json:
        return {
            "question": self.question,
            "kind": self.kind.value,
            "options": list(self.options),
            "text": self.text,
            "key": self.key,
        }

    @classmethod
    def from_json(cls, stored: Json) -> Change:
        return cls(
            question=stored["question"],
            kind=Kind(stored["kind"]),
            options=tuple(stored["options"]),
            text=stored["text"],
            key=stored["key"],
        )


def rebase(paper: Paper, basis: Json, changes: Sequence[Change]) -> Json:
    """Return the basis of the next mark: what stands, with ``changes`` upon it.

    Credit that people gave stays. A question that the paper does not have is
    passed over.

    Args:
        paper: as it was frozen.
        basis: of the mark that counts.
        changes: one for each question at most.
    """
    keys: dict[str, Json] = dict(basis.get("keys", {}))
    awards: dict[str, str] = dict(basis.get("awards", {}))
    asked = {question.shown.key: question for question in keyed(paper, basis).questions}
    for change in changes:
        question = asked.get(change.question)
        if question is None:
            continue
        if change.kind is Kind.CREDIT:
            awards[change.question] = "1"
        else:
            keys[change.question] = freeze_key(amended(question, change))
    return basis | {"keys": keys, "awards": awards}


def amended(question: Question, change: Change) -> AnswerKey:
    """Return the key of ``question`` with what ``change`` says; words stay."""
    key = question.key
    if change.kind is Kind.DROP:
        return replace(key, is_scored=False)
    if change.kind is Kind.NEWEST:
        newest = thaw_key(change.key)
        return replace(
            key,
            rule=newest.rule,
            truth=newest.truth,
            unsafe=newest.unsafe,
            is_scored=newest.is_scored,
            points=newest.points,
            revision=newest.revision,
            key_version=newest.key_version,
        )
    offered = {option.key for option in question.shown.options}
    return _accepting(key, frozenset(change.options) & offered, change.text)


def _accepting(key: AnswerKey, options: frozenset[str], text: str) -> AnswerKey:
    truth, rule = key.truth, key.rule
    if rule in {CreditRule.TEXT, CreditRule.NUMBER}:
        # First, because the first that fits counts, and it earns everything.
        accepted = (Accepted(text), *truth.accepted) if text else truth.accepted
        return replace(key, truth=replace(truth, accepted=accepted))
    if not options:
        return key
    if rule is CreditRule.NET_OF_WRONG:
        more = replace(truth, correct=truth.correct | options)
        return replace(key, truth=more)
    table = {"": _row(truth) | dict.fromkeys(options, FULL)}
    correct = truth.correct | options
    weighted = Truth(correct=correct, table=table)
    return replace(key, rule=CreditRule.WEIGHTED, truth=weighted)


def _row(truth: Truth) -> dict[str, Fraction]:
    """Return the credit of each option of a single choice as a weighted rule has it."""
    return dict(truth.table.get("", dict.fromkeys(truth.correct, FULL)))
