"""A branching scenario: scenes, choices, endings, and a way through them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

SEVERITIES = ("best", "acceptable", "poor", "unsafe")


@dataclass(frozen=True)
class Choice:
    """One thing that the learner may do in a scene.

    Attributes:
        key: identity of the choice within its scene.
        severity: one of ``SEVERITIES``.
        leads_to: name of the scene or ending that follows.
    """

    key: str
    text: str
    severity: str
    feedback: str
    leads_to: str


@dataclass(frozen=True)
class Scene:
    """A moment in which the learner decides.

    Attributes:
        text: what happens, HTML.
    """

    name: str
    title: str
    speaker: str
    text: str
    choices: tuple[Choice, ...]

    def choice(self, key: str) -> Choice:
        """Return the choice with this key.

        Raises:
            ValueError: the scene offers no such choice.
        """
        for choice in self.choices:
            if choice.key == key:
                return choice
        raise ValueError(f"scene {self.name}: no choice {key}")


@dataclass(frozen=True)
class Ending:
    """Where a path stops.

    Attributes:
        outcome: "good", "mixed" or "hard".
        text: what happens, HTML.
        debrief: what to take along, HTML.
    """

    name: str
    title: str
    outcome: str
    text: str
    debrief: str


@dataclass(frozen=True)
class Scenario:
    """Scenes and endings, joined by choices."""

    start: str
    scenes: tuple[Scene, ...]
    endings: tuple[Ending, ...]

    @property
    def places(self) -> tuple[Scene | Ending, ...]:
        """Everything that a choice may lead to."""
        return (*self.scenes, *self.endings)

    def place(self, name: str) -> Scene | Ending:
        """Return the scene or ending with this name.

        Raises:
            ValueError: nothing has this name.
        """
        for place in self.places:
            if place.name == name:
                return place
        raise ValueError(f"no scene or ending {name}")


@dataclass(frozen=True)
class Step:
    """One decision on a path."""

    scene: Scene
    choice: Choice


@dataclass(frozen=True)
class Path:
    """The decisions so far, and where they have led."""

    steps: tuple[Step, ...]
    place: Scene | Ending

    @property
    def number(self) -> int:
        """The number of the decision that comes next, from 1."""
        return len(self.steps) + 1

    @property
    def is_over(self) -> bool:
        return isinstance(self.place, Ending)


def walk(scenario: Scenario, keys: Iterable[str]) -> Path:
    """Follow the choices ``keys`` from the start.

    Raises:
        ValueError: a key is not offered where it is used, or goes on after an end.
    """
    place = scenario.place(scenario.start)
    steps: list[Step] = []
    for key in keys:
        if isinstance(place, Ending):
            raise ValueError(f"ending {place.name}: no choice {key}")
        choice = place.choice(key)
        steps.append(Step(place, choice))
        place = scenario.place(choice.leads_to)
    return Path(tuple(steps), place)
