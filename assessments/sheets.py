"""A question laid out for answering: every row, every cell, and what is given. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessments.paper import DeliveredQuestion
from assessments.responses import PAIR_PREFIX, Response

NOTHING = Response()


@dataclass(frozen=True)
class Cell:
    """Something that may be chosen, or given to a row.

    Attributes:
        text: the author's words, or "" where the page has its own.
        is_given: whether the learner chose it.
    """

    key: str
    text: str
    is_given: bool


@dataclass(frozen=True)
class Row:
    """Something that is given a cell.

    Attributes:
        name: of the field in the form.
        text: the author's words, or "" where the page has its own.
        speaker: who says it, in a dialogue; else "".
        given: the cell that it has, if any.
    """

    key: str
    name: str
    text: str
    speaker: str
    cells: tuple[Cell, ...]
    given: Cell | None


@dataclass(frozen=True)
class Line:
    """A response with a cell in each column of its own: best, and worst."""

    key: str
    text: str
    cells: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True)
class Sheet:
    """A question with what was answered so far.

    Attributes:
        choices: what may be chosen, where one chooses.
        rows: what is given something, where one pairs.
        lines: the rows the other way round: for each cell, whose it is, by the
            name of the field.
        text: what was typed.
        left: how many rows are open, once one is begun.
        doubled: how many cells are given twice and may be given once.
    """

    question: DeliveredQuestion
    choices: tuple[Cell, ...]
    rows: tuple[Row, ...]
    lines: tuple[Line, ...]
    text: str
    left: int
    doubled: int

    @property
    def template(self) -> str:
        return f"assessments/questions/{self.question.kind}.html"


def sheet(question: DeliveredQuestion, given: Response = NOTHING) -> Sheet:
    """Return ``question`` laid out, with what was ``given`` filled in."""
    offer = question.offer
    rows = tuple(_rows(question, given))
    return Sheet(
        question=question,
        choices=tuple(
            Cell(option.key, option.text, option.key in given.chosen)
            for option in question.options
        ),
        rows=rows,
        lines=tuple(_lines(question, rows)),
        text=given.text,
        left=len(offer.left_open(given)) if given.pairs else 0,
        doubled=len(offer.doubled(given)),
    )


def typed(question: DeliveredQuestion, fields: Mapping[str, Sequence[str]]) -> Response:
    """Return what posted ``fields`` say, as far as the question offers it.

    Where ``Offer.read`` refuses the whole, this keeps the rest: whoever sees the
    page again finds what they entered.
    """
    offer, sent = question.offer, fields.get("text", ())
    rows, cells = offer.rows(), offer.cells()
    pairs = {
        row: value
        for row in rows
        for value in fields.get(PAIR_PREFIX + row, ())
        if value in cells
    }
    return Response(
        chosen=frozenset(fields.get("chosen", ())) & frozenset(offer.options),
        pairs=pairs,
        text=sent[-1] if sent else "",
    )


def _rows(question: DeliveredQuestion, given: Response) -> list[Row]:
    offer = question.offer
    if not offer.is_paired:
        return []
    options = {option.key: option for option in question.options}
    words = {one.key: one.text for one in (*question.options, *question.columns)}
    rows = []
    for key in offer.rows():
        cells = tuple(
            Cell(cell, words.get(cell, ""), given.pairs.get(key) == cell)
            for cell in offer.cells()
        )
        own = options.get(key)
        rows.append(
            Row(
                key=key,
                name=PAIR_PREFIX + key,
                text=own.text if own else "",
                speaker=own.speaker if own else "",
                cells=cells,
                given=next((cell for cell in cells if cell.is_given), None),
            )
        )
    return rows


def _lines(question: DeliveredQuestion, rows: tuple[Row, ...]) -> list[Line]:
    if question.kind != "best_worst":
        return []
    return [
        Line(
            option.key,
            option.text,
            tuple((row.name, row.cells[number]) for row in rows),
        )
        for number, option in enumerate(question.options)
    ]
