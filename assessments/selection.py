"""Which questions a learner gets, and in what order. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from types import MappingProxyType
from typing import TypeVar

T = TypeVar("T")

NEVER_SEEN: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True)
class Candidate:
    """A question that may be drawn.

    Attributes:
        bank: identity of its bank.
        domain: code of its competency domain, or "".
        difficulty: 1, 2 or 3, or 0 if it does not matter.
        enemies: identity of the set of which one at most comes on a paper, or "".
    """

    key: str
    bank: str
    domain: str = ""
    difficulty: int = 0
    enemies: str = ""

    @property
    def unit(self) -> str:
        """What can come only once: its set of enemies, or the question itself."""
        return f"set {self.enemies}" if self.enemies else self.key


@dataclass(frozen=True)
class Draw:
    """So many questions from one bank: one row of a blueprint.

    Attributes:
        domain: only questions of this domain; "" for any.
        difficulty: only questions of this difficulty; 0 for any.
        count: how many, at least 1.
    """

    bank: str
    count: int
    domain: str = ""
    difficulty: int = 0

    def takes(self, candidate: Candidate) -> bool:
        return (
            candidate.bank == self.bank
            and self.domain in ("", candidate.domain)
            and self.difficulty in (0, candidate.difficulty)
        )

    @property
    def breadth(self) -> int:
        """How little it asks for: a narrow draw should find its questions first."""
        return (self.domain == "") + (self.difficulty == 0)


@dataclass(frozen=True)
class Shortfall:
    """A draw that its bank cannot fill.

    Attributes:
        index: position of the draw in the list it came from.
        available: how many questions can be found for it beside the other draws.
    """

    index: int
    draw: Draw
    available: int


class BankTooSmall(ValueError):
    """A draw asks for more questions than its bank holds."""

    def __init__(self, shortfall: Shortfall) -> None:
        wanted, left = shortfall.draw.count, shortfall.available
        super().__init__(f"a draw of {wanted} questions found {left}")
        self.shortfall = shortfall


def select(
    fixed: Sequence[Candidate],
    draws: Sequence[Draw],
    pool: Sequence[Candidate],
    rng: Random,
    seen: Mapping[str, int] = NEVER_SEEN,
) -> tuple[str, ...]:
    """Return the keys of one paper: the fixed questions, then each draw.

    No question comes twice, and no two enemies come together. If the draws can
    be filled at all they are; among the ways to do so, questions that this
    learner has seen least come first, and chance decides between equals.

    Args:
        fixed: what is always asked, in order.
        draws: what is drawn beside them, in order.
        pool: every question that may be drawn.
        rng: decides; the same state and pool give the same paper.
        seen: how often this learner has had a question, by key.

    Raises:
        BankTooSmall: a draw cannot be filled.
    """
    units = _units(fixed, pool)
    order = list(units)
    rng.shuffle(order)
    order.sort(key=lambda unit: min(seen.get(c.key, 0) for c in units[unit]))
    places = _fill(draws, units, order)
    if found := _short(draws, places.values()):
        raise BankTooSmall(found[0])
    drawn: list[list[str]] = [[] for _draw in draws]
    for unit, index in places.items():
        fitting = [c.key for c in units[unit] if draws[index].takes(c)]
        rng.shuffle(fitting)
        drawn[index].append(min(fitting, key=lambda key: seen.get(key, 0)))
    return (*(c.key for c in fixed), *(key for keys in drawn for key in keys))


def spare(
    taken: Sequence[Candidate],
    count: int,
    pool: Sequence[Candidate],
    rng: Random,
    seen: Mapping[str, int] = NEVER_SEEN,
) -> tuple[str, ...]:
    """Return keys of up to ``count`` questions that go with those ``taken``.

    For what is nice to have: fewer are returned when there are no more.
    """
    units = _units(taken, pool)
    order = [rng.choice(candidates) for candidates in units.values()]
    rng.shuffle(order)
    order.sort(key=lambda candidate: seen.get(candidate.key, 0))
    return tuple(candidate.key for candidate in order[:count])


def shortfalls(
    fixed: Sequence[Candidate], draws: Sequence[Draw], pool: Sequence[Candidate]
) -> tuple[Shortfall, ...]:
    """Return the draws that cannot be filled, whatever chance decides."""
    units = _units(fixed, pool)
    return _short(draws, _fill(draws, units, list(units)).values())


def clashes(fixed: Sequence[Candidate]) -> tuple[tuple[int, int], ...]:
    """Return positions of fixed questions that must not come together, in pairs."""
    return tuple(
        (first, second)
        for second, later in enumerate(fixed)
        for first, earlier in enumerate(fixed[:second])
        if later.unit == earlier.unit
    )


def _units(
    fixed: Sequence[Candidate], pool: Sequence[Candidate]
) -> dict[str, list[Candidate]]:
    """Group the pool by what can come once, without what is fixed and its enemies."""
    barred = {candidate.unit for candidate in fixed}
    keys = {candidate.key for candidate in fixed}
    units: dict[str, list[Candidate]] = {}
    for candidate in pool:
        if candidate.unit not in barred and candidate.key not in keys:
            units.setdefault(candidate.unit, []).append(candidate)
    return units


def _fill(
    draws: Sequence[Draw], units: Mapping[str, Sequence[Candidate]], order: list[str]
) -> dict[str, int]:
    """Give as many units as possible a draw; those early in ``order`` first.

    A unit that finds its draws full may move another one on to a draw that is
    not: augmenting paths, by which the sets that can be placed form a matroid,
    so that going through ``order`` greedily is best.

    Returns:
        The index of its draw, by unit.
    """
    narrow_first = sorted(range(len(draws)), key=lambda index: draws[index].breadth)
    fits = {
        unit: [i for i in narrow_first if any(draws[i].takes(c) for c in candidates)]
        for unit, candidates in units.items()
    }
    free = [draw.count for draw in draws]
    placed: dict[str, int] = {}

    def place(unit: str, tried: set[int]) -> bool:
        for index in fits[unit]:
            if index in tried:
                continue
            tried.add(index)
            if free[index]:
                free[index] -= 1
            elif not any(
                place(other, tried) for other in list(placed) if placed[other] == index
            ):
                continue
            placed[unit] = index
            return True
        return False

    for unit in order:
        if not any(free):
            break
        place(unit, set())
    return placed


def _short(draws: Sequence[Draw], places: Iterable[int]) -> tuple[Shortfall, ...]:
    filled = list(places)
    return tuple(
        Shortfall(index, draw, filled.count(index))
        for index, draw in enumerate(draws)
        if filled.count(index) < draw.count
    )


def shuffled(items: Iterable[T], rng: Random) -> tuple[T, ...]:
    """Return ``items`` in an order that ``rng`` decides."""
    order = list(items)
    rng.shuffle(order)
    return tuple(order)
