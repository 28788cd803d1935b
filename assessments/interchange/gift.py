"""GIFT, Moodle's plain text format: read.

Source:
    Moodle documentation, "GIFT format"; question/format/gift of Moodle 5 decides
    where the documentation is silent: questions end at an empty line, ``=`` within
    braces means one answer, a brace in mid-sentence leaves a gap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from . import prose
from .facts import from_tags, per_cent, weighed
from .items import (
    LONGEST_TEXT,
    MOST_ITEMS,
    Accepted,
    Item,
    Notebook,
    Reading,
    Refused,
    Row,
    Unreadable,
    check,
    in_all,
)
from .numbers import plain_number
from .remarks import Remark
from .text import decode

GAP = "_____"
FORMATS = ("html", "markdown", "plain", "moodle")
ESCAPED = ":#={}~n\\"
# Noncharacters stand for escaped ones until the marks have been read.
_STAND_INS = {char: chr(0xFDD0 + number) for number, char in enumerate(ESCAPED)}
_BACK = {ord(mark): char for char, mark in _STAND_INS.items()} | {
    ord(_STAND_INS["n"]): "\n"
}
_ESCAPE = re.compile(r"\\([:#={}~n\\])")
_FOREIGN = re.compile("[\ufdd0-\ufdef]")
_WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d{0,10})?)%")
_ID = re.compile(r"\[id:((?:\\\]|[^\]\n])+)\]")
_TAG = re.compile(r"\[tag:((?:\\\]|[^\]\n])+)\]")
_MARKUP = re.compile(r"<[A-Za-z/!]|&#?\w+;")
TRUE_FALSE = ("True", "False")
NOT_TEXT = {"audio", "video", "math", "svg", "object", "embed", "iframe", "canvas"}


@dataclass
class Chunk:
    """The lines of one question, with what the comments before it say.

    Attributes:
        text: with stand-ins for escaped characters.
        line: of its first line, from 1.
    """

    text: str
    line: int
    code: str = ""
    tags: tuple[str, ...] = ()


def read(content: bytes, true_false: tuple[str, str] = TRUE_FALSE) -> Reading:
    """Return the questions of a GIFT file.

    Args:
        content: UTF-8 text.
        true_false: the words for the two options of a question of true or false.

    Raises:
        Refused: no UTF-8 text, too large, or more questions than one file may bring.
    """
    items: list[Item] = []
    books: list[Notebook] = []
    for chunk in chunks(decode(content)):
        if len(books) >= MOST_ITEMS:
            raise Refused(Remark.TOO_MANY, str(MOST_ITEMS), chunk.line)
        book = Notebook("", chunk.line)
        books.append(book)
        try:
            if item := _read_chunk(chunk, book, true_false):
                items.append(item)
        except Unreadable as fault:
            fault.put_into(book)
    if not books:
        raise Refused(Remark.NOTHING_FOUND)
    return Reading(tuple(items), in_all(books))


def chunks(text: str) -> Iterator[Chunk]:
    """Part the file at its empty lines; comments go out, what they say stays."""
    lines: list[str] = []
    start, code, tags = 0, "", []
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        bare = line.strip()
        if bare.startswith("//"):
            if found := _ID.search(bare):
                code = found[1].replace("\\]", "]").strip()
            tags += [tag.replace("\\]", "]").strip() for tag in _TAG.findall(bare)]
            if lines:
                lines.append("")
        elif bare:
            start = start if lines else number
            lines.append(line)
        elif lines:
            yield Chunk(_hide("\n".join(lines)), start, code, tuple(tags))
            lines, code, tags = [], "", []


def _hide(text: str) -> str:
    text = _FOREIGN.sub("", text)
    return _ESCAPE.sub(lambda found: _STAND_INS[found[1]], text)


def _show(text: str) -> str:
    return text.translate(_BACK).strip()


@dataclass
class Parts:
    """A question taken apart.

    Attributes:
        form: the text format of the prompt, which answers follow.
        line: on which the answers begin.
    """

    title: str
    prompt: str
    form: str
    answers: str | None
    explanation: str
    line: int


def _read_chunk(
    chunk: Chunk, book: Notebook, true_false: tuple[str, str]
) -> Item | None:
    if len(chunk.text) > LONGEST_TEXT:
        raise Unreadable(Remark.TOO_LONG, str(LONGEST_TEXT), is_error=True)
    if chunk.text.strip().startswith("$CATEGORY:"):
        book.changed(Remark.CATEGORY, _show(chunk.text.strip()[10:]))
        return None
    parts = _part(chunk, book)
    if parts.answers is None:
        raise Unreadable(Remark.DESCRIPTION)
    item = Item(
        kind="written",
        prompt=parts.prompt,
        code=chunk.code or parts.title,
        explanation=parts.explanation,
        line=chunk.line,
    )
    item = Answers(parts, book, true_false).put_into(item)
    item = from_tags(item, chunk.tags)
    check(item)
    return item


def _part(chunk: Chunk, book: Notebook) -> Parts:
    text, title = chunk.text.strip(), ""
    if text.startswith("::"):
        title, closing, rest = text[2:].partition("::")
        title, text = (_show(title), rest.strip()) if closing else ("", text)
    book.question = title
    opening, closing_at = text.find("{"), text.find("}")
    if (opening < 0) != (closing_at < 0) or closing_at < opening:
        raise Unreadable(Remark.BRACES, is_error=True)
    if opening < 0:
        return Parts(title, "", "", None, "", chunk.line)
    answers = text[opening + 1 : closing_at].strip()
    ending = text[closing_at + 1 :]
    gap = GAP if ending.strip() else ""
    prompt = f"{text[:opening]}{gap}{ending}"
    if "{" in ending or "}" in ending:
        raise Unreadable(Remark.BRACES, is_error=True)
    answers, _, explanation = (
        answers.rpartition("####")
        if "####" in answers
        else (
            answers,
            "",
            "",
        )
    )
    form, bare = _format(prompt, "moodle")
    html = _rich(bare, form, book)
    book.question = title or prose.words_of(html)
    inside = chunk.text.find("{") + 1
    inside += len(chunk.text[inside:]) - len(chunk.text[inside:].lstrip())
    line = chunk.line + chunk.text.count("\n", 0, inside)
    form_of_rest, rest = _format(explanation, form)
    explained = _rich(rest, form_of_rest, book)
    return Parts(title, html, form, answers.strip(), explained, line)


def _format(text: str, usual: str) -> tuple[str, str]:
    """Return the text format that a text names, and the text without the name."""
    text = text.strip()
    for form in FORMATS:
        if text.startswith(f"[{form}]"):
            return form, text[len(form) + 2 :]
    return usual, text


def _rich(hidden: str, form: str, book: Notebook) -> str:
    """Return text of any format as our HTML, and note what it loses."""
    shown = _prose(_show(hidden), form)
    note_dropped(shown, book)
    for name in shown.pictures:
        book.changed(Remark.PICTURE_MISSING, name)
    return prose.without_pictures(shown)


def _prose(text: str, form: str) -> prose.Prose:
    if form == "markdown":
        return prose.read_markdown(text)
    if form == "html":
        return prose.read_html(text)
    if form == "moodle" and _MARKUP.search(text):
        return prose.read_html(text.replace("\n", "<br>"))
    return prose.read_plain(text)


def note_dropped(shown: prose.Prose, book: Notebook) -> None:
    """Note what was dropped: active content, what is no text, and formatting."""
    if needed := sorted(shown.dropped & NOT_TEXT):
        book.changed(Remark.NOT_TEXT, ", ".join(needed))
    if risky := sorted(shown.dropped & prose.SILENT - NOT_TEXT):
        book.changed(Remark.SCRIPT, ", ".join(risky))
    if rest := sorted(shown.dropped - prose.SILENT):
        book.changed(Remark.FORMATTING, ", ".join(rest))


@dataclass
class Answers:
    """Reads what stands between the braces."""

    parts: Parts
    book: Notebook
    true_false: tuple[str, str]

    def put_into(self, item: Item) -> Item:
        """Return ``item`` as the kind that its answers make it."""
        text = self.parts.answers or ""
        if not text:
            self.book.changed(Remark.NO_RUBRIC)
            return item
        if text.startswith("#"):
            return replace(item, kind="number", accepted=self._numbers(text[1:]))
        if "~" in text:
            return self._choices(item, text)
        is_weighed = _WEIGHT.match(text.lstrip("= \t\n"))
        if "->" in text and "=" in text and not is_weighed:
            return self._pairs(item, text)
        answer = text.partition("#")[0].strip()
        if answer in {"T", "TRUE", "F", "FALSE"}:
            return self._true_or_false(item, text)
        return replace(item, kind="short", accepted=self._texts(text))

    def _plain(self, hidden: str) -> str:
        form, bare = _format(hidden, self.parts.form)
        shown = _prose(_show(bare), form)
        note_dropped(shown, self.book)
        if shown.pictures:
            self.book.changed(Remark.PICTURE_IN_OPTION)
        if form in {"plain", "moodle"} and not _MARKUP.search(bare):
            return "\n".join(line.strip() for line in _show(bare).split("\n"))
        return prose.to_plain(shown).strip()

    def _told(self, answer: str) -> tuple[str, str]:
        """Return an answer and its feedback."""
        text, _, feedback = answer.partition("#")
        return text.strip(), self._plain(feedback) if feedback.strip() else ""

    def _weight(self, answer: str, usual: int) -> tuple[Fraction, str]:
        found = _WEIGHT.match(answer)
        if not found:
            return Fraction(usual), answer
        weight = Fraction(found[1].rstrip("."))
        if not -100 <= weight <= 100:
            raise self._fault(Remark.BAD_WEIGHT, found[0])
        return weight, answer[found.end() :]

    def _fault(self, remark: Remark, detail: str) -> Unreadable:
        at = (self.parts.answers or "").find(detail)
        lines = (self.parts.answers or "").count("\n", 0, max(0, at))
        detail = _show(detail)
        return Unreadable(remark, detail, self.parts.line + lines, is_error=True)

    def _choices(self, item: Item, text: str) -> Item:
        is_single = "=" in text
        rows, weights = [], []
        for answer in _split(text.replace("=", "~="), "~"):
            if answer.startswith("="):
                weight, said = Fraction(100), answer[1:]
            else:
                weight, said = self._weight(answer, 0)
            option, feedback = self._told(said)
            rows.append(Row(text=self._plain(option), feedback=feedback))
            weights.append(weight)
        kind, marked = weighed(rows, weights, self.book, is_single=is_single)
        return replace(item, kind=kind, rows=marked)

    def _pairs(self, item: Item, text: str) -> Item:
        rows, columns = [], []
        for pair in _split(text, "="):
            left, arrow, right = pair.partition("->")
            if not arrow:
                raise self._fault(Remark.NO_ARROW, pair)
            if left.strip():
                rows.append(Row(text=self._plain(left), match=_show(right)))
            else:
                columns.append(_show(right))
        return replace(item, kind="match", rows=tuple(rows), columns=tuple(columns))

    def _true_or_false(self, item: Item, text: str) -> Item:
        answer, *told = text.split("#", 2)
        is_true = answer.strip().startswith("T")
        wrong, right = (self._plain(said) for said in (*told, "", "")[:2])
        rows = tuple(
            Row(word, is_correct=ok, feedback=right if ok else wrong)
            for word, ok in zip(self.true_false, (is_true, not is_true), strict=True)
        )
        return replace(item, kind="single", rows=rows)

    def _texts(self, text: str) -> tuple[Accepted, ...]:
        accepted = []
        for answer in _split(text, "="):
            weight, rest = self._weight(answer, 100)
            said, feedback = self._told(rest)
            said = _show(_format(said, "plain")[1])
            if "*" in said:
                self.book.changed(Remark.WILDCARD, said)
                continue
            credit = per_cent(weight, self.book)
            accepted.append(Accepted(said, credit=credit, feedback=feedback))
        return earning(accepted, self.book)

    def _numbers(self, text: str) -> tuple[Accepted, ...]:
        text, tilde, _feedback = text.partition("~")
        if tilde:
            self.book.changed(Remark.WRONG_FEEDBACK)
        accepted = []
        for answer in _split(text, "="):
            weight, rest = self._weight(answer, 100)
            said, feedback = self._told(rest)
            number, tolerance = self._number(_show(said))
            credit = per_cent(weight, self.book)
            accepted.append(Accepted(number, tolerance, credit, feedback))
        return earning(accepted, self.book)

    def _number(self, said: str) -> tuple[str, str]:
        """Return the number and its tolerance, from ``5:1`` or ``4..6``."""
        low, dots, high = said.partition("..")
        number, _, tolerance = said.partition(":")
        try:
            if dots:
                least, most = (Decimal(plain_number(one)) for one in (low, high))
                middle = (least + most) / 2
                return plain_number(str(middle)), plain_number(str(abs(most - middle)))
            return plain_number(number), plain_number(tolerance or "0")
        except ValueError as error:
            raise self._fault(Remark.BAD_NUMBER, said) from error


def earning(accepted: list[Accepted], book: Notebook) -> tuple[Accepted, ...]:
    """Return what earns credit; feedback on what earns nothing has no place."""
    kept = tuple(one for one in accepted if one.credit)
    if len(kept) < len(accepted):
        book.changed(Remark.WRONG_FEEDBACK)
    return kept


def _split(text: str, mark: str) -> list[str]:
    """Return the answers that ``mark`` begins; what stands before the first counts."""
    return [part for part in (one.strip() for one in text.split(mark)) if part]
