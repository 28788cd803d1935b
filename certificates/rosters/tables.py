"""Bytes or pasted text as a table of cells, without harm to us. Pure."""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from assessments.interchange import items, safe_zip

from .refusals import Fault, Refused

MOST_BYTES = 5_000_000
MOST_UNPACKED = 25_000_000
MOST_ROWS = 10_000
"""Rows that say something."""

MOST_SEEN = 50_000
"""Empty ones too."""

MOST_TAGS = 500_000
"""In all that a workbook brings beside its sheets: it is read whole before them."""

MOST_COLUMNS = 60
LONGEST_CELL = 300
UNCLOSED = 100_000
"""Characters beyond which a cell must be a quotation mark that nobody closed."""

_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY", b"\0")
_BLOCK = 1 << 16
# What is no XML is a SyntaxError, whichever parser the library has found.
_FAULTY = (
    *(InvalidFileException, zipfile.BadZipFile, zlib.error, KeyError, ValueError),
    *(TypeError, IndexError, AttributeError, OSError, EOFError, SyntaxError),
    *(DefusedXmlException, NotImplementedError, RuntimeError, OverflowError),
)

Row = tuple[int, list[str]]
"""The number of a row in its file, from 1, and its cells."""


@dataclass(frozen=True)
class Table:
    """The rows of a file that say something.

    Attributes:
        is_guessed: the file does not say how its letters are written, so that
            accents may be wrong.
    """

    rows: tuple[Row, ...]
    is_guessed: bool = False


def read_file(content: bytes) -> Table:
    """Return the table in a CSV file or in the first sheet of a workbook.

    What a file is called or says that it is does not matter.

    Raises:
        Refused: it is neither, it is too large, or it was made to do harm.
    """
    if len(content) > MOST_BYTES:
        raise Refused(Fault.TOO_LARGE)
    if content.startswith(_OLD_EXCEL):
        raise Refused(Fault.OLD_EXCEL)
    if content.startswith(_ZIP):
        return Table(_kept(_workbook_rows(content)))
    text, is_guessed = _decoded(content)
    return Table(_kept(_text_rows(text)), is_guessed)


def read_text(text: str) -> Table:
    """Return the table in pasted text.

    Raises:
        Refused: it is empty, too long, or no table.
    """
    if len(text) > MOST_BYTES:
        raise Refused(Fault.TOO_LARGE)
    return Table(_kept(_text_rows(text)))


def _decoded(content: bytes) -> tuple[str, bool]:
    """Return the text of a CSV file, and whether its encoding is a guess."""
    is_wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if is_wide else "utf-8-sig"), False
    except UnicodeDecodeError:
        if is_wide or b"\0" in content:
            raise Refused(Fault.NO_TEXT) from None
    try:
        return content.decode("cp1252"), True
    except UnicodeDecodeError:
        raise Refused(Fault.NO_TEXT) from None


def _text_rows(text: str) -> Iterator[list[str]]:
    if "\0" in text:
        raise Refused(Fault.NO_TEXT)
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    first = text.lstrip("\n").partition("\n")[0]
    mark = max(",;\t|", key=first.count)
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=mark):
            # The reader's own limit is the process's, which others may raise.
            if any(len(cell) > UNCLOSED for cell in cells):
                raise Refused(Fault.BROKEN)
            yield cells
    except csv.Error as error:
        raise Refused(Fault.BROKEN) from error


def _kept(rows: Iterable[list[str]]) -> tuple[Row, ...]:
    """Number the rows, and keep those that say something."""
    kept: list[Row] = []
    for place, cells in enumerate(rows, start=1):
        short = [cell.strip()[:LONGEST_CELL] for cell in cells[:MOST_COLUMNS]]
        if any(short):
            kept.append((place, short))
        # One more: the first may be the header.
        if len(kept) > MOST_ROWS + 1 or place > MOST_SEEN:
            raise Refused(Fault.TOO_MANY)
    if not kept:
        raise Refused(Fault.EMPTY)
    return tuple(kept)


def _workbook_rows(content: bytes) -> Iterator[list[str]]:
    _require_harmless(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True)
        sheet = book.worksheets[0]
        for row in sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True):
            yield [_cell(value) for value in row]
    except _FAULTY as error:
        raise Refused(Fault.NO_WORKBOOK) from error


def _require_harmless(content: bytes) -> None:
    """Weigh a zip by what it says of itself, and look for declarations in its XML."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = safe_zip.weigh(archive)
            if sum(member.file_size for member in members) > MOST_UNPACKED:
                raise Refused(Fault.HARMFUL)
            tags = 0
            for member in members:
                if not member.filename.lower().endswith((".xml", ".rels")):
                    continue
                with archive.open(member) as file:
                    found = _tags_in_plain(file)
                tags += 0 if member.filename.startswith("xl/worksheets/") else found
                if tags > MOST_TAGS:
                    raise Refused(Fault.HARMFUL)
    except items.Refused as refused:
        raise Refused(Fault.HARMFUL) from refused
    except _FAULTY as error:
        raise Refused(Fault.NO_WORKBOOK) from error


def _tags_in_plain(file: IO[bytes]) -> int:
    """Return how many tags the XML of ``file`` has, which must declare nothing."""
    tail, tags = b"", 0
    while block := file.read(_BLOCK):
        if any(word in tail + block for word in _DECLARATIONS):
            raise Refused(Fault.HARMFUL)
        tail = block[-len(_DECLARATIONS[0]) :]
        tags += block.count(b"<")
    return tags


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
