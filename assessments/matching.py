"""Whether what was typed is what was meant: words and numbers. Pure."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation

_SPACES = re.compile(r"\s+")
_PLAIN = str.maketrans("\u2019\u2018\u201c\u201d\u2013\u2014\u2212", "''\"\"---")
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d+)?|[.,]\d+)")


def normalised(text: str) -> str:
    """Return ``text`` without the differences that no marker would count.

    Case, accents, kinds of quotation mark and dash, runs of space, and the full
    stop at the end do not matter. A letter that only differs by its accent is
    taken as the same: phones make accents hard to type.
    """
    folded = unicodedata.normalize("NFKD", text.translate(_PLAIN)).casefold()
    bare = "".join(char for char in folded if not unicodedata.combining(char))
    return _SPACES.sub(" ", bare).strip().rstrip(".!").rstrip()


def number_in(text: str) -> Decimal | None:
    """Return the number that ``text`` states, or None if it is none.

    A comma may stand for the decimal point; spaces and a trailing per cent sign
    are dropped.
    """
    bare = _SPACES.sub("", text.translate(_PLAIN)).removesuffix("%")
    if not _NUMBER.fullmatch(bare):
        return None
    try:
        return Decimal(bare.replace(",", "."))
    except InvalidOperation:
        return None
