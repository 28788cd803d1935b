"""How a cohort went through a scenario: who came where, and what they chose. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from assessments.scenario import Choice, Scenario, Scene

FEW = 10
"""With fewer people than this a count says little."""

WIDEST = 72
"""Pixels that a line takes if everybody goes along it."""

Pair = tuple[str, str]


@dataclass(frozen=True)
class Counts:
    """What was counted of the chosen runs.

    Attributes:
        learners: people behind the runs.
        choices: people who made a choice, by (name of the scene, key).
        scenes: people who decided something in a scene, by its name.
        times: mean time to a decision, by name of the scene.
        endings: people who came to an ending, by its title.
        unsafe: runs whose first unsafe choice was in a scene, by its name.
    """

    learners: int
    choices: Mapping[Pair, int]
    scenes: Mapping[str, int]
    times: Mapping[str, timedelta]
    endings: Mapping[str, int]
    unsafe: Mapping[str, int]


@dataclass(frozen=True)
class ChoiceRow:
    """A choice in the table.

    Attributes:
        leads_to: title of what follows.
        share: of the people who decided there, in whole per cent; None for nobody.
    """

    text: str
    severity: str
    leads_to: str
    learners: int
    share: int | None


@dataclass(frozen=True)
class SceneRow:
    """A scene in the table, with its choices.

    Attributes:
        time: mean time to a decision, or None.
        unsafe: runs that made their first unsafe choice here.
    """

    name: str
    title: str
    learners: int
    time: timedelta | None
    unsafe: int
    choices: tuple[ChoiceRow, ...]

    @property
    def is_few(self) -> bool:
        return self.learners < FEW


@dataclass(frozen=True)
class EndingRow:
    """An ending in the table."""

    title: str
    outcome: str
    learners: int

    @property
    def is_few(self) -> bool:
        return self.learners < FEW


@dataclass(frozen=True)
class Flow:
    """The table, and how wide each line of the picture is.

    Attributes:
        scenario: every scene and choice that was met, in the newest words.
        scenes: in the order of the scenario; so are ``endings``.
        thicknesses: as ``scene_map.draw`` takes them.
        first_unsafe: scenes where unsafe choices begin, most runs first.
    """

    scenario: Scenario
    scenes: tuple[SceneRow, ...]
    endings: tuple[EndingRow, ...]
    thicknesses: Mapping[tuple[int, int], int]
    first_unsafe: tuple[SceneRow, ...]


def merge(versions: Sequence[Scenario], met: Iterable[Pair]) -> Scenario:
    """Return the newest version, with what others met and it no longer has.

    Args:
        versions: the newest first, at least one.
        met: (name of the scene, key of the choice) of every choice made.
    """
    merged = versions[0]
    for name, key in met:
        if not _find(merged, name, key):
            merged = _with_choice(merged, versions, name, key)
    return merged


def _find(scenario: Scenario, name: str, key: str) -> Choice | None:
    for scene in scenario.scenes:
        for choice in scene.choices if scene.name == name else ():
            if choice.key == key:
                return choice
    return None


def _with_choice(
    merged: Scenario, versions: Sequence[Scenario], name: str, key: str
) -> Scenario:
    """Return ``merged`` with one choice from the newest version that has it."""
    for version in versions:
        if choice := _find(version, name, key):
            scene = next(s for s in version.scenes if s.name == name)
            return _with_target(_with(merged, scene, choice), version, choice)
    return merged


def _with(merged: Scenario, scene: Scene, choice: Choice) -> Scenario:
    if scene.name not in {s.name for s in merged.scenes}:
        new = replace(scene, choices=(choice,))
        return replace(merged, scenes=(*merged.scenes, new))
    return replace(
        merged,
        scenes=tuple(
            replace(s, choices=(*s.choices, choice)) if s.name == scene.name else s
            for s in merged.scenes
        ),
    )


def _with_target(merged: Scenario, version: Scenario, choice: Choice) -> Scenario:
    """Bring along the ending that a choice of old led to.

    A scene comes along by itself, for something was chosen there.
    """
    if choice.leads_to in {place.name for place in merged.places}:
        return merged
    lost = tuple(e for e in version.endings if e.name == choice.leads_to)
    return replace(merged, endings=(*merged.endings, *lost))


def unsafe_choices(scenario: Scenario) -> frozenset[Pair]:
    """Return (name of the scene, key) of every unsafe choice."""
    return frozenset(
        (scene.name, choice.key)
        for scene in scenario.scenes
        for choice in scene.choices
        if choice.severity == "unsafe"
    )


def flow(scenario: Scenario, counts: Counts) -> Flow:
    """Return what was counted, beside the words of ``scenario``."""
    rows = tuple(_scene_row(scenario, scene, counts) for scene in scenario.scenes)
    begun = (row for row in rows if row.unsafe)
    return Flow(
        scenario=scenario,
        scenes=rows,
        endings=tuple(
            EndingRow(e.title, e.outcome, counts.endings.get(e.title, 0))
            for e in scenario.endings
        ),
        thicknesses={
            (index, position): _thickness(choice.learners, counts.learners)
            for index, row in enumerate(rows)
            for position, choice in enumerate(row.choices)
        },
        first_unsafe=tuple(sorted(begun, key=lambda row: -row.unsafe)),
    )


def _scene_row(scenario: Scenario, scene: Scene, counts: Counts) -> SceneRow:
    came = counts.scenes.get(scene.name, 0)
    titles = {place.name: place.title for place in scenario.places}
    return SceneRow(
        name=scene.name,
        title=scene.title or scene.name,
        learners=came,
        time=counts.times.get(scene.name),
        unsafe=counts.unsafe.get(scene.name, 0),
        choices=tuple(
            ChoiceRow(
                text=choice.text,
                severity=choice.severity,
                leads_to=titles.get(choice.leads_to, choice.leads_to),
                learners=(n := counts.choices.get((scene.name, choice.key), 0)),
                share=100 * n // came if came else None,
            )
            for choice in scene.choices
        ),
    )


def _thickness(learners: int, total: int) -> int:
    """Return pixels in proportion to people, at least one."""
    return max(1, WIDEST * learners // total) if total else 1
