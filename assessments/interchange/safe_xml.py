"""XML from strangers: no document type, no entities, no depth, bounded size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError
from xml.parsers import expat

from .items import LARGEST_FILE, Refused
from .remarks import Remark

DEEPEST = 100
MOST_ELEMENTS = 400_000
MOST_ATTRIBUTES = 100
_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
LINE = "alongside-line"


def parse(content: bytes) -> Element:
    """Return the root of an XML file; each element knows its line (``line_of``).

    Names come without their namespaces. Comments and processing instructions are
    left out; nothing is fetched, no entity but the five of XML is resolved.

    Raises:
        Refused: it is none, or one of those that were made to do harm.
    """
    if len(content) > LARGEST_FILE:
        raise Refused(Remark.TOO_LARGE, f"{LARGEST_FILE // 1_000_000}")
    if not content.strip():
        raise Refused(Remark.EMPTY)
    _require_utf8(content)
    return _Reader().read(content)


def _require_utf8(content: bytes) -> None:
    """Refuse encodings in which the guards below could be talked around."""
    declared = _DECLARED.search(content[:200])
    name = declared[1].decode("ascii").lower() if declared else "utf-8"
    if name not in {"utf-8", "utf8", "us-ascii", "ascii"}:
        raise Refused(Remark.XML_ENCODING, name, 1)
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Refused(Remark.NOT_UTF8, "", line) from error
    if b"\0" in content:
        raise Refused(Remark.XML_ENCODING, "UTF-16", 1)


class _Reader:
    """Builds the tree from expat's events, and stops at the first thing too much."""

    def __init__(self) -> None:
        self.stack: list[Element] = []
        self.root: Element | None = None
        self.last: Element | None = None
        self.count = 0
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.ordered_attributes = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._doctype
        self.parser.ExternalEntityRefHandler = self._doctype
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def read(self, content: bytes) -> Element:
        try:
            self.parser.Parse(content, True)
        except expat.ExpatError as error:
            reason = expat.errors.messages.get(error.code, "")
            raise Refused(Remark.NOT_XML, reason, error.lineno) from error
        except (ParseError, ValueError) as error:
            if isinstance(error, Refused):
                raise
            raise Refused(Remark.NOT_XML) from error
        if self.root is None:
            raise Refused(Remark.NOT_XML)
        return self.root

    def _line(self) -> int:
        return self.parser.CurrentLineNumber

    def _doctype(self, *_declared: object) -> int:
        raise Refused(Remark.XML_DOCTYPE, "", self._line())

    def _start(self, name: str, attributes: list[str]) -> None:
        self.count += 1
        if len(self.stack) >= DEEPEST:
            raise Refused(Remark.XML_TOO_DEEP, str(DEEPEST), self._line())
        if self.count > MOST_ELEMENTS or len(attributes) > 2 * MOST_ATTRIBUTES:
            raise Refused(Remark.XML_TOO_BIG, "", self._line())
        pairs = zip(attributes[::2], attributes[1::2], strict=True)
        element = Element(name.rpartition(":")[2], dict(pairs))
        element.set(LINE, str(self._line()))
        if self.stack:
            self.stack[-1].append(element)
        else:
            self.root = element
        self.stack.append(element)
        self.last = None

    def _end(self, _name: str) -> None:
        self.last = self.stack.pop()

    def _text(self, text: str) -> None:
        if self.last is not None:
            self.last.tail = (self.last.tail or "") + text
        elif self.stack:
            self.stack[-1].text = (self.stack[-1].text or "") + text


def line_of(element: Element) -> int:
    """Return the line on which ``element`` begins, from 1."""
    return int(element.get(LINE, "0"))


def text_at(element: Element | None, path: str) -> str:
    """Return the text of the first element at ``path``, or ""."""
    found = element.find(path) if element is not None else None
    return (found.text or "") if found is not None else ""


def inner_html(element: Element) -> str:
    """Return what is inside ``element`` as HTML, to be taken apart again."""
    return "".join(_pieces(element))


def _pieces(element: Element) -> Iterator[str]:
    yield _escaped(element.text or "")
    for child in element:
        attributes = "".join(
            f' {name}="{_escaped(value)}"'
            for name, value in child.attrib.items()
            if name != LINE
        )
        yield f"<{child.tag}{attributes}>"
        yield from _pieces(child)
        if child.tag not in {"br", "img", "hr", "col"}:
            yield f"</{child.tag}>"
        yield _escaped(child.tail or "")


def _escaped(text: str) -> str:
    return (
        text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace('"', "&quot;")
    )
