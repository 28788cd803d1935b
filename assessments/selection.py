"""Which questions a learner gets, and in what order. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Candidate:
    """A question that may be drawn.

    Attributes:
        bank: identity of its bank.
        domain: code of its competency domain, or "".
    """

    key: str
    bank: str
    domain: str = ""


@dataclass(frozen=True)
class Draw:
    """So many questions from one bank.

    Attributes:
        domain: only questions of this domain; "" for any.
        count: how many, at least 1.
    """

    bank: str
    count: int
    domain: str = ""

    def takes(self, candidate: Candidate) -> bool:
        return candidate.bank == self.bank and self.domain in ("", candidate.domain)


@dataclass(frozen=True)
class Shortfall:
    """A draw that its bank cannot fill.

    Attributes:
        index: position of the draw in the list it came from.
        available: how many questions are left for it.
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
    fixed: Sequence[str],
    draws: Sequence[Draw],
    pool: Sequence[Candidate],
    rng: Random,
) -> tuple[str, ...]:
    """Return the keys of one paper: the fixed questions, then each draw.

    No question comes twice: what is fixed is never drawn again.

    Args:
        fixed: keys that are always asked, in order.
        draws: what is drawn beside them, in order.
        pool: every question that may be drawn.
        rng: decides; the same state and pool give the same paper.

    Raises:
        BankTooSmall: a draw cannot be filled.
    """
    left = _without(pool, fixed)
    drawn: dict[int, list[str]] = {}
    for index, draw in _narrowest_first(draws):
        fitting = [candidate.key for candidate in left if draw.takes(candidate)]
        if len(fitting) < draw.count:
            raise BankTooSmall(Shortfall(index, draw, len(fitting)))
        drawn[index] = rng.sample(fitting, draw.count)
        left = _without(left, drawn[index])
    return (*fixed, *(key for index in sorted(drawn) for key in drawn[index]))


def shortfalls(
    fixed: Sequence[str], draws: Sequence[Draw], pool: Sequence[Candidate]
) -> tuple[Shortfall, ...]:
    """Return the draws that cannot be filled, whatever chance decides."""
    left = _without(pool, fixed)
    found = []
    for index, draw in _narrowest_first(draws):
        fitting = [candidate.key for candidate in left if draw.takes(candidate)]
        if len(fitting) < draw.count:
            found.append(Shortfall(index, draw, len(fitting)))
        left = _without(left, fitting[: draw.count])
    return tuple(sorted(found, key=lambda shortfall: shortfall.index))


def shuffled(items: Iterable[T], rng: Random) -> tuple[T, ...]:
    """Return ``items`` in an order that ``rng`` decides."""
    order = list(items)
    rng.shuffle(order)
    return tuple(order)


def _narrowest_first(draws: Sequence[Draw]) -> list[tuple[int, Draw]]:
    """Order draws so that one from a whole bank cannot starve one from a domain."""
    return sorted(enumerate(draws), key=lambda pair: pair[1].domain == "")


def _without(pool: Iterable[Candidate], keys: Iterable[str]) -> list[Candidate]:
    taken = frozenset(keys)
    return [candidate for candidate in pool if candidate.key not in taken]
