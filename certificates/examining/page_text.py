"""Reads what a PDF says to people: spoken texts of its tags, and its glyphs. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfReadError

from .pdf_reading import member, pages

MOST_ELEMENTS = 5000
DEEPEST = 40

_PIECES = re.compile(
    rb"/MCID\s+(?P<mcid>\d{1,6})"
    rb"|(?P<end>\bEMC\b)"
    rb"|/(?P<font>[^\s/<>\[\]()]{1,64})\s+[-\d.]+\s+Tf\b"
    rb"|(?P<text>\[[^\]]*\]\s*TJ\b|<[0-9A-Fa-f\s]*>\s*Tj\b)"
)
_HEX = re.compile(rb"<([0-9A-Fa-f\s]*)>")
_ONE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_SECTION = re.compile(rb"beginbf(char|range)(.*?)endbf", re.DOTALL)

Glyphs = dict[int, str]


def said(root: generic.DictionaryObject) -> frozenset[str]:
    """Return each text that the document says, as one element of its tags.

    An element that carries its words beside its glyphs (``ActualText``, for
    shaped scripts) says those; every other says what its glyphs stand for.
    White space is left out: lines may break anywhere.
    """
    drawn = _drawn(pages(root))
    tree = root["/StructTreeRoot"]
    texts: set[str] = set()
    _walk(tree, drawn, texts, {}, 0)
    return frozenset(text for text in texts if text)


def plain(text: str) -> str:
    """Return ``text`` as :func:`said` gives it."""
    return "".join(unicodedata.normalize("NFC", text).split())


def _walk(
    node: Any,
    drawn: dict[int, str],
    texts: set[str],
    seen: dict[int, int],
    depth: int,
) -> str:
    """Add the texts below ``node``, and return them joined."""
    if isinstance(node, generic.IndirectObject):
        node = node.get_object()  # type: ignore[no-untyped-call]
    seen[len(seen)] = depth
    if depth > DEEPEST or len(seen) > MOST_ELEMENTS:
        raise PdfReadError("a tree of tags without end")
    if isinstance(node, int):
        return drawn.get(int(node), "")
    if isinstance(node, list):
        return "".join(_walk(one, drawn, texts, seen, depth + 1) for one in node)
    if not isinstance(node, generic.DictionaryObject):
        return ""
    if "/MCID" in node:
        return drawn.get(int(node["/MCID"]), "")
    below = ""
    if "/K" in node:
        below = _walk(node.raw_get("/K"), drawn, texts, seen, depth + 1)
    text = str(node["/ActualText"]) if "/ActualText" in node else below
    text = plain(text)
    texts.add(text)
    return text


def _drawn(all_pages: list[generic.DictionaryObject]) -> dict[int, str]:
    """Return the text of each marked piece of the first page, by its number."""
    page = all_pages[0]
    fonts = {
        str(name)[1:]: _glyphs(font.get_object())
        for name, font in member(page["/Resources"], "/Font", {}).items()
    }
    texts: dict[int, list[str]] = defaultdict(list)
    mcid: int | None = None
    font: Glyphs = {}
    for piece in _PIECES.finditer(_content(page)):
        if piece["mcid"]:
            mcid = int(piece["mcid"])
        elif piece["end"]:
            mcid = None
        elif piece["font"]:
            font = fonts.get(piece["font"].decode("latin-1"), {})
        elif mcid is not None:
            texts[mcid].append(_letters(piece["text"], font))
    return {number: plain("".join(parts)) for number, parts in texts.items()}


def _content(page: generic.DictionaryObject) -> bytes:
    contents = page["/Contents"]
    streams = contents if isinstance(contents, list) else [contents]
    return b"\n".join(stream.get_object().data for stream in streams)


def _letters(shown: bytes, font: Glyphs) -> str:
    codes = b"".join(_HEX.findall(shown))
    digits = b"".join(codes.split())
    return "".join(
        font.get(int(digits[place : place + 4], 16), "\ufffd")
        for place in range(0, len(digits) - 3, 4)
    )


def _glyphs(font: generic.DictionaryObject) -> Glyphs:
    """Return which text each glyph of a font stands for."""
    if "/ToUnicode" not in font:
        return {}
    glyphs: Glyphs = {}
    for kind, body in _SECTION.findall(font["/ToUnicode"].data):
        if kind == b"char":
            for glyph, text in _ONE.findall(body):
                glyphs[int(glyph, 16)] = _decode(text)
        else:
            for first, last, text in _RANGE.findall(body):
                _spread(glyphs, int(first, 16), int(last, 16), _decode(text))
    return glyphs


def _spread(glyphs: Glyphs, first: int, last: int, text: str) -> None:
    for step, glyph in enumerate(range(first, min(last, 0xFFFF) + 1)):
        glyphs[glyph] = text[:-1] + chr(min(ord(text[-1]) + step, 0x10FFFF))


def _decode(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be")
