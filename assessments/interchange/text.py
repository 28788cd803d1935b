"""Alongside's own text format: a bank of questions as YAML, as in a curriculum."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import yaml
from pydantic import ValidationError

from . import markdown, prose, schema
from .items import (
    LARGEST_FILE,
    Accepted,
    Criterion,
    Item,
    Note,
    Notebook,
    Reading,
    Refused,
    Row,
    Unreadable,
    Weight,
    Writing,
    check,
    in_all,
)
from .remarks import Remark
from .yaml_lines import line_of

Json = dict[str, Any]
DEEPEST = 40
MOST_PARTS = 500_000
"""Words, lists and mappings of one file: each takes a hundred times its bytes."""

MOST_FAULTS = 200
"""So many are told at a time."""

# YAML counts 1:59:59 in sixties: a long one would take hours.
_LONG_NUMBER = re.compile(r"[-+0-9:._]{400,}")


def decode(content: bytes) -> str:
    """Return a text file as text.

    Raises:
        Refused: empty, too large, or in another encoding than UTF-8.
    """
    if len(content) > LARGEST_FILE:
        raise Refused(Remark.TOO_LARGE, f"{LARGEST_FILE // 1_000_000}")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Refused(Remark.NOT_UTF8, "", line) from error
    if not text.strip():
        raise Refused(Remark.EMPTY)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def load_yaml(content: bytes) -> tuple[Any, yaml.Node]:
    """Return the plain value of a YAML file, and its nodes for their lines.

    Raises:
        Refused: not YAML, too deep, or with anchors that multiply.
    """
    text = decode(content)
    try:
        _guard(text)
        tree = yaml.compose(text, Loader=yaml.CSafeLoader)
        plain = yaml.load(text, Loader=yaml.CSafeLoader)
    except Refused:
        raise
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise Refused(Remark.NOT_YAML, error.problem or "", line) from error
    except (yaml.YAMLError, ValueError, RecursionError, TypeError) as error:
        raise Refused(Remark.NOT_YAML, str(error)[:120]) from error
    if tree is None:
        raise Refused(Remark.EMPTY)
    return plain, tree


def _guard(text: str) -> None:
    """Refuse aliases, which could multiply, and nests that could exhaust the stack."""
    depth = 0
    for number, event in enumerate(yaml.parse(text, Loader=yaml.CSafeLoader)):
        if number > MOST_PARTS:
            raise Refused(Remark.NOT_YAML, "too many parts", _line(event))
        if isinstance(event, yaml.ScalarEvent) and _LONG_NUMBER.fullmatch(event.value):
            raise Refused(Remark.NOT_YAML, "too long a number", _line(event))
        if isinstance(event, yaml.AliasEvent):
            raise Refused(Remark.YAML_ALIAS, "", _line(event))
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise Refused(Remark.NOT_YAML, "too deep", _line(event))


def _line(event: yaml.Event) -> int:
    mark = event.start_mark
    return int(mark.line) + 1 if mark else 0


def field_notes(error: ValidationError, tree: yaml.Node) -> tuple[Note, ...]:
    """Return one note for each field that the schema refuses, with its line."""
    notes = []
    for detail in error.errors()[:MOST_FAULTS]:
        where = tuple(detail["loc"])
        field = ".".join(str(part) for part in where)
        message = detail["msg"].removeprefix("Value error, ")
        said = f"{field}: {message}" if field else message
        line = line_of(tree, where)
        notes.append(Note(Weight.ERROR, Remark.YAML_FIELD, "", line, said[:300]))
    return tuple(notes)


def read(content: bytes) -> Reading:
    """Return the questions of a bank in our own format.

    Raises:
        Refused: the file is not YAML, or no bank.
    """
    plain, tree = load_yaml(content)
    if not isinstance(plain, dict) or plain.get("kind") != "bank":
        raise Refused(Remark.WRONG_ROOT, "kind: bank", 1)
    try:
        bank = schema.Bank.model_validate(plain)
    except ValidationError as error:
        return Reading((), field_notes(error, tree))
    items = []
    books = []
    for number, question in enumerate(bank.questions):
        line = line_of(tree, ("questions", number))
        book = Notebook(question.code, line)
        books.append(book)
        try:
            item = item_of(question, line, book)
        except Unreadable as fault:
            fault.is_error = True
            fault.put_into(book)
        else:
            items.append(replace(item, enemies_why=bank.why_enemies(item.enemies)))
    return Reading(tuple(items), in_all(books))


def item_of(
    question: schema.Question, line: int = 0, book: Notebook | None = None
) -> Item:
    """Return what one question of a file says."""
    rows = tuple(
        Row(
            text=row.text,
            is_correct=row.correct,
            is_unsafe=row.unsafe,
            feedback=row.feedback,
            credit=row.credit,
            place=row.place,
            level=row.level,
            match=row.match,
            speaker=row.speaker,
            crossing=row.crossing,
            key=row.key,
        )
        for row in question.rows
    )
    shown = prose.read_markdown(question.prompt)
    explained = prose.read_markdown(question.explanation)
    if book and shown.dropped | explained.dropped:
        dropped = ", ".join(sorted(shown.dropped | explained.dropped))
        book.changed(Remark.FORMATTING, dropped)
    item = Item(
        kind=question.kind,
        prompt=prose.to_html(shown),
        code=question.code,
        explanation=prose.to_html(explained),
        rows=rows,
        columns=tuple(question.crossings or question.distractors),
        accepted=_accepted(question),
        unit=question.unit,
        max_words=question.max_words,
        criteria=tuple(Criterion(c.title, tuple(c.levels)) for c in question.criteria),
        domain=question.domain,
        difficulty=question.difficulty,
        lesson=question.lesson,
        points=question.points,
        jurisdiction=question.jurisdiction,
        ethics_code=question.ethics_code,
        stage=question.stage,
        enemies=question.enemies,
        tags=tuple(question.tags),
        line=line,
    )
    check(item)
    return item


def _accepted(question: schema.Question) -> tuple[Accepted, ...]:
    return tuple(
        Accepted(
            text=one.text if one.text is not None else one.number or "",
            tolerance=one.tolerance,
            credit=one.credit,
            feedback=one.feedback,
        )
        for one in question.accepted or ()
    )


def write(items: tuple[Item, ...], *, code: str, title: str) -> Writing:
    """Return a bank of ``items`` in our own format.

    Args:
        items: what the bank holds.
        code: of the bank, a slug.
        title: of the bank, for people.
    """
    books = []
    questions = []
    for item in items:
        book = Notebook(item.code or prose.words_of(item.prompt))
        questions.append(question_of(item, book))
        books.append(book)
    bank: Json = {"kind": "bank", "code": code, "title": title}
    if sets := {item.enemies: item.enemies_why for item in items if item.enemies}:
        bank["enemies"] = [_enemies(*one) for one in sets.items()]
    return Writing(dump(bank | {"questions": questions}), in_all(books))


def _enemies(title: str, why: str) -> Json:
    return {"title": title} | ({"why": why} if why else {})


def question_of(item: Item, book: Notebook) -> Json:
    """Return one question as its file says it; what is usual is left out."""
    said: Json = {"code": item.code, "kind": item.kind}
    if item.domain:
        said["domain"] = item.domain
    said["difficulty"] = item.difficulty
    said |= {
        name: value
        for name, value in (
            ("lesson", item.lesson),
            ("jurisdiction", item.jurisdiction),
            ("ethics_code", item.ethics_code),
            ("stage", item.stage),
            ("enemies", item.enemies),
            ("tags", list(item.tags)),
        )
        if value
    }
    if item.points != 1:
        said["points"] = item.points
    said["prompt"] = markdown_of(item.prompt, book)
    if item.explanation:
        said["explanation"] = markdown_of(item.explanation, book)
    return said | _own(item)


def _own(item: Item) -> Json:
    """Return what only this kind of question has."""
    rows = [_row(number, row) for number, row in enumerate(item.rows)]
    columns = list(item.columns)
    if item.kind == "match":
        return {"pairs": rows} | ({"distractors": columns} if columns else {})
    if item.kind == "moments":
        return {"crossings": columns, "turns": rows}
    if item.kind in {"short", "number"}:
        accepted = [_accepted_as(item.kind, one) for one in item.accepted]
        return {"accepted": accepted} | ({"unit": item.unit} if item.unit else {})
    if item.kind == "written":
        criteria = [{"title": c.title, "levels": list(c.levels)} for c in item.criteria]
        own: Json = {"max_words": item.max_words} if item.max_words else {}
        return own | ({"criteria": criteria} if criteria else {})
    return {"options": rows}


def _row(number: int, row: Row) -> Json:
    said = {
        "key": key_of(number),
        "speaker": row.speaker,
        "text": row.text,
        "correct": row.is_correct,
        "unsafe": row.is_unsafe,
        "credit": row.credit,
        "place": row.place,
        "level": row.level,
        "match": row.match,
        "crossing": row.crossing,
        "feedback": row.feedback,
    }
    return {
        name: value for name, value in said.items() if value not in ("", False, None)
    } | ({"credit": 0} if row.credit == 0 else {})


def _accepted_as(kind: str, one: Accepted) -> Json:
    said: Json = {"number" if kind == "number" else "text": one.text}
    if one.tolerance:
        said["tolerance"] = one.tolerance
    if one.credit != 100:
        said["credit"] = one.credit
    if one.feedback:
        said["feedback"] = one.feedback
    return said


def key_of(number: int) -> str:
    """Return "a" for the first row, "z1" and on after the alphabet."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    return letters[number] if number < 26 else f"z{number - 25}"


def markdown_of(html: str, book: Notebook) -> str:
    """Return rich text in our Markdown, and note what it cannot say."""
    shown = prose.read_html(html)
    if shown.dropped:
        book.changed(Remark.FORMATTING, ", ".join(sorted(shown.dropped)))
    for name in shown.pictures:
        book.changed(Remark.PICTURE_NOT_HELD, name)
    written = markdown.to_markdown(shown)
    again = prose.to_html(prose.read_markdown(written))
    if again != prose.without_pictures(shown):
        book.changed(Remark.FORMATTING, prose.words_of(html))
        return markdown.to_markdown(prose.read_plain(prose.to_plain(shown)))
    return written


class _Dumper(yaml.SafeDumper):
    """Writes long texts as blocks, as people write them."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def dump(value: Json) -> bytes:
    """Return ``value`` as YAML, in the order given."""
    text: str = yaml.dump(
        value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=88
    )
    return text.encode("utf-8")
