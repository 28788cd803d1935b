"""Why a whole file, or one line of it, cannot be checked. Pure."""

from __future__ import annotations

from enum import StrEnum


class Fault(StrEnum):
    """What is wrong; the sentences are written at the edge."""

    # The whole file
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    NO_TEXT = "no_text"
    OLD_EXCEL = "old_excel"
    HARMFUL = "harmful"
    NO_WORKBOOK = "no_workbook"
    BROKEN = "broken"
    NO_NUMBERS = "no_numbers"
    NO_NAMES = "no_names"
    # One line
    NUMBER_MISSING = "number_missing"
    NAME_MISSING = "name_missing"
    LENGTH = "length"
    CHARACTER = "character"
    CHECK = "check"
    TOO_LONG = "too_long"
    FORMULA = "formula"
    DUPLICATE = "duplicate"


class Refused(Exception):
    """A file that is not read at all.

    Attributes:
        fault: one of ``Fault``.
        said: what in the file it is about, or "".
    """

    def __init__(self, fault: Fault, said: str = "") -> None:
        super().__init__(fault, said)
        self.fault = fault
        self.said = said
