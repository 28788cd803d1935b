"""A question as every format sees it, and what is said about reading it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from .remarks import Remark

LARGEST_FILE = 20_000_000
"""Bytes that are read at most, whatever the format."""

MOST_ITEMS = 5_000
STAGES = ("pilot", "live", "retired")
LONGEST_TEXT = 100_000
"""Characters of one prompt, option or feedback, as a file writes it."""


@dataclass(frozen=True)
class Row:
    """An option, a pair or a turn. Plain text; each kind reads its own part.

    Attributes:
        key: how a file of ours calls it; says nothing about the content.
        credit: per cent of the points, where an author weighed the options.
        place: "best", "worst" or "between" (``best_worst``).
        level: "1" to "4" (``rate``).
        match: what belongs to it (``match``).
        speaker: who says it (``moments``).
        crossing: the boundary that it crosses, or "" (``moments``).
    """

    text: str
    is_correct: bool = False
    is_unsafe: bool = False
    feedback: str = ""
    credit: int | None = None
    place: str = ""
    level: str = ""
    match: str = ""
    speaker: str = ""
    crossing: str = ""
    key: str = field(default="", compare=False)


@dataclass(frozen=True)
class Accepted:
    """A text or a number that earns credit.

    Attributes:
        tolerance: how far a number may be off; "" for words.
        credit: per cent of the points.
    """

    text: str
    tolerance: str = ""
    credit: int = 100
    feedback: str = ""


@dataclass(frozen=True)
class Criterion:
    """A line of a rubric, its levels from none to full."""

    title: str
    levels: tuple[str, ...]


@dataclass(frozen=True)
class Picture:
    """A picture that a prompt shows as ``<img src="name">``."""

    name: str
    content: bytes = field(repr=False)
    mime: str = ""


@dataclass(frozen=True)
class Item:
    """A question between two formats.

    Attributes:
        prompt: HTML as ``prose.to_html`` writes it, and so is ``explanation``.
        columns: kinds of crossing (``moments``) or distractors (``match``).
        code: its stable name, or "" if the file gives none.
        domain: code of the competency domain, or "".
        lesson: slug of the lesson that teaches it, or "".
        stage: one of ``STAGES``, or "" if the file does not say.
        enemies: title of the set of which one at most comes on a paper, or "".
        enemies_why: why the set is one.
        line: where it begins in the file, from 1; 0 if that means nothing.
    """

    kind: str
    prompt: str
    code: str = ""
    explanation: str = ""
    rows: tuple[Row, ...] = ()
    columns: tuple[str, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    unit: str = ""
    max_words: int = 0
    criteria: tuple[Criterion, ...] = ()
    domain: str = ""
    difficulty: int = 2
    lesson: str = ""
    points: int = 1
    jurisdiction: str = ""
    ethics_code: str = ""
    stage: str = ""
    enemies: str = ""
    enemies_why: str = ""
    tags: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    line: int = field(default=0, compare=False)


class Weight(StrEnum):
    """How much a note matters: the file must be mended, or something was lost."""

    ERROR = "error"
    LEFT_OUT = "left_out"
    CHANGED = "changed"


@dataclass(frozen=True)
class Note:
    """Something that was not taken over as it stood.

    Attributes:
        question: the code or the first words of the question, or "" for the file.
        line: from 1; 0 where lines mean nothing.
        detail: what the sentence names.
    """

    weight: Weight
    remark: Remark
    question: str = ""
    line: int = 0
    detail: str = ""


@dataclass(frozen=True)
class Reading:
    """What a file holds."""

    items: tuple[Item, ...]
    notes: tuple[Note, ...] = ()

    @property
    def errors(self) -> tuple[Note, ...]:
        return tuple(note for note in self.notes if note.weight == Weight.ERROR)


@dataclass(frozen=True)
class Writing:
    """A file, and what it could not hold."""

    content: bytes = field(repr=False)
    notes: tuple[Note, ...] = ()


class Refused(ValueError):
    """The file as a whole is none that can be read.

    Attributes:
        remark: why.
        detail: what the sentence names.
        line: from 1, or 0.
    """

    def __init__(self, remark: Remark, detail: str = "", line: int = 0) -> None:
        super().__init__(remark.value)
        self.remark = remark
        self.detail = detail
        self.line = line


class Notebook:
    """Collects the notes of one question while it is read or written."""

    def __init__(self, question: str = "", line: int = 0) -> None:
        self.question = question
        self.line = line
        self.notes: list[Note] = []

    def error(self, remark: Remark, detail: str = "", line: int = 0) -> None:
        self._add(Weight.ERROR, remark, detail, line)

    def left_out(self, remark: Remark, detail: str = "", line: int = 0) -> None:
        self._add(Weight.LEFT_OUT, remark, detail, line)

    def changed(self, remark: Remark, detail: str = "", line: int = 0) -> None:
        self._add(Weight.CHANGED, remark, detail, line)

    def _add(self, weight: Weight, remark: Remark, detail: str, line: int) -> None:
        note = Note(weight, remark, self.question, line or self.line, detail[:200])
        if note not in self.notes:
            self.notes.append(note)


class Unreadable(Exception):
    """One question cannot be taken over; its notebook says why.

    Attributes:
        is_error: whether the file must be mended, or the question is only left out.
    """

    def __init__(
        self, remark: Remark, detail: str = "", line: int = 0, *, is_error: bool = False
    ) -> None:
        super().__init__(remark.value)
        self.remark = remark
        self.detail = detail
        self.line = line
        self.is_error = is_error

    def put_into(self, book: Notebook) -> None:
        put = book.error if self.is_error else book.left_out
        put(self.remark, self.detail, self.line)


def check(item: Item) -> None:
    """Refuse a question that could never be marked.

    Raises:
        Unreadable: it lacks what its kind needs.
    """
    if not item.prompt.strip():
        raise Unreadable(Remark.NO_PROMPT)
    if item.kind in {"short", "number"}:
        if not any(accepted.credit == 100 for accepted in item.accepted):
            raise Unreadable(Remark.NOTHING_IS_RIGHT)
        return
    if item.kind == "written":
        return
    if len(item.rows) < 2:
        raise Unreadable(Remark.FEWER_THAN_TWO)
    if not _has_truth(item):
        raise Unreadable(Remark.NOTHING_IS_RIGHT)


def _has_truth(item: Item) -> bool:
    rows = item.rows
    correct = sum(row.is_correct for row in rows)
    truths = {
        "single": correct == 1,
        "multiple": correct >= 1,
        "best_worst": {"best", "worst"} <= {row.place for row in rows},
        "rate": all(row.level in {"1", "2", "3", "4"} for row in rows),
        "order": True,
        "match": all(row.match for row in rows),
        "moments": any(row.crossing for row in rows),
    }
    return truths[item.kind]


def in_all(notes: Iterable[Notebook]) -> tuple[Note, ...]:
    """Return the notes of several questions in their order."""
    return tuple(note for book in notes for note in book.notes)
