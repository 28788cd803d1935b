"""GIFT: written. What it cannot hold is noted, what it has no kind for is left out."""

from __future__ import annotations

import re
from collections.abc import Callable

from . import facts, prose
from .items import Item, Notebook, Writing, in_all
from .remarks import Remark

_MARKS = re.compile(r"([\\~=#{}:])")
_LOOKS_LIKE_HTML = re.compile(r"<|&|  |^\s*\[(?:html|markdown|plain|moodle)\]")
HELD = frozenset({"feedback", "distractors"})


def write(items: tuple[Item, ...]) -> Writing:
    """Return ``items`` as GIFT, UTF-8."""
    written, books = [], []
    for item in items:
        book = Notebook(item.code or prose.words_of(item.prompt))
        books.append(book)
        if item.kind == "order":
            book.left_out(Remark.HOLDS_NO_SUCH, item.kind)
            continue
        written.append(_question(item, book))
    return Writing("\n\n".join([*written, ""]).encode("utf-8"), in_all(books))


def _question(item: Item, book: Notebook) -> str:
    item = facts.as_match(item, book)
    held = HELD - {"feedback"} if item.kind == "match" else HELD
    facts.note_losses(item, book, holds=held)
    prompt, form = _prompt(item.prompt, book)
    explanation = ""
    if item.explanation:
        explanation = f"\n####{_prompt(item.explanation, book, form)[0]}"
    return (
        f"{_comment(item)}::{escape(item.code)}::{prompt}"
        f"{{{BODIES[item.kind](item, form == 'html')}{explanation}\n}}"
    )


def _comment(item: Item) -> str:
    said = [f"[id:{_bracketed(item.code)}]"] if item.code else []
    said += [f"[tag:{_bracketed(tag)}]" for tag in facts.to_tags(item)]
    return f"// {' '.join(said)}\n" if said else ""


def _bracketed(text: str) -> str:
    return " ".join(text.split()).replace("]", "\\]")


def _prompt(html: str, book: Notebook, usual: str = "plain") -> tuple[str, str]:
    """Return rich text as GIFT writes it, and the name of its format."""
    shown = prose.read_html(html)
    if prose.is_plain(shown):
        plain = prose.to_plain(shown)
        if not _LOOKS_LIKE_HTML.search(plain):
            return ("[plain]" if usual == "html" else "") + escape(plain), "plain"
        return f"[plain]{escape(plain)}", "plain"
    return f"[html]{escape(prose.without_pictures(shown))}", "html"


def escape(text: str) -> str:
    """Return ``text`` with everything escaped that GIFT would read as a mark."""
    return _MARKS.sub(r"\\\1", text).replace("\n", "\\n")


def _text(text: str, is_html: bool) -> str:
    prefix = "[plain]" if is_html or _LOOKS_LIKE_HTML.search(text) else ""
    return prefix + escape(text)


def _feedback(text: str, is_html: bool) -> str:
    return f"#{_text(text, is_html)}" if text else ""


def _choices(item: Item, is_html: bool) -> str:
    lines = []
    for row, weight in zip(item.rows, facts.weights_of(item), strict=True):
        mark = f"~%{facts.decimal(weight)}%"
        if item.kind == "single" and row.is_correct:
            mark = "="
        said = _text(row.text, is_html) + _feedback(row.feedback, is_html)
        lines.append(f"\n\t{mark}{said}")
    return "".join(lines)


def _pairs(item: Item, is_html: bool) -> str:
    pairs = [
        f"\n\t={_side(row.text, is_html)} -> {escape(row.match)}" for row in item.rows
    ]
    return "".join([*pairs, *(f"\n\t= -> {escape(column)}" for column in item.columns)])


def _side(text: str, is_html: bool) -> str:
    """Return the left side of a pair; GIFT knows no way to write an arrow in it."""
    if "->" not in text:
        return _text(text, is_html)
    shown = prose.read_plain(text)
    inside = prose.to_html(shown).removeprefix("<p>").removesuffix("</p>")
    return f"[html]{escape(inside)}"


def _accepted(item: Item, is_html: bool) -> str:
    lines = []
    for one in item.accepted:
        said = escape(one.text)
        if item.kind == "number":
            said = f"{one.text}:{one.tolerance or '0'}"
        told = _feedback(one.feedback, is_html)
        lines.append(f"\n\t=%{one.credit}%{said}{told}")
    return ("#" if item.kind == "number" else "") + "".join(lines)


BODIES: dict[str, Callable[[Item, bool], str]] = {
    "single": _choices,
    "multiple": _choices,
    "match": _pairs,
    "short": _accepted,
    "number": _accepted,
    "written": lambda item, is_html: "",
}
