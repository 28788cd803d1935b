"""Questions as rows of a table: CSV, XLSX, and the template for both."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from . import facts, prose
from .csv_rows import MOST_OPTIONS, columns, guarded
from .items import Accepted, Criterion, Item, Note, Notebook, Row, Writing, in_all
from .text import markdown_of

HELD = frozenset({"feedback", "distractors", "unit", "rubric"})
WIDE, NARROW = 44, 14


def to_table(items: Sequence[Item]) -> tuple[list[list[str]], tuple[Note, ...]]:
    """Return a header and a row for each question, and what they cannot hold."""
    most = max([2, *(max(len(i.rows), len(i.accepted)) for i in items)])
    names = columns(min(MOST_OPTIONS, most))
    table, books = [names], []
    for item in items:
        book = Notebook(item.code or prose.words_of(item.prompt))
        books.append(book)
        facts.note_losses(item, book, holds=HELD | {"pictures"})
        cells = _cells(item, book)
        table.append([guarded(cells.get(name, "")) for name in names])
    return table, in_all(books)


def _cells(item: Item, book: Notebook) -> dict[str, str]:
    others = "\n".join(item.columns)
    cells = {
        "code": item.code,
        "kind": item.kind,
        "domain": item.domain,
        "difficulty": str(item.difficulty),
        "lesson": item.lesson,
        "points": str(item.points),
        "jurisdiction": item.jurisdiction,
        "ethics code": item.ethics_code,
        "stage": item.stage,
        "enemies": item.enemies,
        "why enemies": item.enemies_why,
        "tags": "\n".join(item.tags),
        "question": markdown_of(item.prompt, book),
        "explanation": markdown_of(item.explanation, book),
        "unit": item.unit,
        "max words": str(item.max_words or ""),
        "others": others,
        "rubric": "\n".join(map(_criterion, item.criteria)),
    }
    for number, row in enumerate(item.rows, 1):
        cells |= _option(f"option {number}", item.kind, row)
    for number, one in enumerate(item.accepted, 1):
        cells |= _accepted(f"option {number}", item.kind, one)
    return cells


def _criterion(criterion: Criterion) -> str:
    parts = [criterion.title, *criterion.levels]
    return " | ".join(" ".join(part.split()).replace("|", "\\|") for part in parts)


def _option(name: str, kind: str, row: Row) -> dict[str, str]:
    credit = "100" if row.is_correct else str(row.credit or "")
    value = {
        "best_worst": row.place,
        "rate": row.level,
        "order": "",
        "match": row.match,
        "moments": row.crossing,
    }.get(kind, credit)
    words = f"{row.speaker}: {row.text}" if row.speaker else row.text
    return {
        name: words,
        f"{name} value": value,
        f"{name} feedback": row.feedback,
        f"{name} unsafe": "x" if row.is_unsafe else "",
    }


def _accepted(name: str, kind: str, one: Accepted) -> dict[str, str]:
    near = one.tolerance if one.tolerance not in {"", "0"} else ""
    words = f"{one.text} ± {near}" if kind == "number" and near else one.text
    value = str(one.credit)
    return {name: words, f"{name} value": value, f"{name} feedback": one.feedback}


def write_csv(items: Sequence[Item]) -> Writing:
    """Return CSV in UTF-8, with the mark by which spreadsheets know it."""
    table, notes = to_table(items)
    out = StringIO(newline="")
    csv.writer(out).writerows(table)
    return Writing(out.getvalue().encode("utf-8-sig"), notes)


def write_xlsx(items: Sequence[Item]) -> Writing:
    """Return a workbook with one sheet; every cell is text."""
    table, notes = to_table(items)
    book = Workbook()
    sheet = book.active
    for number, cells in enumerate(table, 1):
        for column, text in enumerate(cells, 1):
            cell = sheet.cell(number, column)
            cell.value = text or None
            cell.data_type = "s" if text else "n"
            cell.number_format = "@"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=number == 1)
    for column, name in enumerate(table[0], 1):
        is_wide = name in {"question", "explanation"} or name[-1:].isdigit()
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = WIDE if is_wide else NARROW
    sheet.freeze_panes = "C2"
    out = BytesIO()
    book.save(out)
    return Writing(out.getvalue(), notes)


def sample() -> tuple[Item, ...]:
    """Return one small question of each kind, for the template."""
    said, kept, told = "Say early when you answer.", "Answer at any hour.", "So."
    return (
        Item(
            "single",
            "<p>Ana asks for your own number. What do you say?</p>",
            "sample-single",
            "<p>Say what is so, then offer what you can.</p>",
            rows=(
                Row("Here is how to reach us.", is_correct=True, feedback=told),
                Row("Ask the office.", credit=50, feedback=told),
                Row("Here it is.", is_unsafe=True, feedback=told),
            ),
            domain="boundaries",
        ),
        Item(
            "multiple",
            "<p>What keeps support <strong>safe</strong>?</p>",
            "sample-multiple",
            rows=(
                Row(said, is_correct=True, feedback=told),
                Row("Tell your supervisor.", is_correct=True, feedback=told),
                Row(kept, feedback=told),
            ),
        ),
        Item(
            "best_worst",
            "<p>What helps most, what least?</p>",
            "sample-best-worst",
            rows=(
                Row(said, place="best", feedback=told),
                Row("Wait and see.", place="between", feedback=told),
                Row(kept, place="worst", feedback=told),
            ),
        ),
        Item(
            "rate",
            "<p>How far does each help, from 1 to 4?</p>",
            "sample-rate",
            rows=(
                Row(said, level="4", feedback=told),
                Row(kept, level="1", feedback=told),
            ),
        ),
        *_more_samples(),
    )


def _more_samples() -> tuple[Item, ...]:
    return (
        Item(
            "order",
            "<p>What comes first?</p>",
            "sample-order",
            rows=(Row("Listen."), Row("Ask."), Row("Plan.")),
        ),
        Item(
            "match",
            "<p>Who does what?</p>",
            "sample-match",
            rows=(
                Row("Peer", match="Walks alongside"),
                Row("Counselor", match="Treats"),
            ),
            columns=("Prescribes",),
        ),
        Item(
            "moments",
            "<p>Where does Ben cross a line?</p>",
            "sample-moments",
            rows=(
                Row("I am short of money.", speaker="Ana"),
                Row("I can lend you some.", speaker="Ben", crossing="Money"),
            ),
            columns=("Money", "Time"),
        ),
        Item(
            "short",
            "<p>Which number is for a crisis?</p>",
            "sample-short",
            accepted=(Accepted("988"), Accepted("nine eight eight", credit=50)),
        ),
        Item(
            "number",
            "<p>How long is a session?</p>",
            "sample-number",
            accepted=(Accepted("50", "5", feedback="About."),),
            unit="minutes",
        ),
        Item(
            "written",
            "<p>Write the note.</p>",
            "sample-written",
            criteria=(Criterion("Says what was seen", ("Guesses", "Says it")),),
            max_words=150,
        ),
    )
