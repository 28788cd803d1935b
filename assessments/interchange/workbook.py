"""XLSX: the first sheet of a workbook as a table of questions."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO
from typing import Any

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from . import csv_rows
from .items import MOST_ITEMS, Reading, Refused
from .remarks import Remark
from .safe_xml import parse
from .safe_zip import unpack

MOST_COLUMNS = 120


def read(content: bytes) -> Reading:
    """Return the questions of the first sheet of a workbook.

    Raises:
        Refused: no workbook, a hostile one, or one without our header.
    """
    files = unpack(content)
    if "[Content_Types].xml" not in files:
        raise Refused(Remark.NOT_XLSX)
    for name, inside in files.items():
        if name.endswith((".xml", ".rels")):
            parse(inside)
    return csv_rows.read_table(_table(content))


def _table(content: bytes) -> list[list[str]]:
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(
            max_row=MOST_ITEMS + 100, max_col=MOST_COLUMNS, values_only=True
        )
        return [[_cell(value) for value in row] for row in rows]
    except (
        *(InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError),
        *(IndexError, AttributeError, OSError, SyntaxError, DefusedXmlException),
    ) as error:
        raise Refused(Remark.NOT_XLSX) from error


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
