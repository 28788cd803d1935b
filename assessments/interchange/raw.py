"""A question between formats and the raw value of its StreamField block."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from .items import Accepted, Criterion, Item, Row
from .numbers import plain_number

Json = dict[str, Any]

ROWS = {"match": "pairs", "moments": "turns"}
"""What the list of rows is called, where it is not ``options``."""


def to_block(item: Item, *, identity: str, id_of: Callable[[int, str], str]) -> Json:
    """Return the raw block that ``Question.body`` holds.

    Args:
        item: its prompt and explanation are HTML as the editor stores it.
        identity: the id of the block itself.
        id_of: gives each part its id, from its number and what the file calls it.
    """
    names = Names()

    def own_id(number: int, name: str) -> str:
        return id_of(number, names.apart(name))

    value: Json = {"prompt": item.prompt, "explanation": item.explanation}
    if item.rows:
        parts = PARTS[item.kind]
        value[ROWS.get(item.kind, "options")] = [
            _listed(
                {part: getattr(row, part) for part in parts},
                own_id(number, row.key or row.text),
            )
            for number, row in enumerate(item.rows)
        ]
    value |= REST[item.kind](item, own_id) if item.kind in REST else {}
    return {"type": item.kind, "id": identity, "value": value}


class Names:
    """Tells parts of one question apart that the file calls the same.

    Two accepted numbers may have one value and two tolerances.
    """

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def apart(self, name: str) -> str:
        """Return ``name``; the next time with a number behind it."""
        self._seen[name] += 1
        return name if self._seen[name] == 1 else f"{name}#{self._seen[name]}"


def _listed(value: Any, identity: str) -> Json:
    return {"type": "item", "id": identity, "value": value}


PARTS: dict[str, tuple[str, ...]] = {
    "single": ("text", "is_correct", "is_unsafe", "feedback", "credit"),
    "multiple": ("text", "is_correct", "is_unsafe", "feedback", "credit"),
    "best_worst": ("text", "place", "is_unsafe", "feedback"),
    "rate": ("text", "level", "is_unsafe", "feedback"),
    "order": ("text", "feedback"),
    "match": ("text", "match", "feedback"),
    "moments": ("speaker", "text", "crossing", "feedback"),
}
"""What a row of each kind says, as its block and ``Row`` both call it."""


def _columns(item: Item, name: str, id_of: Callable[[int, str], str]) -> Json:
    return {
        name: [
            _listed(column, id_of(number, f"{name}/{column}"))
            for number, column in enumerate(item.columns)
        ]
    }


def _accepted(item: Item, id_of: Callable[[int, str], str]) -> Json:
    is_number = item.kind == "number"
    rows = []
    for number, accepted in enumerate(item.accepted):
        value: Json = {"number" if is_number else "text": accepted.text}
        if is_number:
            value["tolerance"] = accepted.tolerance or "0"
        value |= {"credit": accepted.credit, "feedback": accepted.feedback}
        rows.append(_listed(value, id_of(number, accepted.text)))
    return {"accepted": rows} | ({"unit": item.unit} if is_number else {})


def _written(item: Item, id_of: Callable[[int, str], str]) -> Json:
    criteria = []
    for number, criterion in enumerate(item.criteria):
        levels = [
            _listed(level, id_of(n, f"{criterion.title}/{n}"))
            for n, level in enumerate(criterion.levels)
        ]
        value = {"title": criterion.title, "levels": levels}
        criteria.append(_listed(value, id_of(number, criterion.title)))
    return {"max_words": item.max_words or None, "criteria": criteria}


REST: dict[str, Callable[[Item, Callable[[int, str], str]], Json]] = {
    "match": lambda item, id_of: _columns(item, "distractors", id_of),
    "moments": lambda item, id_of: _columns(item, "crossings", id_of),
    "short": _accepted,
    "number": _accepted,
    "written": _written,
}


def from_block(kind: str, value: Json) -> Item:
    """Return a question as it stands in its raw block; rich text stays as it is."""
    rows = value.get(ROWS.get(kind, "options"), ()) if kind in PARTS else ()
    named = {"match": "distractors", "moments": "crossings"}.get(kind, "")
    columns = value.get(named) or () if named else ()
    return Item(
        kind=kind,
        prompt=value.get("prompt") or "",
        explanation=value.get("explanation") or "",
        rows=tuple(_row(row) for row in rows),
        columns=tuple(str(column["value"]) for column in columns),
        accepted=tuple(_one_accepted(one) for one in value.get("accepted") or ()),
        unit=value.get("unit") or "",
        max_words=value.get("max_words") or 0,
        criteria=tuple(_criterion(one) for one in value.get("criteria") or ()),
    )


def _row(listed: Json) -> Row:
    value = listed["value"]
    words = ("text", "feedback", "place", "level", "match", "speaker", "crossing")
    return Row(
        **{name: " ".join(str(value.get(name) or "").split(" ")) for name in words},
        is_correct=bool(value.get("is_correct")),
        is_unsafe=bool(value.get("is_unsafe")),
        credit=value.get("credit"),
        key=listed["id"],
    )


def _one_accepted(listed: Json) -> Accepted:
    value = listed["value"]
    is_number = "number" in value
    return Accepted(
        text=_digits(value["number"]) if is_number else str(value.get("text") or ""),
        tolerance=_digits(value.get("tolerance") or 0) if is_number else "",
        credit=value.get("credit") or 100,
        feedback=value.get("feedback") or "",
    )


def _digits(number: Any) -> str:
    try:
        return plain_number(str(number))
    except ValueError:
        return ""


def _criterion(listed: Json) -> Criterion:
    value = listed["value"]
    levels = tuple(str(level["value"]) for level in value.get("levels") or ())
    return Criterion(str(value.get("title") or ""), levels)
