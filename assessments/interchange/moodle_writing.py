"""Moodle XML: written. What it cannot hold is noted."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from fractions import Fraction
from html import escape
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from . import facts, prose
from .items import Item, Notebook, Writing, in_all

HELD = frozenset({"feedback", "distractors", "unit", "rubric", "pictures"})
TYPES = {
    "single": "multichoice",
    "multiple": "multichoice",
    "match": "matching",
    "order": "ordering",
    "short": "shortanswer",
    "number": "numerical",
    "written": "essay",
}


def write(items: tuple[Item, ...]) -> Writing:
    """Return ``items`` as Moodle XML."""
    root = Element("quiz")
    books = []
    for item in items:
        book = Notebook(item.code or prose.words_of(item.prompt))
        books.append(book)
        item = facts.as_match(item, book)
        is_bare = item.kind in {"match", "order"}
        held = HELD - {"feedback"} if is_bare else HELD
        facts.note_losses(item, book, holds=held)
        root.append(_question(item))
    indent(root)
    content = tostring(root, encoding="utf-8", xml_declaration=True)
    return Writing(content, in_all(books))


def _question(item: Item) -> Element:
    element = Element("question", {"type": TYPES[item.kind]})
    _text(element, "name", item.code, form="")
    prompt = _text(element, "questiontext", _with_files(item))
    for picture in item.pictures:
        attributes = {"name": picture.name, "path": "/", "encoding": "base64"}
        file = SubElement(prompt, "file", attributes)
        file.text = base64.b64encode(picture.content).decode("ascii")
    _text(element, "generalfeedback", item.explanation)
    SubElement(element, "defaultgrade").text = str(item.points)
    SubElement(element, "penalty").text = "0"
    SubElement(element, "hidden").text = "0"
    SubElement(element, "idnumber").text = item.code
    BODIES[item.kind](element, item)
    tags = [tag for tag in facts.to_tags(item) if not tag.startswith(SAID_ELSEWHERE)]
    if tags:
        holder = SubElement(element, "tags")
        for tag in tags:
            SubElement(SubElement(holder, "tag"), "text").text = tag
    return element


SAID_ELSEWHERE = ("alongside:points=",)


def _with_files(item: Item) -> str:
    names = {picture.name for picture in item.pictures}
    shown = prose.read_html(item.prompt)
    return prose.to_html(
        shown.with_pictures(
            lambda name: f"@@PLUGINFILE@@/{name}" if name in names else ""
        )
    )


def _text(parent: Element, name: str, text: str, form: str = "html") -> Element:
    element = SubElement(parent, name, {"format": form} if form else {})
    SubElement(element, "text").text = text
    return element


def _plain_as_html(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br/>")


def _answer(parent: Element, weight: Fraction, text: str, feedback: str) -> Element:
    attributes = {"fraction": facts.decimal(weight), "format": "html"}
    element = SubElement(parent, "answer", attributes)
    SubElement(element, "text").text = text
    _text(element, "feedback", _plain_as_html(feedback))
    return element


def _choices(element: Element, item: Item) -> None:
    is_single = item.kind == "single"
    SubElement(element, "single").text = str(is_single).lower()
    SubElement(element, "shuffleanswers").text = "true"
    SubElement(element, "answernumbering").text = "abc"
    for row, weight in zip(item.rows, facts.weights_of(item), strict=True):
        _answer(element, weight, _plain_as_html(row.text), row.feedback)


def _pairs(element: Element, item: Item) -> None:
    SubElement(element, "shuffleanswers").text = "true"
    sides = [(row.text, row.match) for row in item.rows]
    for text, match in [*sides, *(("", column) for column in item.columns)]:
        pair = _text(element, "subquestion", _plain_as_html(text))
        SubElement(SubElement(pair, "answer"), "text").text = match


def _steps(element: Element, item: Item) -> None:
    for name, value in (
        ("layouttype", "VERTICAL"),
        ("selecttype", "ALL"),
        ("gradingtype", "ABSOLUTE_POSITION"),
    ):
        SubElement(element, name).text = value
    for number, row in enumerate(item.rows, 1):
        _answer(element, Fraction(number), _plain_as_html(row.text), "")


def _accepted(element: Element, item: Item) -> None:
    if item.kind == "short":
        SubElement(element, "usecase").text = "0"
    for one in item.accepted:
        text = one.text if item.kind == "number" else one.text.replace("*", "\\*")
        answer = _answer(element, Fraction(one.credit), text, one.feedback)
        if item.kind == "number":
            SubElement(answer, "tolerance").text = one.tolerance or "0"
    if item.unit:
        unit = SubElement(SubElement(element, "units"), "unit")
        SubElement(unit, "multiplier").text = "1"
        SubElement(unit, "unit_name").text = item.unit


def _essay(element: Element, item: Item) -> None:
    SubElement(element, "responseformat").text = "plain"
    SubElement(element, "responserequired").text = "1"
    SubElement(element, "attachments").text = "0"
    if item.max_words:
        SubElement(element, "maxwordlimit").text = str(item.max_words)
    _text(element, "graderinfo", "".join(_rubric(item)))


def _rubric(item: Item) -> Iterable[str]:
    for criterion in item.criteria:
        levels = "".join(f"<li>{_plain_as_html(one)}</li>" for one in criterion.levels)
        yield f"<p>{_plain_as_html(criterion.title)}</p>"
        yield f'<ol class="alongside-rubric">{levels}</ol>'


BODIES = {
    "single": _choices,
    "multiple": _choices,
    "match": _pairs,
    "order": _steps,
    "short": _accepted,
    "number": _accepted,
    "written": _essay,
}
