"""HTML of whatever quality into tags and text, in time linear in its length."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape

LONGEST_TAG = 4_000
_NAME = re.compile(r"/?([A-Za-z][A-Za-z0-9:_-]*)")
_ATTRIBUTE = re.compile(
    r"""([A-Za-z_:][-A-Za-z0-9_:.]*)\s*(?:=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?"""
)


# Possessive, so that a tag that never ends is given up at once.
_INSIDE = re.compile(r"""(?:[^"'>]++|"[^"]*+"|'[^']*+')*+>""")


@dataclass(frozen=True)
class Tag:
    """A tag, opening or closing; its name in lower case, without a prefix."""

    name: str
    is_end: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)


def tokens(html: str) -> Iterator[Tag | str]:
    """Yield the tags of ``html`` and, with entities resolved, the text between."""
    at, end = 0, len(html)
    while at < end:
        opening = html.find("<", at)
        if opening < 0:
            yield unescape(html[at:])
            return
        if opening > at:
            yield unescape(html[at:opening])
        closing = _closing(html, opening)
        if closing < 0:
            yield "<"
            at = opening + 1
            continue
        if tag := _tag(html[opening + 1 : closing]):
            yield tag
        at = closing + 1


def _closing(html: str, opening: int) -> int:
    """Return where the tag or comment at ``opening`` ends, or -1 for plain text."""
    if html.startswith("<!--", opening):
        ending = html.find("-->", opening + 4)
        return ending + 2 if ending >= 0 else len(html) - 1
    after = html[opening + 1 : opening + 2]
    if not (after.isalpha() or after in {"/", "!", "?"}):
        return -1
    window = opening + LONGEST_TAG
    if html.find(">", opening, window) < 0:
        return -1
    found = _INSIDE.match(html, opening + 1, window)
    return found.end() - 1 if found else html.find(">", opening, window)


def _tag(inside: str) -> Tag | None:
    found = _NAME.match(inside)
    if not found:
        return None
    name = found[1].lower().rpartition(":")[2]
    if inside.startswith("/"):
        return Tag(name, is_end=True)
    attributes = {
        key.lower(): unescape(value.strip("\"'"))
        for key, value in _ATTRIBUTE.findall(inside[found.end() :])
    }
    return Tag(name, attributes=attributes)
