"""Moodle XML: read.

Source:
    Moodle documentation, "Moodle XML format"; question/format/xml of Moodle 5.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from html import escape
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from . import prose
from .facts import from_tags, per_cent, weighed
from .gift import TRUE_FALSE, earning, note_dropped
from .items import (
    LONGEST_TEXT,
    MOST_ITEMS,
    Accepted,
    Criterion,
    Item,
    Notebook,
    Picture,
    Reading,
    Refused,
    Row,
    Unreadable,
    check,
    in_all,
)
from .numbers import plain_number
from .remarks import Remark
from .safe_xml import line_of, parse, text_at

PLUGIN_FILE = "@@PLUGINFILE@@/"
LARGEST_PICTURE = 5_000_000
# Not beyond the next tag: from each of many that never end, it would be far.
RUBRIC = re.compile(r'<ol[^<>]*class="alongside-rubric"')


def read(content: bytes, true_false: tuple[str, str] = TRUE_FALSE) -> Reading:
    """Return the questions of a Moodle XML file, with their pictures.

    Args:
        content: XML in UTF-8.
        true_false: the words for the two options of a question of true or false.

    Raises:
        Refused: no XML, hostile XML, or another kind of XML.
    """
    root = parse(content)
    if root.tag != "quiz":
        raise Refused(Remark.WRONG_ROOT, f"<quiz>, <{root.tag[:40]}>", line_of(root))
    questions = root.findall("question")
    if not questions:
        raise Refused(Remark.NOTHING_FOUND)
    if len(questions) > MOST_ITEMS:
        raise Refused(Remark.TOO_MANY, str(MOST_ITEMS))
    items, books = [], []
    for element in questions:
        name = " ".join(text_at(element, "name/text").split())
        book = Notebook(name, line_of(element))
        books.append(book)
        try:
            if item := _Question(element, book, true_false).read():
                items.append(item)
        except Unreadable as fault:
            fault.put_into(book)
    return Reading(tuple(items), in_all(books))


@dataclass
class _Question:
    element: Element
    book: Notebook
    true_false: tuple[str, str]
    pictures: dict[str, Picture] = field(default_factory=dict)

    def read(self) -> Item | None:
        kind = self.element.get("type", "")
        if kind == "category":
            name = text_at(self.element, "category/text").strip()
            self.book.changed(Remark.CATEGORY, name)
            return None
        if kind == "description":
            raise Unreadable(Remark.DESCRIPTION)
        if kind not in READERS:
            raise Unreadable(Remark.UNKNOWN_KIND, kind)
        item = Item(
            kind="written",
            prompt=self.rich("questiontext", with_pictures=True) + self._old_picture(),
            code=text_at(self.element, "idnumber").strip() or self.book.question,
            explanation=self.rich("generalfeedback"),
            points=self._points(),
            line=self.book.line,
        )
        self.book.question = self.book.question or prose.words_of(item.prompt)
        self._note_extras()
        self._note_files()
        item = READERS[kind](self, item)
        tags = [
            text_at(tag, "text").strip() for tag in self.element.findall("tags/tag")
        ]
        item = from_tags(item, [tag for tag in tags if tag])
        item = replace(item, pictures=tuple(self.pictures.values()))
        check(item)
        return item

    def _points(self) -> int:
        try:
            grade = Fraction(plain_number(text_at(self.element, "defaultgrade") or "1"))
        except ValueError:
            return 1
        points = max(1, min(100, round(grade)))
        if points != grade:
            self.book.changed(Remark.POINTS, str(points))
        return points

    def _note_extras(self) -> None:
        overall = (
            "correctfeedback",
            "partiallycorrectfeedback",
            "incorrectfeedback",
        )
        said = [text_at(self.element, f"{name}/text").strip() for name in overall]
        usual = {
            "",
            "Your answer is correct.",
            "Your answer is partially correct.",
            "Your answer is incorrect.",
        }
        if any(prose.to_plain(prose.read_html(text)) not in usual for text in said):
            self.book.changed(Remark.OVERALL_FEEDBACK)
        if any(text_at(hint, "text").strip() for hint in self.element.findall("hint")):
            self.book.changed(Remark.HINTS)

    def _note_files(self) -> None:
        """Note files that came along and are no pictures of the prompt."""
        for file in self.element.iter("file"):
            name = (file.get("name") or "").strip()
            if name and name not in self.pictures:
                self.book.changed(Remark.FILE_LEFT, name[:80])
        shuffles = text_at(self.element, "shuffleanswers").strip().lower()
        if shuffles in {"0", "false"} and self.element.get("type") == "multichoice":
            self.book.changed(Remark.FIXED_ORDER)

    def rich(self, name: str, *, with_pictures: bool = False) -> str:
        """Return the text of a child as our HTML."""
        child = self.element.find(name)
        if child is None:
            return ""
        shown = self._prose(child)
        if not shown.pictures:
            return prose.to_html(shown)
        if not with_pictures:
            self.book.changed(Remark.PICTURE_IN_OPTION)
            return prose.without_pictures(shown)
        self._collect(child)
        return prose.clean(prose.to_html(shown.with_pictures(self._picture)))

    def _prose(self, child: Element) -> prose.Prose:
        text = text_at(child, "text") or (child.text or "").strip()
        if len(text) > LONGEST_TEXT:
            raise Unreadable(Remark.TOO_LONG, str(LONGEST_TEXT), is_error=True)
        form = child.get("format", "html")
        if form == "markdown":
            shown = prose.read_markdown(text)
        elif form == "plain_text" or (form == "moodle_auto_format" and "<" not in text):
            shown = prose.read_plain(text)
        else:
            shown = prose.read_html(text)
        note_dropped(shown, self.book)
        return shown

    def plain(self, child: Element | None) -> str:
        """Return the text of a child as plain text."""
        if child is None:
            return ""
        shown = self._prose(child)
        if shown.pictures:
            self.book.changed(Remark.PICTURE_IN_OPTION)
        return prose.to_plain(shown).strip()

    def _collect(self, child: Element) -> None:
        for file in child.findall("file"):
            name = (file.get("name") or "").strip()
            self._keep(name, file.text or "")

    def _keep(self, name: str, text: str) -> None:
        try:
            content = base64.b64decode("".join(text.split()), validate=True)
        except (binascii.Error, ValueError):
            content = b""
        if name and 0 < len(content) <= LARGEST_PICTURE:
            self.pictures[name] = Picture(name, content)

    def _old_picture(self) -> str:
        """Return the picture that Moodle 1.9 kept beside the text, as our HTML."""
        name = text_at(self.element, "image").strip().rpartition("/")[2]
        if not name:
            return ""
        self._keep(name, text_at(self.element, "image_base64"))
        if name not in self.pictures:
            self.book.changed(Remark.PICTURE_MISSING, name[:80])
            return ""
        return prose.clean(f'<p><img src="{escape(name)}" alt=""></p>')

    def _picture(self, src: str) -> str:
        """Return the name of a picture that came along, "" for any other."""
        name = unquote(src.removeprefix(PLUGIN_FILE)).split("?")[0].strip("/")
        if src.startswith(PLUGIN_FILE) and name in self.pictures:
            return name
        self.book.changed(Remark.PICTURE_MISSING, src[:80])
        return ""

    def answers(self) -> Sequence[Element]:
        return self.element.findall("answer")

    def fraction(self, answer: Element) -> Fraction:
        try:
            weight = Fraction(plain_number(answer.get("fraction", "0")))
        except ValueError as error:
            raise self._bad(Remark.BAD_WEIGHT, answer.get("fraction", "")) from error
        if not -100 <= weight <= 100:
            raise self._bad(Remark.BAD_WEIGHT, str(weight))
        return weight

    def _bad(self, remark: Remark, detail: str) -> Unreadable:
        return Unreadable(remark, detail, self.book.line, is_error=True)

    def choices(self, item: Item) -> Item:
        rows, weights = [], []
        for answer in self.answers():
            feedback = self.plain(answer.find("feedback"))
            rows.append(Row(self.plain(answer), feedback=feedback))
            weights.append(self.fraction(answer))
        single = text_at(self.element, "single").strip().lower() in {"true", "1", ""}
        if any(not row.text for row in rows):
            raise Unreadable(Remark.PICTURE_ONLY)
        kind, marked = weighed(rows, weights, self.book, is_single=single)
        return replace(item, kind=kind, rows=marked)

    def true_or_false(self, item: Item) -> Item:
        said = {}
        for answer in self.answers():
            word = text_at(answer, "text").strip().lower()
            feedback = self.plain(answer.find("feedback"))
            said[word] = (self.fraction(answer) > 0, feedback)
        rows = tuple(
            Row(shown, is_correct=ok, feedback=told)
            for shown, word in zip(self.true_false, ("true", "false"), strict=True)
            for ok, told in [said.get(word, (False, ""))]
        )
        return replace(item, kind="single", rows=rows)

    def texts(self, item: Item) -> Item:
        if text_at(self.element, "usecase").strip() == "1":
            self.book.changed(Remark.CASE)
        accepted = []
        for answer in self.answers():
            text = " ".join(text_at(answer, "text").split())
            if "*" in text.replace("\\*", ""):
                self.book.changed(Remark.WILDCARD, text)
                continue
            credit = per_cent(self.fraction(answer), self.book)
            feedback = self.plain(answer.find("feedback"))
            text = text.replace("\\*", "*")
            accepted.append(Accepted(text, credit=credit, feedback=feedback))
        return replace(item, kind="short", accepted=earning(accepted, self.book))

    def numbers(self, item: Item) -> Item:
        accepted = []
        for answer in self.answers():
            text = text_at(answer, "text").strip()
            if text == "*":
                self.book.changed(Remark.WRONG_FEEDBACK)
                continue
            try:
                number = plain_number(text)
                off = plain_number(text_at(answer, "tolerance") or "0")
            except ValueError as error:
                raise self._bad(Remark.BAD_NUMBER, text) from error
            credit = per_cent(self.fraction(answer), self.book)
            feedback = self.plain(answer.find("feedback"))
            accepted.append(Accepted(number, off.lstrip("-"), credit, feedback))
        kept = earning(accepted, self.book)
        return replace(item, kind="number", accepted=kept, unit=self._unit())

    def _unit(self) -> str:
        units = [
            (text_at(unit, "unit_name").strip(), text_at(unit, "multiplier").strip())
            for unit in self.element.findall("units/unit")
        ]
        if len(units) > 1:
            self.book.changed(Remark.UNITS)
        return units[0][0][:30] if units else ""

    def pairs(self, item: Item) -> Item:
        rows, columns = [], []
        for pair in self.element.findall("subquestion"):
            text, match = self.plain(pair), text_at(pair, "answer/text").strip()
            if text:
                rows.append(Row(text, match=match))
            elif match:
                columns.append(match)
        return replace(item, kind="match", rows=tuple(rows), columns=tuple(columns))

    def steps(self, item: Item) -> Item:
        answers = sorted(self.answers(), key=self._position)
        rows = tuple(Row(self.plain(answer)) for answer in answers)
        if text_at(self.element, "gradingtype").strip() not in {
            "",
            "ABSOLUTE_POSITION",
        }:
            self.book.changed(Remark.SCORING)
        return replace(item, kind="order", rows=rows)

    def _position(self, answer: Element) -> Fraction:
        try:
            return Fraction(plain_number(answer.get("fraction", "0")))
        except ValueError as error:
            raise self._bad(Remark.BAD_WEIGHT, answer.get("fraction", "")) from error

    def essay(self, item: Item) -> Item:
        words = text_at(self.element, "maxwordlimit").strip()
        if words.isascii() and words.isdecimal() and len(words) < 5:
            item = replace(item, max_words=int(words))
        if text_at(self.element, "responsetemplate/text").strip():
            self.book.changed(Remark.NO_PLACE, "template")
        if text_at(self.element, "minwordlimit").strip() not in {"", "0"}:
            self.book.changed(Remark.NO_PLACE, "least_words")
        if text_at(self.element, "attachments").strip() not in {"", "0"}:
            self.book.changed(Remark.ESSAY_FILES)
        info = self.element.find("graderinfo")
        notes = text_at(info, "text")
        criteria = _rubric(notes) if len(notes) <= LONGEST_TEXT else ()
        if not criteria:
            said = self.plain(info)
            self.book.changed(Remark.GRADER_NOTES if said else Remark.NO_RUBRIC, said)
        return replace(item, criteria=criteria)


def _rubric(html: str) -> tuple[Criterion, ...]:
    """Return the rubric that our own writing put into the notes for markers."""
    if not RUBRIC.search(html):
        return ()
    blocks = prose.read_html(html).blocks
    lines = [
        ["".join(run.text for run in line) for line in block.lines] for block in blocks
    ]
    pairs = zip(blocks, lines, strict=True)
    criteria = []
    title = ""
    for block, said in pairs:
        if not block.list_tag:
            title = said[0]
        elif title and len(said) >= 2:
            criteria.append(Criterion(title, tuple(said)))
    return tuple(criteria)


READERS: dict[str, Callable[[_Question, Item], Item]] = {
    "multichoice": _Question.choices,
    "truefalse": _Question.true_or_false,
    "shortanswer": _Question.texts,
    "numerical": _Question.numbers,
    "matching": _Question.pairs,
    "match": _Question.pairs,
    "ddmatch": _Question.pairs,
    "ordering": _Question.steps,
    "essay": _Question.essay,
}
