"""What other tools have no field for, said in tags; and kinds that they do not have.

A tag ``alongside:domain=ethics`` means nothing to another tool, and everything to us:
a question that comes back brings its domain along. Kinds that only we have travel as
questions of matching, with ``alongside:kind=…`` to know them by.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from .items import STAGES, Item, Notebook, Row
from .remarks import Remark

PREFIX = "alongside:"
AS_MATCH = ("best_worst", "rate", "moments")
LEVELS = ("1", "2", "3", "4")
PLACES = ("best", "between", "worst")
NO_CROSSING = "-"


def to_tags(item: Item) -> tuple[str, ...]:
    """Return the tags of ``item``, and what must be said in tags."""
    said = {
        "domain": item.domain,
        "difficulty": str(item.difficulty) if item.difficulty != 2 else "",
        "lesson": item.lesson,
        "points": str(item.points) if item.points != 1 else "",
        "jurisdiction": item.jurisdiction,
        "ethics-code": item.ethics_code,
        "stage": item.stage,
        "enemies": item.enemies,
        "enemies-why": item.enemies_why,
        "words": str(item.max_words or ""),
        "unit": item.unit,
        "unsafe": " ".join(
            str(number) for number, row in enumerate(item.rows, 1) if row.is_unsafe
        ),
    }
    return item.tags + tuple(
        f"{PREFIX}{name}={value}" for name, value in said.items() if value
    )


def from_tags(item: Item, tags: Sequence[str]) -> Item:
    """Return ``item`` with what ``to_tags`` said of it."""
    said = dict(
        tag.removeprefix(PREFIX).partition("=")[::2]
        for tag in tags
        if tag.startswith(PREFIX)
    )
    unsafe = set(said.get("unsafe", "").split())
    item = replace(
        item,
        domain=said.get("domain", item.domain),
        lesson=said.get("lesson", item.lesson),
        difficulty=_within(said.get("difficulty", ""), 1, 3, item.difficulty),
        points=_within(said.get("points", ""), 1, 100, item.points),
        jurisdiction=said.get("jurisdiction", item.jurisdiction)[:60],
        ethics_code=said.get("ethics-code", item.ethics_code)[:120],
        stage=said["stage"] if said.get("stage") in STAGES else item.stage,
        enemies=said.get("enemies", item.enemies)[:120],
        enemies_why=said.get("enemies-why", item.enemies_why),
        unit=said.get("unit", item.unit)[:30],
        max_words=_within(said.get("words", ""), 1, 2000, item.max_words),
        rows=tuple(
            replace(row, is_unsafe=row.is_unsafe or str(number) in unsafe)
            for number, row in enumerate(item.rows, 1)
        ),
        tags=tuple(tag for tag in tags if not tag.startswith(PREFIX)),
    )
    kind = said.get("kind", "")
    return _unveil(item, kind) if item.kind == "match" and kind in AS_MATCH else item


def _within(text: str, least: int, most: int, usual: int) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 6):
        return usual
    return int(text) if least <= int(text) <= most else usual


def as_match(item: Item, book: Notebook) -> Item:
    """Return a kind that only we have as a question of matching, tagged as such."""
    if item.kind not in AS_MATCH:
        return item
    book.changed(Remark.SHOWN_AS, item.kind)
    rows = tuple(
        replace(
            row,
            text=f"{row.speaker}: {row.text}" if row.speaker else row.text,
            match=_veil(item.kind, row),
        )
        for row in item.rows
    )
    used = {row.match for row in rows}
    known = {"rate": LEVELS, "best_worst": PLACES}.get(item.kind, item.columns)
    columns = tuple(column for column in known if column not in used)
    tags = (*item.tags, f"{PREFIX}kind={item.kind}")
    return replace(item, kind="match", rows=rows, columns=columns, tags=tags)


def _veil(kind: str, row: Row) -> str:
    if kind == "rate":
        return row.level
    return row.place if kind == "best_worst" else row.crossing or NO_CROSSING


def _unveil(item: Item, kind: str) -> Item:
    """Return what was a kind of our own before it was written as matching.

    A pair that somebody has changed since makes it stay a question of matching.
    """
    given = {row.match for row in item.rows}
    known = {"rate": set(LEVELS), "best_worst": set(PLACES)}
    if kind in known and not given <= known[kind]:
        return item
    rows = tuple(_unveiled(kind, row) for row in item.rows)
    columns: tuple[str, ...] = ()
    if kind == "moments":
        named = [row.crossing for row in rows if row.crossing]
        columns = tuple(dict.fromkeys([*named, *item.columns]))
    return replace(item, kind=kind, rows=rows, columns=columns)


def _unveiled(kind: str, row: Row) -> Row:
    if kind == "rate":
        return replace(row, level=row.match, match="")
    if kind == "best_worst":
        return replace(row, place=row.match, match="")
    speaker, colon, text = row.text.partition(": ")
    if not colon:
        speaker, text = "", row.text
    crossing = "" if row.match == NO_CROSSING else row.match
    return replace(row, speaker=speaker, text=text, crossing=crossing, match="")


def note_losses(
    item: Item, book: Notebook, *, holds: frozenset[str] = frozenset()
) -> None:
    """Note what a format cannot hold of ``item`` beside what it names in ``holds``."""
    has = {
        "feedback": any(row.feedback for row in item.rows),
        "rubric": bool(item.criteria),
        "pictures": bool(item.pictures),
        "distractors": item.kind == "match" and bool(item.columns),
    }
    for name, is_there in has.items():
        if is_there and name not in holds:
            book.changed(Remark.FACT_NOT_HELD, name)


def weighed(
    rows: Sequence[Row], weights: Sequence[Fraction], book: Notebook, *, is_single: bool
) -> tuple[str, tuple[Row, ...]]:
    """Return the kind and the rows that weights in per cent come to.

    Args:
        rows: the options, not marked yet.
        weights: of each option, from -100 to 100.
        book: hears what our rules mark otherwise.
        is_single: whether only one option may be chosen.
    """
    right = [number for number, weight in enumerate(weights) if weight > 0]
    if is_single or len(right) == 1:
        if not is_single:
            book.changed(Remark.SHOWN_AS, "single")
        return "single", _single(rows, weights, book)
    share = Fraction(100, max(1, len(right)))
    wrong = [weight for weight in weights if weight <= 0]
    if any(abs(weights[number] - share) > 1 for number in right):
        book.changed(Remark.WEIGHTS_EQUALISED)
    if any(abs(weight + share) > 1 for weight in wrong):
        book.changed(Remark.WRONG_COSTS)
    return "multiple", tuple(
        replace(row, is_correct=number in right) for number, row in enumerate(rows)
    )


def _single(
    rows: Sequence[Row], weights: Sequence[Fraction], book: Notebook
) -> tuple[Row, ...]:
    best = max(weights, default=Fraction(0))
    first = next((n for n, w in enumerate(weights) if w == best and w > 0), None)
    marked = []
    for number, (row, weight) in enumerate(zip(rows, weights, strict=True)):
        if number == first:
            marked.append(replace(row, is_correct=True))
            continue
        if weight < 0:
            book.changed(Remark.NEGATIVE_WEIGHT)
        credit = per_cent(weight, book)
        if credit >= 100:
            book.changed(Remark.TWO_RIGHT, row.text)
        marked.append(replace(row, credit=credit or None))
    return tuple(marked)


def per_cent(weight: Fraction, book: Notebook) -> int:
    """Return a weight as whole per cent from 0 to 100, and note it if it changed."""
    whole = min(100, max(0, round(weight)))
    if abs(weight - whole) > Fraction(1, 1000) and weight > 0:
        book.changed(Remark.ROUNDED, f"{whole} %")
    return whole


def decimal(weight: Fraction) -> str:
    """Return a weight in per cent as text, five places at most."""
    text = f"{float(weight):.5f}".rstrip("0").rstrip(".")
    return text or "0"


def weights_of(item: Item) -> tuple[Fraction, ...]:
    """Return what each option of ``item`` is worth, in per cent."""
    if item.kind == "multiple":
        right = sum(row.is_correct for row in item.rows) or 1
        share = Fraction(100, right)
        return tuple(share if row.is_correct else -share for row in item.rows)
    return tuple(
        Fraction(100) if row.is_correct else Fraction(row.credit or 0)
        for row in item.rows
    )
