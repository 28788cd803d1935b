"""The path through a course and how far along it a learner is. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class UnitFacts:
    """What the outline needs to know of one unit.

    Attributes:
        key: the unit's identity in every language.
        minutes: contact minutes credited for it, a whole number from 0.
    """

    key: str
    title: str
    url: str
    kind: str
    icon: str
    minutes: int


@dataclass(frozen=True)
class Place:
    """One unit's place on one learner's path.

    Attributes:
        number: position in the whole course, from 1.
        is_open: every unit before it is complete, or it is complete itself.
    """

    facts: UnitFacts
    number: int
    is_complete: bool
    is_open: bool

    @property
    def is_current(self) -> bool:
        """Whether this is the one unit to do now."""
        return self.is_open and not self.is_complete


@dataclass(frozen=True)
class Module:
    """A titled run of units."""

    title: str
    places: tuple[Place, ...]

    @property
    def done(self) -> int:
        return sum(place.is_complete for place in self.places)

    @property
    def total(self) -> int:
        return len(self.places)

    @property
    def minutes(self) -> int:
        return sum(place.facts.minutes for place in self.places)


@dataclass(frozen=True)
class Outline:
    """A course as one learner meets it."""

    modules: tuple[Module, ...]

    @property
    def places(self) -> tuple[Place, ...]:
        return tuple(place for module in self.modules for place in module.places)

    @property
    def done(self) -> int:
        return sum(module.done for module in self.modules)

    @property
    def total(self) -> int:
        return sum(module.total for module in self.modules)

    @property
    def minutes(self) -> int:
        return sum(module.minutes for module in self.modules)

    @property
    def is_complete(self) -> bool:
        """Whether every unit is complete; a course without units never is."""
        return self.total > 0 and self.done == self.total

    @property
    def next_place(self) -> Place | None:
        """The first unit not yet complete."""
        return next((p for p in self.places if not p.is_complete), None)

    def place_of(self, key: str) -> Place | None:
        return next((p for p in self.places if p.facts.key == key), None)

    def after(self, place: Place) -> Place | None:
        places = self.places
        return places[place.number] if place.number < len(places) else None

    def before(self, place: Place) -> Place | None:
        return self.places[place.number - 2] if place.number > 1 else None

    def module_of(self, place: Place) -> Module:
        return next(m for m in self.modules if place in m.places)


def build(
    modules: Sequence[tuple[str, Sequence[UnitFacts]]], completed: Iterable[str]
) -> Outline:
    """Lay ``modules`` (title, units in order) out for one learner.

    Args:
        modules: the course in teaching order.
        completed: keys of the units that the learner has completed; keys of
            units that the course no longer holds are ignored.

    Returns:
        The outline; units open one after another, in order.
    """
    done = frozenset(completed)
    laid: list[Module] = []
    number, is_open = 0, True
    for title, units in modules:
        places = []
        for facts in units:
            number += 1
            is_complete = facts.key in done
            places.append(Place(facts, number, is_complete, is_open or is_complete))
            is_open = is_open and is_complete
        laid.append(Module(title, tuple(places)))
    return Outline(tuple(laid))
