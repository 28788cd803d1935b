"""What a learner may answer: the kinds of question and their shapes. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

Json = dict[str, Any]

LEVELS = ("1", "2", "3", "4")
"""How well an option serves the person, from 1 (harms) to 4 (helps most)."""

EXTREMES = ("best", "worst")
PAIR_PREFIX = "pair-"


class Shape(StrEnum):
    """What a response is made of."""

    CHOSEN = "chosen"
    PAIRS = "pairs"
    TEXT = "text"


@dataclass(frozen=True)
class Kind:
    """A kind of question, as far as answering goes.

    Attributes:
        longest: how many characters a text may have, or 0.
        is_marked_by_people: whether no rule can mark it.
    """

    name: str
    shape: Shape
    longest: int = 0
    is_marked_by_people: bool = False


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            Kind("single", Shape.CHOSEN),
            Kind("multiple", Shape.CHOSEN),
            Kind("best_worst", Shape.PAIRS),
            Kind("rate", Shape.PAIRS),
            Kind("order", Shape.PAIRS),
            Kind("match", Shape.PAIRS),
            Kind("moments", Shape.PAIRS),
            Kind("short", Shape.TEXT, longest=200),
            Kind("number", Shape.TEXT, longest=40),
            Kind("written", Shape.TEXT, longest=20_000, is_marked_by_people=True),
        )
    }
)


class Fault(StrEnum):
    """Why a response cannot be kept."""

    UNKNOWN = "unknown"
    ONE_ONLY = "one_only"
    TOO_LONG = "too_long"


class InvalidResponse(ValueError):
    """The response is none that the question allows.

    Attributes:
        fault: why not.
        limit: how many characters are allowed, if it is too long.
    """

    def __init__(self, fault: Fault, limit: int = 0) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.limit = limit


@dataclass(frozen=True)
class Response:
    """An answer in one of three shapes; the other two stay empty.

    Attributes:
        chosen: keys of the options chosen.
        pairs: what each row was given, by row key.
        text: as it was typed.
    """

    chosen: frozenset[str] = frozenset()
    pairs: Mapping[str, str] = field(default_factory=dict)
    text: str = ""

    @property
    def is_answered(self) -> bool:
        return bool(self.chosen or self.pairs or self.text.strip())


@dataclass(frozen=True)
class Offer:
    """What one question of a paper lets a learner answer.

    Attributes:
        kind: a name in ``KINDS``.
        options: option keys, in the order shown.
        columns: keys of what a row may be given, where the author names them.
    """

    kind: str
    options: Sequence[str]
    columns: Sequence[str] = ()

    @property
    def shape(self) -> Shape:
        return KINDS[self.kind].shape

    def rows(self) -> Sequence[str]:
        """Return the keys of the rows that may be given something."""
        return EXTREMES if self.kind == "best_worst" else self.options

    def cells(self) -> Sequence[str]:
        """Return the keys of what one row may be given."""
        if self.kind == "best_worst":
            return self.options
        if self.kind == "rate":
            return LEVELS
        if self.kind == "order":
            return [str(place) for place in range(1, len(self.options) + 1)]
        return self.columns

    @property
    def is_paired(self) -> bool:
        return self.shape == Shape.PAIRS

    @property
    def takes_once(self) -> bool:
        """Whether two rows must not be given the same."""
        return self.kind in {"best_worst", "order"}

    def left_open(self, response: Response) -> tuple[str, ...]:
        """Return the rows that still need something; a dialogue needs nothing."""
        if not self.is_paired or self.kind == "moments":
            return ()
        return tuple(row for row in self.rows() if row not in response.pairs)

    def doubled(self, response: Response) -> tuple[str, ...]:
        """Return what is given to two rows and may be given to one."""
        if not self.takes_once:
            return ()
        counts = Counter(response.pairs.values())
        return tuple(cell for cell in self.cells() if counts[cell] > 1)

    def is_complete(self, response: Response) -> bool:
        """Whether nothing is left open: every row has its column, once if need be."""
        is_open = self.left_open(response) or self.doubled(response)
        return response.is_answered and not is_open

    def read(self, fields: Mapping[str, Sequence[str]]) -> Response:
        """Return the response in posted ``fields``; half of one is one.

        Args:
            fields: every value sent, by field name: ``chosen``, ``pair-<row>``
                (empty for a row left open) and ``text``.

        Raises:
            InvalidResponse: it names what is not on offer, chooses too many, or
                is too long.
        """
        if self.shape == Shape.CHOSEN:
            return Response(chosen=self._chosen(fields.get("chosen", ())))
        if self.is_paired:
            return Response(pairs=self._pairs(fields))
        return Response(text=self._text(fields.get("text", ())))

    def _chosen(self, values: Iterable[str]) -> frozenset[str]:
        chosen = frozenset(values)
        if chosen - frozenset(self.options):
            raise InvalidResponse(Fault.UNKNOWN)
        if self.kind == "single" and len(chosen) > 1:
            raise InvalidResponse(Fault.ONE_ONLY)
        return chosen

    def _pairs(self, fields: Mapping[str, Sequence[str]]) -> dict[str, str]:
        rows, cells = self.rows(), frozenset(self.cells())
        sent = {
            name.removeprefix(PAIR_PREFIX): [value for value in values if value]
            for name, values in fields.items()
            if name.startswith(PAIR_PREFIX)
        }
        if sent.keys() - frozenset(rows):
            raise InvalidResponse(Fault.UNKNOWN)
        pairs = {}
        for row in rows:
            given = sent.get(row) or []
            if len(given) > 1:
                raise InvalidResponse(Fault.ONE_ONLY)
            if given and given[0] not in cells:
                raise InvalidResponse(Fault.UNKNOWN)
            if given:
                pairs[row] = given[0]
        return pairs

    def _text(self, values: Sequence[str]) -> str:
        text = (values[-1] if values else "").replace("\r\n", "\n").replace("\0", "")
        longest = KINDS[self.kind].longest
        if len(text) > longest:
            raise InvalidResponse(Fault.TOO_LONG, longest)
        return text

    def to_json(self, response: Response) -> Json:
        """Return the response as it is put on record, in the order shown."""
        if self.shape == Shape.CHOSEN:
            return {"chosen": [key for key in self.options if key in response.chosen]}
        if self.is_paired:
            pairs = response.pairs
            return {"pairs": {row: pairs[row] for row in self.rows() if row in pairs}}
        return {"text": response.text}


def from_json(recorded: Json) -> Response:
    """Return the response that ``Offer.to_json`` put on record."""
    return Response(
        chosen=frozenset(recorded.get("chosen", ())),
        pairs=recorded.get("pairs", {}),
        text=recorded.get("text", ""),
    )
