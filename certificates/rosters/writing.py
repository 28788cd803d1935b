"""Rows as CSV and as a workbook in which no cell can become a formula. Pure."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from .reading import FORMULA

WIDE, NARROW = 30, 16
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
# A program that parts cells at another mark than ours would find a cell there.
_INSIDE = re.compile(r"([;,|\t\n\r\"]\s*)(?=[=+\-@＝＋－＠])")  # noqa: RUF001

Cells = Sequence[str]


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula (ASVS 1.2.10)."""
    cell = _INSIDE.sub(r"\1'", _CONTROLS.sub("", cell))
    is_formula = cell.startswith(FORMULA) or cell.lstrip().startswith(FORMULA)
    return f"'{cell}" if is_formula else cell


def write_csv(header: Cells, rows: Iterable[Cells]) -> bytes:
    """Return a CSV file in UTF-8, with the mark by which Excel knows it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for cells in (header, *rows):
        writer.writerow([guarded(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(header: Cells, rows: Iterable[Cells], *, title: str) -> bytes:
    """Return a workbook of one sheet; every cell is text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for column, name in enumerate(header, start=1):
        width = WIDE if column <= len(header) // 2 else NARROW
        sheet.column_dimensions[get_column_letter(column)].width = max(width, len(name))
    heading = [WriteOnlyCell(sheet, guarded(name)) for name in header]
    for cell in heading:
        cell.font = Font(bold=True)
    sheet.append(heading)
    for cells in rows:
        sheet.append([_text(sheet, guarded(cell)) for cell in cells])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text(sheet: object, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell
