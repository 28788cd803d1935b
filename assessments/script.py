"""The scenario that one learner plays, frozen: as objects and as JSON. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from assessments.scenario import (
    Audio,
    Choice,
    Ending,
    Path,
    Picture,
    PlayRules,
    Scenario,
    Scene,
)

VERSION = 2
"""1: without names, credits, conditions, lessons, pictures, audio and rules."""

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
    picture: Picture | None = None
    audio: Audio | None = None


def deliver(path: Path) -> DeliveredScene:
    """Return what may be seen of the scene that ``path`` has come to.

    Raises:
        ValueError: it has come to an ending.
    """
    scene = path.place
    if isinstance(scene, Ending):
        raise ValueError(f"ending {scene.name}: there is nothing to decide")
    return DeliveredScene(
        title=scene.title,
        speaker=scene.speaker,
        text=scene.text,
        choices=tuple(DeliveredChoice(c.key, c.text) for c in path.offered),
        picture=scene.picture,
        audio=scene.audio,
    )


def freeze(scenario: Scenario) -> Json:
    """Return ``scenario`` as JSON with its version number."""
    frozen = asdict(scenario)
    for scene in frozen["scenes"]:
        for choice in scene["choices"]:
            choice["credits"] = [
                [code, str(share)] for code, share in choice["credits"]
            ]
    frozen["rules"]["pass_mark"] = str(scenario.rules.pass_mark)
    return frozen | {"version": VERSION}


def thaw(frozen: Json) -> Scenario:
    """Return the scenario that ``freeze`` made.

    Raises:
        ValueError: the JSON has another version than this code can read.
    """
    if frozen.get("version") not in (1, VERSION):
        raise ValueError(f"cannot read version {frozen.get('version')!r}")
    return Scenario(
        start=frozen["start"],
        scenes=tuple(_scene(scene) for scene in frozen["scenes"]),
        endings=tuple(Ending(**ending) for ending in frozen["endings"]),
        rules=_rules(frozen.get("rules", {})),
        domain=frozen.get("domain", ""),
        domains=frozen.get("domains", {}),
        lessons=frozen.get("lessons", {}),
    )


def _scene(frozen: Json) -> Scene:
    picture, audio = frozen.get("picture"), frozen.get("audio")
    thawed = {
        "choices": tuple(_choice(choice) for choice in frozen["choices"]),
        "picture": Picture(**picture) if picture else None,
        "audio": Audio(**audio) if audio else None,
    }
    return Scene(**frozen | thawed)


def _choice(frozen: Json) -> Choice:
    thawed = {
        "credits": tuple(
            (code, Fraction(share)) for code, share in frozen.get("credits", ())
        ),
        "only_after": tuple(frozen.get("only_after", ())),
        "not_after": tuple(frozen.get("not_after", ())),
    }
    return Choice(**frozen | thawed)


def _rules(frozen: Json) -> PlayRules:
    if not frozen:
        return PlayRules()
    return PlayRules(**frozen | {"pass_mark": Decimal(frozen["pass_mark"])})
