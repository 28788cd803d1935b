"""The scenario that one learner plays, frozen: as objects and as JSON. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from assessments.scenario import Choice, Ending, Scenario, Scene

VERSION = 1

Json = dict[str, Any]


@dataclass(frozen=True)
class DeliveredChoice:
    """A choice as a learner sees it before choosing."""

    key: str
    text: str


@dataclass(frozen=True)
class DeliveredScene:
    """A scene as a learner sees it before choosing: nothing else is sent."""

    title: str
    speaker: str
    text: str
    choices: tuple[DeliveredChoice, ...]


def deliver(scene: Scene) -> DeliveredScene:
    """Return what may be seen of ``scene`` before a choice is made."""
    return DeliveredScene(
        title=scene.title,
        speaker=scene.speaker,
        text=scene.text,
        choices=tuple(DeliveredChoice(c.key, c.text) for c in scene.choices),
    )


def freeze(scenario: Scenario) -> Json:
    """Return ``scenario`` as JSON with its version number."""
    return asdict(scenario) | {"version": VERSION}


def thaw(frozen: Json) -> Scenario:
    """Return the scenario that ``freeze`` made.

    Raises:
        ValueError: the JSON has another version than this code can read.
    """
    if frozen.get("version") != VERSION:
        raise ValueError(f"cannot read version {frozen.get('version')!r}")
    return Scenario(
        start=frozen["start"],
        scenes=tuple(_scene(scene) for scene in frozen["scenes"]),
        endings=tuple(Ending(**ending) for ending in frozen["endings"]),
    )


def _scene(frozen: Json) -> Scene:
    choices = tuple(Choice(**choice) for choice in frozen["choices"])
    return Scene(**frozen | {"choices": choices})
