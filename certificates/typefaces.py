"""The fonts that documents may use, and which of them a text needs."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

from .names import Unprintable

FOLDER = Path(__file__).parent / "fonts"

DISPLAY = "Literata"
SMALL = "Atkinson Hyperlegible Next"

FILES = {
    DISPLAY: "Literata_400Regular.ttf",
    SMALL: "AtkinsonHyperlegibleNext_400Regular.ttf",
}
FALLBACKS = (
    ("Noto Serif", "NotoSerif"),
    ("Noto Naskh Arabic", "NotoNaskhArabic"),
    *(
        (f"Noto Serif {script}", f"NotoSerif{script}")
        for script in (
            "Hebrew",
            "Devanagari",
            "Bengali",
            "Tamil",
            "Telugu",
            "Kannada",
            "Malayalam",
            "Gujarati",
            "Gurmukhi",
            "Sinhala",
            "Thai",
            "Lao",
            "Khmer",
            "Myanmar",
            "Tibetan",
            "Georgian",
            "Armenian",
            "Ethiopic",
        )
    ),
    ("Noto Serif CJK SC", "NotoSerifCJKsc"),
    ("Noto Sans Oriya", "NotoSansOriya"),
    ("Noto Sans Cherokee", "NotoSansCherokee"),
    ("Noto Sans Canadian Aboriginal", "NotoSansCanadianAboriginal"),
    ("Noto Sans Osage", "NotoSansOsage"),
    ("Noto Sans Adlam", "NotoSansAdlam"),
    ("Noto Sans NKo", "NotoSansNKo"),
    ("Noto Sans Vai", "NotoSansVai"),
    ("Noto Sans Tifinagh", "NotoSansTifinagh"),
    ("Noto Sans Syriac", "NotoSansSyriac"),
    ("Noto Sans Thaana", "NotoSansThaana"),
    ("Noto Sans Coptic", "NotoSansCoptic"),
    ("Noto Sans Mongolian", "NotoSansMongolian"),
    ("Noto Sans Ol Chiki", "NotoSansOlChiki"),
)


class MissingGlyph(Unprintable):
    """No bundled font has a character of the text.

    Attributes:
        character: the first such character.
    """

    def __init__(self, character: str) -> None:
        super().__init__(character)
        self.character = character

    @property
    def described(self) -> str:
        """The character with its code point and its name in Unicode."""
        name = unicodedata.name(self.character, "")
        return f"{self.character} (U+{ord(self.character):04X} {name})".replace(
            " )", ")"
        )


def stack(first: str, texts: Iterable[str]) -> tuple[str, ...]:
    """Return ``first`` and the other families that ``texts`` need, in order.

    Raises:
        MissingGlyph: no bundled font has one of the characters.
    """
    needed = {_family_of(character, first) for text in texts for character in text}
    families = [family for family, _stem in FALLBACKS if family in needed]
    return (first, *families)


def width(text: str, first: str = DISPLAY) -> float:
    """Estimate how wide ``text`` is set on one line, in em; ligatures aside."""
    return sum(_advance(character, first) for character in text)


@cache
def letters_by_glyph(family: str) -> dict[int, str]:
    """Return the letter of each glyph of ``family`` that draws one by itself.

    Of a family that is not bundled nothing is known.
    """
    if family not in FILES and family not in dict(FALLBACKS):
        return {}
    font = _font(family)
    letters = sorted(font.getBestCmap().items(), reverse=True)
    return {font.getGlyphID(glyph): chr(letter) for letter, glyph in letters}


def language_of(text: str) -> str:
    """Return the language that decides which forms East Asian characters take.

    Japanese where there is kana, Korean where there is hangul, Chinese otherwise;
    "" where none of these scripts is used.
    """
    names = [unicodedata.name(character, "") for character in text]
    for language, script in (("ja", "HIRAGANA"), ("ja", "KATAKANA"), ("ko", "HANGUL")):
        if any(name.startswith(script) for name in names):
            return language
    return "zh" if any(name.startswith("CJK") for name in names) else ""


def is_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction runs from right to left."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


@cache
def _family_of(character: str, first: str) -> str:
    if _is_invisible(character):
        return first
    for family in (first, *(family for family, _stem in FALLBACKS)):
        if ord(character) in _characters(family):
            return family
    raise MissingGlyph(character)


@cache
def _advance(character: str, first: str) -> float:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    font = _font(_family_of(character, first))
    glyph = font.getBestCmap()[ord(character)]
    return float(font["hmtx"][glyph][0]) / float(font["head"].unitsPerEm)


@cache
def _characters(family: str) -> frozenset[int]:
    return frozenset(_font(family).getBestCmap())


@cache
def _font(family: str) -> TTFont:
    if family in FILES:
        return TTFont(FOLDER / FILES[family], lazy=True)
    stem = dict(FALLBACKS)[family]
    ending = "otf" if "CJK" in stem else "ttf"
    return TTFont(FOLDER / f"{stem}-Regular.{ending}", lazy=True)


def _is_invisible(character: str) -> bool:
    """Whether shapers draw nothing for it, whatever the font has."""
    return character in " \u200c\u200d" or "\ufe00" <= character <= "\ufe0e"
