"""One question to a row: CSV, and the same rows for a workbook.

A cell that would be a formula is written with an apostrophe before it, and read
without. Several values in a cell stand on lines of their own.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from itertools import islice

from . import prose, text
from .items import (
    LARGEST_FILE,
    LONGEST_TEXT,
    MOST_ITEMS,
    STAGES,
    Accepted,
    Criterion,
    Item,
    Notebook,
    Reading,
    Refused,
    Row,
    Unreadable,
    check,
    in_all,
)
from .numbers import plain_number
from .remarks import Remark

MOST_OPTIONS = 20
MOST_ROWS = 10 * MOST_ITEMS
"""Empty ones too."""

OPTION_PARTS = ("", "value", "feedback", "unsafe")
FACTS = (
    *("code", "kind", "domain", "difficulty", "lesson", "points", "jurisdiction"),
    *("ethics code", "stage", "enemies", "why enemies", "tags"),
    *("question", "explanation", "unit", "max words", "others", "rubric"),
)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
YES = {"1", "x", "yes", "true", "y", "sí", "si"}
LEVELS = {"1", "2", "3", "4"}
PLACES = {"best", "between", "worst"}

Table = Sequence[Sequence[str]]


def columns(options: int) -> list[str]:
    """Return the names of the columns for so many options."""
    numbered = [
        f"option {number} {part}".strip()
        for number in range(1, options + 1)
        for part in OPTION_PARTS
    ]
    return [*FACTS, *numbered]


def read(content: bytes) -> Reading:
    """Return the questions of a CSV file; comma, semicolon or tab part its cells.

    Raises:
        Refused: no text in UTF-8, or no header that we know.
    """
    return read_table(_rows(content))


def _rows(content: bytes) -> list[list[str]]:
    decoded = text.decode(content)
    first = decoded.lstrip("\n").partition("\n")[0]
    mark = max(",;\t", key=first.count)
    csv.field_size_limit(LARGEST_FILE)
    try:
        rows = csv.reader(StringIO(decoded, newline=""), delimiter=mark)
        read = list(islice(rows, MOST_ROWS + 1))
    except csv.Error as error:
        raise Refused(Remark.NO_HEADER, str(error)[:80]) from error
    if len(read) > MOST_ROWS:
        raise Refused(Remark.TOO_MANY, str(MOST_ITEMS), MOST_ROWS)
    return read


def read_table(table: Table) -> Reading:
    """Return the questions of a table whose first row that says anything is its header.

    Raises:
        Refused: the header lacks a column, or has one that we do not know.
    """
    start = next((n for n, row in enumerate(table) if any(row)), None)
    if start is None:
        raise Refused(Remark.EMPTY)
    names = [" ".join(cell.strip().lower().split()) for cell in table[start]]
    _require_header(names, start + 1)
    items: list[Item] = []
    books: list[Notebook] = []
    line = start + 2
    for cells in table[start + 1 :]:
        if any(cell.strip() for cell in cells):
            if len(books) >= MOST_ITEMS:
                raise Refused(Remark.TOO_MANY, str(MOST_ITEMS), line)
            named = dict(zip(names, map(bare, cells), strict=False))
            book = Notebook(named.get("code", ""), line)
            books.append(book)
            try:
                items.append(_Line(named, book).read())
            except Unreadable as fault:
                fault.put_into(book)
        line += 1
    if not books:
        raise Refused(Remark.NOTHING_FOUND)
    return Reading(tuple(items), in_all(books))


def _require_header(names: Sequence[str], line: int) -> None:
    for needed in ("kind", "question"):
        if needed not in names:
            raise Refused(Remark.NO_HEADER, needed, line)
    known = {*columns(MOST_OPTIONS), ""}
    for name in names:
        if name not in known:
            raise Refused(Remark.UNKNOWN_COLUMN, name[:60], line)


def bare(cell: str) -> str:
    """Return a cell without the apostrophe that keeps it from being a formula."""
    cell = cell.strip().replace("\r\n", "\n")
    return cell[1:] if cell.startswith("'") and cell[1:2] in FORMULA else cell


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


@dataclass
class _Line:
    cells: dict[str, str]
    book: Notebook

    def read(self) -> Item:
        kind = self.get("kind").lower().replace(" ", "_")
        if kind not in READERS:
            raise self.wrong("kind", Remark.UNKNOWN_KIND)
        if any(len(cell) > LONGEST_TEXT for cell in self.cells.values()):
            raise Unreadable(Remark.TOO_LONG, str(LONGEST_TEXT), is_error=True)
        item = Item(
            kind=kind,
            prompt=self.rich("question"),
            code=self.get("code"),
            explanation=self.rich("explanation"),
            domain=self.get("domain"),
            difficulty=self.whole("difficulty", 1, 3, 2),
            lesson=self.get("lesson"),
            points=self.whole("points", 1, 100, 1),
            jurisdiction=self.get("jurisdiction")[:60],
            ethics_code=self.get("ethics code")[:120],
            stage=self.one_of("stage", {"", *STAGES}),
            enemies=self.get("enemies")[:120],
            enemies_why=self.get("why enemies"),
            tags=self.lines("tags"),
            line=self.book.line,
        )
        self.book.question = item.code or prose.words_of(item.prompt)
        try:
            item = READERS[kind](self, item)
            check(item)
        except Unreadable as fault:
            fault.is_error = True
            raise
        return item

    def get(self, name: str) -> str:
        return self.cells.get(name, "").strip()

    def lines(self, name: str) -> tuple[str, ...]:
        parts = (part.strip() for part in self.get(name).split("\n"))
        return tuple(part for part in parts if part)

    def rich(self, name: str) -> str:
        shown = prose.read_markdown(self.get(name))
        return prose.to_html(shown)

    def whole(self, name: str, least: int, most: int, usual: int) -> int:
        said = self.get(name)
        if not said:
            return usual
        is_short = said.isascii() and said.isdecimal() and len(said) < 10
        if is_short and least <= int(said) <= most:
            return int(said)
        raise self.wrong(name)

    def one_of(self, name: str, known: set[str]) -> str:
        if (said := self.get(name).lower()) not in known:
            raise self.wrong(name)
        return said

    def wrong(self, name: str, remark: Remark = Remark.BAD_CELL) -> Unreadable:
        said = f"{name}: {self.get(name)[:60]}"
        return Unreadable(remark, said, is_error=True)

    def options(self) -> Iterable[tuple[str, Row, str]]:
        """Yield the column, the row and the value of each option that is there."""
        for number in range(1, MOST_OPTIONS + 1):
            name = f"option {number}"
            if words := self.get(name):
                row = Row(
                    words,
                    is_unsafe=self.get(f"{name} unsafe").lower() in YES,
                    feedback=self.get(f"{name} feedback"),
                )
                yield f"{name} value", row, self.get(f"{name} value")

    def choices(self, item: Item) -> Item:
        rows = []
        for column, row, value in self.options():
            credit = value.rstrip("% ")
            if value.lower() in YES - {"1"} or credit in {"1", "100"}:
                rows.append(replace(row, is_correct=True))
            elif credit in {"", "0", "no"}:
                rows.append(row)
            elif credit.isascii() and credit.isdecimal() and int(credit[:9]) < 100:
                rows.append(replace(row, credit=int(credit)))
            else:
                raise self.wrong(column)
        return replace(item, rows=tuple(rows))

    def valued(self, item: Item, field: str, known: set[str]) -> Item:
        rows = []
        for column, row, value in self.options():
            value = value.lower() or ("between" if field == "place" else "")
            if value not in known:
                raise self.wrong(column)
            rows.append(
                replace(row, place=value)
                if field == "place"
                else replace(row, level=value)
            )
        return replace(item, rows=tuple(rows))

    def pairs(self, item: Item) -> Item:
        rows = tuple(replace(row, match=value) for _c, row, value in self.options())
        return replace(item, rows=rows, columns=self.lines("others"))

    def turns(self, item: Item) -> Item:
        rows = []
        for _column, row, value in self.options():
            speaker, colon, said = row.text.partition(": ")
            spoken = (speaker, said) if colon else ("", row.text)
            rows.append(replace(row, speaker=spoken[0], text=spoken[1], crossing=value))
        named = [row.crossing for row in rows if row.crossing]
        columns = tuple(dict.fromkeys([*self.lines("others"), *named]))
        return replace(item, rows=tuple(rows), columns=columns)

    def accepted(self, item: Item) -> Item:
        accepted = []
        for column, row, value in self.options():
            number, _, off = row.text.partition("±")
            credit = value.rstrip("% ") or "100"
            is_whole = credit.isascii() and credit.isdecimal()
            if not (is_whole and 1 <= int(credit[:9]) <= 100):
                raise self.wrong(column)
            one = Accepted(row.text, credit=int(credit), feedback=row.feedback)
            if item.kind == "number":
                try:
                    digits, near = plain_number(number), plain_number(off or "0")
                except ValueError as error:
                    raise self.wrong(column.removesuffix(" value")) from error
                one = replace(one, text=digits, tolerance=near)
            accepted.append(one)
        return replace(item, accepted=tuple(accepted), unit=self.get("unit")[:30])

    def essay(self, item: Item) -> Item:
        criteria = []
        for said in self.lines("rubric"):
            title, *levels = (part.strip() for part in split_bars(said))
            if len(levels) < 2:
                raise self.wrong("rubric")
            criteria.append(Criterion(title, tuple(levels)))
        words = self.whole("max words", 0, 5000, 0)
        return replace(item, criteria=tuple(criteria), max_words=words)


READERS: dict[str, Callable[[_Line, Item], Item]] = {
    "single": _Line.choices,
    "multiple": _Line.choices,
    "best_worst": lambda line, item: line.valued(item, "place", PLACES),
    "rate": lambda line, item: line.valued(item, "level", LEVELS),
    "order": lambda line, item: replace(
        item, rows=tuple(row for _column, row, _value in line.options())
    ),
    "match": _Line.pairs,
    "moments": _Line.turns,
    "short": _Line.accepted,
    "number": _Line.accepted,
    "written": _Line.essay,
}


def split_bars(said: str) -> list[str]:
    """Part a line at its bars; one after a backslash parts nothing."""
    hidden = said.replace("\\|", "\0")
    return [part.replace("\0", "|") for part in hidden.split("|")]
