"""A person's name: how it is printed and how it is compared. Pure."""

from __future__ import annotations

import unicodedata

LONGEST = 120
MOST_MARKS = 8
"""Marks on one letter; real writing needs four or fewer."""

_KEPT_FORMATS = "\u200c\u200d"
"""Joiners, which Persian and Indic spelling needs; other controls only mislead."""

_LETTERS = str.maketrans(
    {
        "\u0131": "i",
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "ø": "o",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
    }
)


class Unprintable(Exception):
    """A text that must not be put on paper; says why, in words for a person."""


class NothingToPrint(Unprintable):
    """Nothing is left of the text once invisible characters are taken away."""


class TooManyMarks(Unprintable):
    """Marks are stacked so high on one letter that nobody could read it."""


def printable(text: str) -> str:
    """Return ``text`` as it is printed: composed, on one line, without controls.

    Direction overrides and zero-width characters are left out: they can make a
    name read as another one.
    """
    composed = unicodedata.normalize("NFC", text)
    kept = (" " if ch.isspace() else ch for ch in composed if _is_kept(ch))
    return " ".join("".join(kept).split())


def refuse_unreadable(text: str) -> None:
    """Refuse a text that nobody could read on paper.

    Raises:
        NothingToPrint: it is empty.
        TooManyMarks: more than eight marks sit on one letter.
    """
    if not text:
        raise NothingToPrint
    run = 0
    for character in text:
        run = run + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if run > MOST_MARKS:
            raise TooManyMarks(text)


def is_same_family_name(typed: str, full_name: str) -> bool:
    """Whether ``typed`` may be the family name, or the whole name, of a person.

    Family names stand first in some languages and last in others, so the words
    typed may open or close the full name. Case, accents, apostrophes and hyphens
    do not matter. In scripts written without spaces it may be the first
    characters.
    """
    asked, known = _words(typed), _words(full_name)
    if not asked or not known:
        return False
    size = len(asked)
    if asked in (known[:size], known[-size:]):
        return True
    together, whole = "".join(asked), "".join(known)
    is_spaceless = len(known) == 1 and _is_east_asian(whole)
    return together == whole or (is_spaceless and whole.startswith(together))


def _is_kept(character: str) -> bool:
    if character.isspace() or character in _KEPT_FORMATS:
        return True
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs")


def _words(name: str) -> list[str]:
    folded = unicodedata.normalize("NFKD", name).casefold()
    plain = unicodedata.normalize("NFKD", folded).translate(_LETTERS)
    letters = "".join(_letter(character) for character in plain)
    return unicodedata.normalize("NFC", letters).split()


def _letter(character: str) -> str:
    if character.isspace() or unicodedata.category(character) == "Pd":
        return " "
    if unicodedata.category(character) == "Mc":
        return character
    is_mark = unicodedata.combining(character) != 0
    return "" if is_mark or not _is_word(character) else character


def _is_word(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNM"


def _is_east_asian(text: str) -> bool:
    return all(unicodedata.east_asian_width(character) == "W" for character in text)
