"""What conditions on earlier choices leave open in a scenario. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assessments.scenario import Scenario, Scene

MOST_STATES = 20_000
"""Scenes times sets of earlier choices; more are not looked through."""

State = tuple[str, frozenset[str]]


@dataclass(frozen=True)
class Walks:
    """What a learner can meet, over all walks from the start.

    Attributes:
        reached: names of scenes and endings that some walk comes to.
        stranded: names of scenes to which some walk comes with no condition met.
        offered: (name of the scene, position of the choice) that some walk is
            offered because its conditions hold.
        trapped: names of scenes from which some walk can no longer end.
    """

    reached: frozenset[str]
    stranded: frozenset[str]
    offered: frozenset[tuple[str, int]]
    trapped: frozenset[str]


def has_conditions(scenario: Scenario) -> bool:
    """Whether any choice depends on an earlier one."""
    return any(c.only_after or c.not_after for s in scenario.scenes for c in s.choices)


def walk_everywhere(scenario: Scenario) -> Walks | None:
    """Follow every walk from the start, with what was chosen on it.

    Where no condition of a scene holds, all its choices are open, as they are to
    a learner.

    Returns:
        None where there are more than ``MOST_STATES`` to look at.
    """
    scenes = {scene.name: scene for scene in reversed(scenario.scenes)}
    endings = {ending.name for ending in scenario.endings}
    asked = _names_asked_for(scenario)
    came_from: dict[State, set[State]] = {(scenario.start, frozenset()): set()}
    waiting = list(came_from)
    stranded, offered = set[str](), set[tuple[str, int]]()
    while waiting:
        state = waiting.pop()
        name, made = state
        if (scene := scenes.get(name)) is None:
            continue
        holding = {n for n, c in enumerate(scene.choices) if c.is_offered(made)}
        offered |= {(name, position) for position in holding}
        if scene.choices and not holding:
            stranded.add(name)
        for following in _next(scene, made, holding, asked):
            if following not in came_from:
                if len(came_from) >= MOST_STATES:
                    return None
                came_from[following] = set()
                waiting.append(following)
            came_from[following].add(state)
    saved = _back_from({s for s in came_from if s[0] in endings}, came_from)
    return Walks(
        reached=frozenset(name for name, _made in came_from),
        stranded=frozenset(stranded),
        offered=frozenset(offered),
        trapped=frozenset(s[0] for s in came_from if s not in saved and s[0] in scenes),
    )


def _names_asked_for(scenario: Scenario) -> frozenset[str]:
    """Return the names of choices on which others depend; the rest can be forgotten."""
    choices = [choice for scene in scenario.scenes for choice in scene.choices]
    return frozenset(n for c in choices for n in (*c.only_after, *c.not_after))


def _next(
    scene: Scene, made: frozenset[str], holding: set[int], asked: frozenset[str]
) -> Iterator[State]:
    for position, choice in enumerate(scene.choices):
        if position in holding or not holding:
            yield choice.leads_to, made | ({choice.name} & asked)


def _back_from(ends: set[State], came_from: dict[State, set[State]]) -> set[State]:
    """Return every state from which one of ``ends`` can be reached."""
    found, waiting = set[State](), list(ends)
    while waiting:
        state = waiting.pop()
        if state not in found:
            found.add(state)
            waiting.extend(came_from[state])
    return found
