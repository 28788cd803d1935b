"""One question after release: what was answered, what is right, and why. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from assessments.paper import Question
from assessments.responses import Response, Shape
from assessments.rules import accepted_by, rated_as_helpful
from assessments.sheets import Row, sheet

FULL = Fraction(1)
NOTHING = Fraction(0)
UNANSWERED = Response()


@dataclass(frozen=True)
class OptionLine:
    """An option as shown after release.

    Attributes:
        credit: part of the credit that it earns, in whole per cent.
        is_unsafe: it would put a person at risk, and was chosen.
    """

    text: str
    is_chosen: bool
    is_correct: bool
    feedback: str
    credit: int = 0
    is_unsafe: bool = False


@dataclass(frozen=True)
class Words:
    """Something said of an option: its words, and why."""

    text: str
    feedback: str = ""


@dataclass(frozen=True)
class RowLine:
    """A row as shown after release.

    Attributes:
        key: of the row.
        given: what it was given, in words or as a level or a place; "" if nothing.
        right: what earns full credit, the same way; empty where nothing does.
        outcome: "right", "partly", "not_yet", or "" for a row that does not count.
        is_unsafe: what would put a person at risk was favored here.
    """

    key: str
    text: str
    speaker: str
    given: str
    right: tuple[str, ...]
    outcome: str
    feedback: tuple[Words, ...]
    is_unsafe: bool = False


@dataclass(frozen=True)
class CriterionLine:
    """One line of a rubric, with what full credit looks like."""

    title: str
    full: str


@dataclass(frozen=True)
class QuestionLine:
    """A question as shown after release.

    Attributes:
        outcome: "right", "partly" or "not_yet".
        earned: parts earned, two places, rounded down.
        parts: how many parts the credit is shared among; 1 for an undivided one.
        is_scored: whether it counts.
        is_unsafe: the answer would put a person at risk.
        lesson: identity of the lesson that teaches it, or "".
        options: of a question that is answered by choosing.
        rows: of a question that is answered by pairing.
        text: what was typed.
        accepted: what is accepted in full.
        remark: what is said of what was typed.
        criteria: by what people mark it.
    """

    number: int
    kind: str
    prompt: str
    explanation: str
    outcome: str
    is_answered: bool
    lesson: str
    options: tuple[OptionLine, ...] = ()
    rows: tuple[RowLine, ...] = ()
    text: str = ""
    accepted: tuple[str, ...] = ()
    remark: str = ""
    criteria: tuple[CriterionLine, ...] = ()
    earned: Decimal = Decimal(0)
    parts: int = 1
    unit: str = ""
    is_scored: bool = True
    is_unsafe: bool = False


def explain(
    question: Question,
    response: Response = UNANSWERED,
    *,
    credit: Fraction = NOTHING,
    number: int = 0,
) -> QuestionLine:
    """Return everything that may be said of an answer once it is released.

    Args:
        question: the whole question.
        response: what was answered; nothing, to show the key alone.
        credit: what the answer earned, as a share.
        number: its place on the paper.
    """
    shown, key = question.shown, question.key
    fitting = accepted_by(key.rule, key.truth, response.text)
    parts = _parts(question)
    options, rows = (
        tuple(_options(question, response)),
        tuple(_rows(question, response)),
    )
    return QuestionLine(
        number=number,
        kind=shown.kind,
        prompt=shown.prompt,
        explanation=key.explanation,
        outcome=outcome_of(credit),
        is_answered=response.is_answered,
        lesson=key.lesson,
        options=options,
        rows=rows,
        text=response.text,
        accepted=tuple(one.text for one in key.truth.accepted if one.credit == FULL),
        remark=key.feedback.get(fitting.key, "") if fitting else "",
        criteria=tuple(
            CriterionLine(c.title, c.levels[-1]) for c in key.truth.criteria
        ),
        earned=two_places(credit * parts),
        parts=parts,
        unit=shown.unit,
        is_scored=key.is_scored,
        is_unsafe=any(option.is_unsafe for option in options)
        or any(row.is_unsafe for row in rows),
    )


def outcome_of(credit: Fraction) -> str:
    if credit == FULL:
        return "right"
    return "partly" if credit else "not_yet"


def two_places(credit: Fraction) -> Decimal:
    return (Decimal(credit.numerator * 100 // credit.denominator) / 100).normalize()


def _parts(question: Question) -> int:
    truth = question.key.truth
    if question.shown.kind == "single":
        return 1
    if question.shown.kind == "multiple":
        return len(truth.correct)
    return len(truth.table) or 1


def _options(question: Question, response: Response) -> Iterator[OptionLine]:
    if question.shown.offer.shape != Shape.CHOSEN:
        return
    key = question.key
    weights = key.truth.table.get("", {})
    for option in question.shown.options:
        is_chosen = option.key in response.chosen
        is_correct = option.key in key.truth.correct
        yield OptionLine(
            text=option.text,
            is_chosen=is_chosen,
            is_correct=is_correct,
            feedback=key.feedback.get(option.key, ""),
            credit=0 if is_correct else int(weights.get(option.key, NOTHING) * 100),
            is_unsafe=is_chosen and option.key in key.unsafe,
        )


def _rows(question: Question, response: Response) -> list[RowLine]:
    laid = sheet(question.shown, response)
    rows = [_row(question, row) for row in laid.rows]
    order = question.key.truth.order
    if order:
        places = {key: place for place, key in enumerate(order)}
        rows.sort(key=lambda row: places.get(row.key, len(order)))
    return rows


def _row(question: Question, row: Row) -> RowLine:
    credits = _credits(question, row.key)
    given = row.given.key if row.given else ""
    words = {cell.key: cell.text or cell.key for cell in row.cells}
    right = tuple(key for key in words if credits.get(key) == FULL)
    return RowLine(
        key=row.key,
        text=row.text,
        speaker=row.speaker,
        given=words.get(given, ""),
        right=tuple(words[key] for key in right),
        outcome=_row_outcome(question, credits, given),
        feedback=tuple(_said(question, row, given, right)),
        is_unsafe=_is_unsafe(question, row.key, given),
    )


def _credits(question: Question, row: str) -> dict[str, Fraction]:
    truth = question.key.truth
    if row in truth.order:
        return {str(truth.order.index(row) + 1): FULL}
    return dict(truth.table.get(row, {}))


def _row_outcome(question: Question, credits: dict[str, Fraction], given: str) -> str:
    if question.shown.kind == "moments" and not credits:
        return "not_yet" if given else ""
    return outcome_of(credits.get(given, NOTHING)) if credits else ""


def _said(
    question: Question, row: Row, given: str, right: tuple[str, ...]
) -> Iterator[Words]:
    feedback = question.key.feedback
    if question.shown.kind == "best_worst":
        texts = {option.key: option.text for option in question.shown.options}
        for key in dict.fromkeys((*(k for k in (given,) if k), *right)):
            if said := feedback.get(key):
                yield Words(texts[key], said)
    elif said := feedback.get(row.key):
        yield Words("", said)


def _is_unsafe(question: Question, row: str, given: str) -> bool:
    unsafe = question.key.unsafe
    if question.shown.kind == "best_worst":
        return row == "best" and given in unsafe
    return row in unsafe and rated_as_helpful(given)
