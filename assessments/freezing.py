"""Papers, keys and results as the JSON that stays for ever. Pure.

What a learner may see and what decides the marks lie in different parts of a
frozen paper: ``deliver`` reads the one without ever building the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from fractions import Fraction
from typing import Any

from assessments.paper import (
    AnswerKey,
    DeliveredOption,
    DeliveredQuestion,
    Paper,
    Question,
    Rules,
)
from assessments.rules import Accepted, CreditRule, Criterion, Truth
from assessments.scoring import DomainScore, Mark, Result

VERSION = 2
READABLE = {1, VERSION}

Json = dict[str, Any]


def freeze(paper: Paper) -> Json:
    """Return ``paper`` as JSON with its version number."""
    return {
        "version": VERSION,
        "title": paper.title,
        "language": paper.language,
        "rules": asdict(paper.rules) | {"pass_mark": str(paper.rules.pass_mark)},
        "domains": dict(paper.domains),
        "lessons": dict(paper.lessons),
        "shown": [asdict(question.shown) for question in paper.questions],
        "keys": {
            question.shown.key: freeze_key(question.key) for question in paper.questions
        },
    }


def thaw(frozen: Json) -> Paper:
    """Return the paper that ``freeze`` made.

    Raises:
        ValueError: the JSON has a version that this code cannot read.
    """
    _require_version(frozen)
    keys = frozen["keys"]
    rules = frozen["rules"] | {"pass_mark": Decimal(frozen["rules"]["pass_mark"])}
    return Paper(
        title=frozen["title"],
        language=frozen["language"],
        rules=Rules(**rules),
        questions=tuple(
            Question(question, thaw_key(keys[question.key]))
            for question in deliver(frozen)
        ),
        domains=frozen["domains"],
        lessons=frozen["lessons"],
    )


def deliver(frozen: Json) -> tuple[DeliveredQuestion, ...]:
    """Return only what a learner may see, without ever building the keys.

    Raises:
        ValueError: the JSON has a version that this code cannot read.
    """
    _require_version(frozen)
    return tuple(
        DeliveredQuestion(
            **shown
            | {
                "options": _thaw_options(shown["options"]),
                "columns": _thaw_options(shown.get("columns", [])),
                "criteria": tuple(shown.get("criteria", ())),
            }
        )
        for shown in frozen["shown"]
    )


def _thaw_options(frozen: list[Json]) -> tuple[DeliveredOption, ...]:
    return tuple(DeliveredOption(**option) for option in frozen)


def freeze_result(result: Result) -> Json:
    """Return a result as JSON; credits are fractions written out ("1/2")."""
    return {
        "version": VERSION,
        "percentage": str(result.percentage),
        "is_passed": result.is_passed,
        "by_question": [
            asdict(mark) | {"credit": str(mark.credit)} for mark in result.marks
        ],
        "by_domain": [
            asdict(score) | {"credit": str(score.credit)} for score in result.by_domain
        ],
        "unsafe": list(result.unsafe),
        "waiting": list(result.waiting),
    }


def thaw_result(frozen: Json) -> Result:
    """Return the result that ``freeze_result`` made.

    Raises:
        ValueError: the JSON has a version that this code cannot read.
    """
    _require_version(frozen)
    return Result(
        marks=tuple(
            Mark(**row | {"credit": Fraction(row["credit"])})
            for row in frozen["by_question"]
        ),
        percentage=Decimal(frozen["percentage"]),
        is_passed=frozen["is_passed"],
        by_domain=tuple(
            DomainScore(**row | {"credit": Fraction(row["credit"])})
            for row in frozen["by_domain"]
        ),
        unsafe=tuple(frozen.get("unsafe", ())),
        waiting=tuple(frozen.get("waiting", ())),
    )


def freeze_key(key: AnswerKey) -> Json:
    """Return a key as JSON; credits are fractions written out ("1/2")."""
    truth = key.truth
    return asdict(key) | {
        "rule": key.rule.value,
        "feedback": dict(key.feedback),
        "unsafe": sorted(key.unsafe),
        "key_version": dict(key.key_version),
        "truth": {
            "correct": sorted(truth.correct),
            "table": {
                row: {column: str(credit) for column, credit in credits.items()}
                for row, credits in truth.table.items()
            },
            "order": list(truth.order),
            "accepted": [
                asdict(accepted) | {"credit": str(accepted.credit)}
                for accepted in truth.accepted
            ],
            "criteria": [asdict(criterion) for criterion in truth.criteria],
        },
    }


def thaw_key(frozen: Json) -> AnswerKey:
    """Return the key that ``freeze_key`` made, in this version or the first."""
    rest = dict(frozen)
    if "correct" in rest:
        rest["truth"] = {"correct": rest.pop("correct")}
    return AnswerKey(
        **rest
        | {
            "rule": CreditRule(rest["rule"]),
            "unsafe": frozenset(rest.get("unsafe", ())),
            "truth": _thaw_truth(rest["truth"]),
        }
    )


def keyed(paper: Paper, basis: Mapping[str, Any]) -> Paper:
    """Return ``paper`` with the keys that the basis of a mark puts in force.

    Raises:
        ValueError: the paper lacks a question that the basis names.
    """
    changed: Mapping[str, Json] = basis.get("keys", {})
    return paper.with_keys({name: thaw_key(key) for name, key in changed.items()})


def _thaw_truth(frozen: Json) -> Truth:
    return Truth(
        correct=frozenset(frozen.get("correct", ())),
        table={
            row: {column: Fraction(credit) for column, credit in credits.items()}
            for row, credits in frozen.get("table", {}).items()
        },
        order=tuple(frozen.get("order", ())),
        accepted=tuple(
            Accepted(**accepted | {"credit": Fraction(accepted["credit"])})
            for accepted in frozen.get("accepted", ())
        ),
        criteria=tuple(
            Criterion(c["key"], c["title"], tuple(c["levels"]))
            for c in frozen.get("criteria", ())
        ),
    )


def _require_version(frozen: Json) -> None:
    if frozen.get("version") not in READABLE:
        raise ValueError(f"cannot read version {frozen.get('version')!r}")
