"""What a file in Alongside's own text format may say of questions and scenarios."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from .items import MOST_ITEMS
from .numbers import plain_number

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Title = Annotated[Line, StringConstraints(max_length=120)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+$", max_length=60)]
Short = Annotated[Line, StringConstraints(max_length=400)]
PerCent = Annotated[int, Field(ge=0, le=100)]


class Strict(BaseModel):
    """A mapping that holds what is listed and nothing else."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def unique(items: Sequence[Any], attribute: str, what: str) -> None:
    """Refuse two of ``items`` that share ``attribute``.

    Raises:
        ValueError: with a sentence that names what is twice there.
    """
    seen = set()
    for item in items:
        value = getattr(item, attribute)
        if value in seen:
            raise ValueError(f"two {what} are called {value!r}; give each its own")
        seen.add(value)


class Option(Strict):
    """An option of a check or of a question with one or several answers."""

    key: Slug
    text: Short
    correct: bool = False
    feedback: Line


class Offered(Strict):
    """An option, a pair or a turn of a question; each kind reads its own part."""

    key: Slug
    text: Short
    correct: bool = False
    unsafe: bool = False
    credit: PerCent | None = None
    place: Literal["", "best", "worst", "between"] = ""
    level: Literal["", "1", "2", "3", "4"] = ""
    match: str = ""
    speaker: Annotated[str, StringConstraints(max_length=60)] = ""
    crossing: str = ""
    feedback: str = ""

    @model_validator(mode="before")
    @classmethod
    def level_may_be_a_number(cls, given: Any) -> Any:
        if isinstance(given, dict) and type(given.get("level")) is int:
            return given | {"level": str(given["level"])}
        return given


