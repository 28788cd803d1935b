"""A table as numbers and family names, each line with what is wrong with it. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from certificates import codes

from .refusals import Fault, Refused
from .tables import Row, Table

LONGEST_NUMBER = 80
LONGEST_NAME = 120
LOOKED_AT = 200
"""Rows in which a column of numbers is looked for."""

FORMULA = tuple("=+-@\t\r\0＝＋－＠")  # noqa: RUF001

NUMBER_HEADERS = (
    *("certificate number", "certificate no", "number", "certificate", "credential"),
    *("credential number", "no", "nr", "numero de certificado", "numero"),
    *("certificado", "numero del certificado", "numero de certificat", "nummer"),
)
NAME_HEADERS = (
    *("family name", "last name", "surname", "lastname", "familyname"),
    *("apellido", "apellidos", "primer apellido", "nom de famille", "nachname"),
    *("apelido", "sobrenome", "nom", "name", "full name", "nombre completo"),
)


@dataclass(frozen=True)
class Line:
    """One line of a list.

    Attributes:
        place: its row in the file, from 1.
        number: as ``codes.normalise`` writes it; as typed where that is impossible.
        fault: "" for a line that can be checked, else one of ``Fault``.
        detail: the group of the number, or the earlier line, that the fault is
            about; or "".
    """

    place: int
    number: str
    family_name: str
    fault: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Reading:
    """What a file says.

    Attributes:
        is_guessed: accents may be wrong, see ``Table``.
    """

    lines: tuple[Line, ...]
    is_guessed: bool = False


def read(table: Table) -> Reading:
    """Find the two columns by their headers or by what is in them; read the lines.

    Raises:
        Refused: no column holds numbers, or it is not clear which one holds names.
    """
    header = _header(table.rows[0][1])
    rows = table.rows[1:] if header else table.rows
    if not rows:
        raise Refused(Fault.EMPTY)
    number = _number_column(header, rows)
    name = _name_column(header, rows, number)
    lines = [
        read_line(place, _at(cells, number), _at(cells, name)) for place, cells in rows
    ]
    return Reading(mark_duplicates(lines), table.is_guessed)


def read_line(place: int, number: str, family_name: str) -> Line:
    """Return one line, with the first thing that is wrong with it."""
    number, family_name = bare(number), bare(family_name)
    line = Line(place, number[:LONGEST_NUMBER], family_name[:LONGEST_NAME])
    if number.startswith(FORMULA) or family_name.startswith(FORMULA):
        return replace(line, fault=Fault.FORMULA)
    if not number:
        return replace(line, fault=Fault.NUMBER_MISSING)
    if len(number) > LONGEST_NUMBER or len(family_name) > LONGEST_NAME:
        return replace(line, fault=Fault.TOO_LONG)
    try:
        line = replace(line, number=codes.normalise(number))
    except codes.MalformedNumber as malformed:
        group = str(malformed.group or "")
        return replace(line, fault=Fault(malformed.problem), detail=group)
    return line if family_name else replace(line, fault=Fault.NAME_MISSING)


def mark_duplicates(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return the lines; a number that stood before is marked with the first place."""
    first: dict[str, int] = {}
    marked = []
    for line in lines:
        if not line.fault:
            earlier = first.setdefault(line.number, line.place)
            if earlier != line.place:
                line = replace(line, fault=Fault.DUPLICATE, detail=str(earlier))
        marked.append(line)
    return tuple(marked)


def bare(cell: str) -> str:
    """Return a cell without the apostrophe that keeps it from being a formula."""
    cell = " ".join(cell.split()) if not cell.startswith(("\t", "\r")) else cell
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def _header(cells: Sequence[str]) -> list[str]:
    """Return the first row as plain words; none if it holds a number already."""
    if any(_looks_like_a_number(cell) for cell in cells):
        return []
    return [_plain(cell) for cell in cells]


def _plain(cell: str) -> str:
    letters = unicodedata.normalize("NFKD", cell.casefold())
    kept = (ch if ch.isalnum() else " " for ch in letters if not _is_mark(ch))
    return " ".join("".join(kept).split())


def _is_mark(character: str) -> bool:
    return unicodedata.combining(character) != 0


def _number_column(header: Sequence[str], rows: Sequence[Row]) -> int:
    if (named := _named(header, NUMBER_HEADERS)) is not None:
        return named
    counts: dict[int, int] = {}
    for _place, cells in rows[:LOOKED_AT]:
        for column, cell in enumerate(cells):
            counts[column] = counts.get(column, 0) + _looks_like_a_number(cell)
    best = max(counts, key=lambda column: counts[column], default=0)
    if not counts.get(best):
        raise Refused(Fault.NO_NUMBERS, ", ".join(header)[:200])
    return best


def _name_column(header: Sequence[str], rows: Sequence[Row], number: int) -> int:
    named = _named(header, NAME_HEADERS)
    if named is not None and named != number:
        return named
    used = {
        column
        for _place, cells in rows[:LOOKED_AT]
        for column, cell in enumerate(cells)
        if cell and column != number
    }
    if len(used) != 1:
        raise Refused(Fault.NO_NAMES, ", ".join(header)[:200])
    return used.pop()


def _named(header: Sequence[str], names: Sequence[str]) -> int | None:
    return next((header.index(name) for name in names if name in header), None)


def _looks_like_a_number(cell: str) -> bool:
    if len(cell) > LONGEST_NUMBER:
        return False
    try:
        codes.normalise(cell)
    except codes.MalformedNumber:
        return cell.strip().upper().startswith(f"{codes.PREFIX}-")
    return True


def _at(cells: Sequence[str], column: int) -> str:
    return cells[column] if column < len(cells) else ""
