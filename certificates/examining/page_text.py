"""Reads what a PDF says to people: spoken texts of its tags, and its glyphs. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfReadError

from .pdf_reading import drawing, member, pages

MOST_ELEMENTS = 5000
DEEPEST = 40
MOST_GLYPHS = 200_000
"""Glyphs in the tables of all fonts; ours have a few hundred."""
MOST_LETTERS = 1_000_000
"""Letters in all elements, those inside others counted again; ours have 10,000."""

_PIECES = re.compile(
    rb"/MCID\s+(?P<mcid>\d{1,6})"
    rb"|(?P<end>\bEMC\b)"
    rb"|/(?P<font>[^\s/<>\[\]()]{1,64})\s+[-\d.]+\s+Tf\b"
    rb"|(?P<text>\[[^\[\]]*\]\s*TJ\b|<[0-9A-Fa-f\s]*>\s*Tj\b)"
)
_HEX = re.compile(rb"<([0-9A-Fa-f\s]*)>")
_ONE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")

Glyphs = dict[int, str]


def said(root: generic.DictionaryObject) -> frozenset[str]:
    """Return each text that the document says, as one element of its tags.

    An element that carries its words beside its glyphs (``ActualText``, for
    shaped scripts) says those; every other says what its glyphs stand for.
    White space is left out: lines may break anywhere.
    """
    drawn = _drawn(pages(root))
    texts: set[str] = set()
    _walk(root["/StructTreeRoot"], drawn, texts, _Spent(), 0)
    return frozenset(text for text in texts if text)


@dataclass
class _Spent:
    """What reading has cost so far."""

    elements: int = 0
    letters: int = 0
    glyphs: int = 0

    def spend(self, elements: int = 0, letters: int = 0, glyphs: int = 0) -> None:
        self.elements += elements
        self.letters += letters
        self.glyphs += glyphs
        if (
            self.elements > MOST_ELEMENTS
            or self.letters > MOST_LETTERS
            or self.glyphs > MOST_GLYPHS
        ):
            raise PdfReadError("more words than in any document of ours")


def plain(text: str) -> str:
    """Return ``text`` as :func:`said` gives it."""
    return "".join(unicodedata.normalize("NFC", text).split())


def _walk(
    node: Any, drawn: dict[int, str], texts: set[str], spent: _Spent, depth: int
) -> str:
    """Add the texts below ``node``, and return them joined."""
    if depth > DEEPEST:
        raise PdfReadError("a tree of tags without end")
    if isinstance(node, generic.IndirectObject):
        node = node.get_object()  # type: ignore[no-untyped-call]
    text = ""
    if isinstance(node, int):
        text = drawn.get(int(node), "")
    elif isinstance(node, list):
        text = "".join(_walk(one, drawn, texts, spent, depth + 1) for one in node)
    elif isinstance(node, generic.DictionaryObject) and "/MCID" in node:
        text = drawn.get(int(node["/MCID"]), "")
    elif isinstance(node, generic.DictionaryObject):
        if "/K" in node:
            text = _walk(node.raw_get("/K"), drawn, texts, spent, depth + 1)
        text = plain(str(node["/ActualText"]) if "/ActualText" in node else text)
        texts.add(text)
    spent.spend(elements=1, letters=len(text))
    return text


def _drawn(all_pages: list[generic.DictionaryObject]) -> dict[int, str]:
    """Return the text of each marked piece of the first page, by its number."""
    page = all_pages[0]
    spent = _Spent()
    fonts = {
        str(name)[1:]: _glyphs(font.get_object(), spent)
        for name, font in member(page["/Resources"], "/Font", {}).items()
    }
    texts: dict[int, list[str]] = defaultdict(list)
    mcid: int | None = None
    font: Glyphs = {}
    for piece in _PIECES.finditer(drawing(page)):
        if piece["mcid"]:
            mcid = int(piece["mcid"])
        elif piece["end"]:
            mcid = None
        elif piece["font"]:
            font = fonts.get(piece["font"].decode("latin-1"), {})
        elif mcid is not None:
            texts[mcid].append(_letters(piece["text"], font))
    return {number: plain("".join(parts)) for number, parts in texts.items()}


def _letters(shown: bytes, font: Glyphs) -> str:
    codes = b"".join(_HEX.findall(shown))
    digits = b"".join(codes.split())
    return "".join(
        font.get(int(digits[place : place + 4], 16), "\ufffd")
        for place in range(0, len(digits) - 3, 4)
    )


def _glyphs(font: generic.DictionaryObject, spent: _Spent) -> Glyphs:
    """Return which text each glyph of a font stands for."""
    if "/ToUnicode" not in font:
        return {}
    glyphs: Glyphs = {}
    for section in font["/ToUnicode"].data.split(b"beginbf")[1:]:
        body = section.partition(b"endbf")[0]
        if body.startswith(b"char"):
            for glyph, text in _ONE.findall(body):
                spent.spend(glyphs=1)
                glyphs[int(glyph, 16)] = _decode(text)
        else:
            for first, last, text in _RANGE.findall(body):
                run = range(int(first, 16), min(int(last, 16), 0xFFFF) + 1)
                spent.spend(glyphs=len(run) + 1, letters=len(run) * len(text))
                _spread(glyphs, run, _decode(text))
    return glyphs


def _spread(glyphs: Glyphs, run: range, text: str) -> None:
    for step, glyph in enumerate(run):
        glyphs[glyph] = text[:-1] + chr(min(ord(text[-1]) + step, 0x10FFFF))


def _decode(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be")