class Accepted(Strict):
    """A text or a number that earns credit."""

    text: Short | None = None
    number: str | None = None
    tolerance: str = ""
    credit: PerCent = 100
    feedback: str = ""

    @model_validator(mode="before")
    @classmethod
    def numbers_are_kept_as_written(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        plain = (int, float, Decimal)
        return {
            name: str(value)
            if name in ("number", "tolerance", "text")
            and isinstance(value, plain)
            and not isinstance(value, bool)
            else value
            for name, value in given.items()
        }

    @model_validator(mode="after")
    def is_one_thing(self) -> Accepted:
        if (self.text is None) == (self.number is None):
            raise ValueError("give either 'text' or 'number'")
        for name in ("number", "tolerance"):
            value = getattr(self, name)
            if value and not is_number(value):
                raise ValueError(f"{value!r} is not a number")
        return self


class Criterion(Strict):
    title: Title
    levels: Annotated[list[Line], Field(min_length=2, max_length=8)]


OWN_FIELDS = {
    "single": {"options"},
    "multiple": {"options"},
    "best_worst": {"options"},
    "rate": {"options"},
    "order": {"options"},
    "match": {"pairs", "distractors"},
    "moments": {"crossings", "turns"},
    "short": {"accepted"},
    "number": {"accepted", "unit"},
    "written": {"max_words", "criteria"},
}


class Question(Strict):
    """A question of a bank; which lists it has follows from its kind."""

    code: Code
    kind: Literal[
        "single",
        "multiple",
        "best_worst",
        "rate",
        "order",
        "match",
        "moments",
        "short",
        "number",
        "written",
    ]
    domain: str = ""
    difficulty: Annotated[int, Field(ge=1, le=3)] = 2
    lesson: str = ""
    points: Annotated[int, Field(ge=1, le=100)] = 1
    jurisdiction: Annotated[str, StringConstraints(max_length=60)] = ""
    ethics_code: Annotated[str, StringConstraints(max_length=120)] = ""
    stage: Literal["", "pilot", "live", "retired"] = ""
    enemies: Annotated[str, StringConstraints(max_length=120)] = ""
    tags: list[Line] = []
    prompt: Line
    explanation: str = ""
    options: Annotated[list[Offered], Field(min_length=2, max_length=20)] | None = None
    pairs: Annotated[list[Offered], Field(min_length=2, max_length=20)] | None = None
    distractors: list[Line] = []
    crossings: Annotated[list[Line], Field(min_length=1)] | None = None
    turns: Annotated[list[Offered], Field(min_length=2, max_length=60)] | None = None
    accepted: Annotated[list[Accepted], Field(min_length=1)] | None = None
    unit: Annotated[str, StringConstraints(max_length=40)] = ""
    max_words: Annotated[int, Field(ge=0, le=5000)] = 0
    criteria: list[Criterion] = []

    @model_validator(mode="after")
    def is_whole(self) -> Question:
        mine = OWN_FIELDS[self.kind]
        foreign = set().union(*OWN_FIELDS.values()) - mine
        for name in sorted(foreign & self.model_fields_set):
            raise ValueError(f"{self.kind!r} has no {name!r}")
        for name in sorted(mine & {"options", "pairs", "turns", "accepted"}):
            if getattr(self, name) is None:
                raise ValueError(f"{self.kind!r} needs {name!r}")
        unique(self.rows, "key", "options")
        if check := CHECKS.get(self.kind):
            check(self)
        return self

    @property
    def rows(self) -> list[Offered]:
        """The options, pairs or turns, whatever this kind calls them."""
        return self.options or self.pairs or self.turns or []


def _single(question: Question) -> None:
    correct = sum(option.correct for option in question.rows)
    if correct != 1:
        raise ValueError(f"'single' needs exactly one correct option, not {correct}")


def _multiple(question: Question) -> None:
    correct = sum(option.correct for option in question.rows)
    if correct < 2:
        raise ValueError(f"'multiple' needs two or more correct options, not {correct}")


def _best_worst(question: Question) -> None:
    places = [option.place for option in question.rows]
    if "" in places or not {"best", "worst"} <= set(places):
        raise ValueError(
            "'best_worst' needs a 'place' (best, worst or between) on every option, "
            "and a best and a worst one"
        )


def _rate(question: Question) -> None:
    if not all(option.level for option in question.rows):
        raise ValueError("'rate' needs a 'level' from 1 to 4 on every option")


def _match(question: Question) -> None:
    if not all(pair.match for pair in question.rows):
        raise ValueError("'match' needs a 'match' on every pair")


def _moments(question: Question) -> None:
    known = set(question.crossings or [])
    named = {turn.crossing for turn in question.rows} - {""}
    if not named:
        raise ValueError("'moments' needs at least one turn with a 'crossing'")
    if unknown := sorted(named - known):
        raise ValueError(f"'crossings' does not list {unknown[0]!r}")


def _text(question: Question) -> None:
    if any(accepted.text is None for accepted in question.accepted or []):
        raise ValueError("'short' accepts texts: give 'text'")
    _one_earns_all(question)


def _number(question: Question) -> None:
    if any(accepted.number is None for accepted in question.accepted or []):
        raise ValueError("'number' accepts numbers: give 'number'")
    _one_earns_all(question)


def _one_earns_all(question: Question) -> None:
    if all(accepted.credit < 100 for accepted in question.accepted or []):
        raise ValueError("at least one accepted answer needs the whole credit, 100")


CHECKS: dict[str, Callable[[Question], None]] = {
    "single": _single,
    "multiple": _multiple,
    "best_worst": _best_worst,
    "rate": _rate,
    "match": _match,
    "moments": _moments,
    "short": _text,
    "number": _number,
}


class EnemySet(Strict):
    """Questions of which one at most comes on a paper, and why."""

    title: Title
    why: str = ""


class Bank(Strict):
    kind: Literal["bank"]
    code: Slug
    title: Title
    enemies: list[EnemySet] = []
    questions: Annotated[list[Question], Field(min_length=1, max_length=MOST_ITEMS)]

    @model_validator(mode="after")
    def is_whole(self) -> Bank:
        unique(self.questions, "code", "questions")
        unique(self.enemies, "title", "sets of enemies")
        named = {question.enemies for question in self.questions} - {""}
        if unknown := sorted(named - {one.title for one in self.enemies}):
            raise ValueError(f"'enemies' of the bank does not list {unknown[0]!r}")
        return self

    def why_enemies(self, title: str) -> str:
        """Return why the set of this title is one; "" for none."""
        return next((one.why for one in self.enemies if one.title == title), "")


def is_number(text: str) -> bool:
    """Whether ``text`` is a decimal number that can be kept."""
    try:
        plain_number(text)
    except ValueError:
        return False
    return True
