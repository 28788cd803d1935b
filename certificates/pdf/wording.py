"""Wording with named fields, such as ``{name}``. Pure.

Only names of ours are filled in, never attributes, formats or anything that could
reach into a value.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter

FIELDS = (
    "name",
    "title",
    "hours",
    "completed",
    "issued",
    "expires",
    "number",
    "issuer",
)
LETTER_FIELDS = (*FIELDS, "addressee", "today")
LETTER_MUST_HAVE = ("name", "title", "number")


class UnknownField(ValueError):
    """The wording names a field that does not exist.

    Attributes:
        field: what stands between the braces.
    """

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class StrayBrace(ValueError):
    """A brace stands alone; two together print one."""


def fields_in(text: str, known: tuple[str, ...] = FIELDS) -> frozenset[str]:
    """Return the fields that ``text`` names.

    Raises:
        UnknownField: one of them is not ``known``.
        StrayBrace: the braces do not pair up.
    """
    return frozenset(field for _before, field in _parts(text, known) if field)


def fill(text: str, values: Mapping[str, str], known: tuple[str, ...] = FIELDS) -> str:
    """Return ``text`` with each field replaced by its value, read once.

    A value that has braces itself stays as it is.

    Raises:
        UnknownField: a field is not ``known``.
        StrayBrace: the braces do not pair up.
    """
    return "".join(
        before + (values[field] if field else "")
        for before, field in _parts(text, known)
    )


def _parts(text: str, known: tuple[str, ...]) -> list[tuple[str, str]]:
    try:
        parsed = list(Formatter().parse(text))
    except ValueError as error:
        raise StrayBrace(text) from error
    parts = []
    for before, field, form, conversion in parsed:
        if field is not None and (field not in known or form or conversion):
            raise UnknownField(field)
        parts.append((before, field or ""))
    return parts
