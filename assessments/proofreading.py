"""What is wrong with a scenario, before anybody plays it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from assessments.conditions import Walks, has_conditions, walk_everywhere
from assessments.scenario import Scenario


class Fault(StrEnum):
    """What can be wrong with a scenario."""

    MISSING_START = "missing_start"
    DUPLICATE_NAME = "duplicate_name"
    NO_ENDING = "no_ending"
    NO_CHOICES = "no_choices"
    LEADS_NOWHERE = "leads_nowhere"
    NO_BEST_CHOICE = "no_best_choice"
    UNREACHABLE_SCENE = "unreachable_scene"
    UNREACHABLE_ENDING = "unreachable_ending"
    NO_WAY_OUT = "no_way_out"
    UNKNOWN_CONDITION = "unknown_condition"
    TRAPPED_BY_CONDITIONS = "trapped_by_conditions"
    NONE_OFFERED = "none_offered"
    MAYBE_NONE_OFFERED = "maybe_none_offered"
    NEVER_OFFERED = "never_offered"
    BEST_IS_LONGEST = "best_is_longest"
    BEST_IN_ONE_PLACE = "best_in_one_place"
    HARD_GRADE = "hard_grade"
    HARD_INFLESZ = "hard_inflesz"

    @property
    def is_advice(self) -> bool:
        """Worth a thought; no reason to refuse the scenario."""
        return self in _ADVICE


_ADVICE = frozenset(
    {
        Fault.NONE_OFFERED,
        Fault.MAYBE_NONE_OFFERED,
        Fault.NEVER_OFFERED,
        Fault.BEST_IS_LONGEST,
        Fault.BEST_IN_ONE_PLACE,
        Fault.HARD_GRADE,
        Fault.HARD_INFLESZ,
    }
)


@dataclass(frozen=True)
class Problem:
    """One fault and where it is; put into words at the edge.

    Attributes:
        place: name of the scene or ending at fault, or "" for the whole.
        choice: text of the choice at fault, or "".
        target: the name that was looked for in vain, or "".
        count: how many scenes have it, or how hard a text is.
        total: out of how many, or how hard it may be.
    """

    fault: Fault
    place: str = ""
    choice: str = ""
    target: str = ""
    count: int = 0
    total: int = 0


def problems(scenario: Scenario) -> tuple[Problem, ...]:
    """Return everything that would leave a learner stuck, or never be seen."""
    walks = walk_everywhere(scenario) if has_conditions(scenario) else None
    return (
        *_names(scenario),
        *_start(scenario),
        *_scenes(scenario),
        *_conditions(scenario),
        *_reach(scenario, walks),
        *_exits(scenario, walks),
    )


def _names(scenario: Scenario) -> Iterator[Problem]:
    counts = Counter(place.name for place in scenario.places)
    for name, count in counts.items():
        if count > 1:
            yield Problem(Fault.DUPLICATE_NAME, place=name)


def _start(scenario: Scenario) -> Iterator[Problem]:
    if scenario.start not in {scene.name for scene in scenario.scenes}:
        yield Problem(Fault.MISSING_START, target=scenario.start)
    if not scenario.endings:
        yield Problem(Fault.NO_ENDING)


def _scenes(scenario: Scenario) -> Iterator[Problem]:
    known = _known(scenario)
    for scene in scenario.scenes:
        if not scene.choices:
            yield Problem(Fault.NO_CHOICES, place=scene.name)
            continue
        for choice in scene.choices:
            if choice.leads_to not in known:
                yield Problem(
                    Fault.LEADS_NOWHERE, scene.name, choice.text, choice.leads_to
                )
        if not any(choice.severity == "best" for choice in scene.choices):
            yield Problem(Fault.NO_BEST_CHOICE, place=scene.name)


def _conditions(scenario: Scenario) -> Iterator[Problem]:
    """Name conditions on a choice that nobody can make, for there is none."""
    choices = [choice for scene in scenario.scenes for choice in scene.choices]
    known = {choice.name for choice in choices if choice.name}
    for scene in scenario.scenes:
        for choice in scene.choices:
            asked = dict.fromkeys((*choice.only_after, *choice.not_after))
            for name in asked:
                if name not in known:
                    yield Problem(
                        Fault.UNKNOWN_CONDITION, scene.name, choice.text, name
                    )


def _reach(scenario: Scenario, walks: Walks | None) -> Iterator[Problem]:
    reached = walks.reached if walks else _closure({scenario.start}, _targets(scenario))
    for scene in scenario.scenes:
        if scene.name not in reached:
            yield Problem(Fault.UNREACHABLE_SCENE, place=scene.name)
    for ending in scenario.endings:
        if ending.name not in reached:
            yield Problem(Fault.UNREACHABLE_ENDING, place=ending.name)


def _exits(scenario: Scenario, walks: Walks | None) -> Iterator[Problem]:
    """Name scenes from which no ending can be reached, or no longer.

    Silent where there is no ending at all, and for a scene without a single
    sound choice: those have a problem of their own.
    """
    if not scenario.endings:
        return
    targets = _targets(scenario)
    sources: dict[str, set[str]] = {}
    for name, leads in targets.items():
        for target in leads:
            sources.setdefault(target, set()).add(name)
    safe = _closure({ending.name for ending in scenario.endings}, sources)
    for scene in scenario.scenes:
        if targets[scene.name] and scene.name not in safe:
            yield Problem(Fault.NO_WAY_OUT, place=scene.name)
        elif walks and targets[scene.name] and scene.name in walks.trapped:
            yield Problem(Fault.TRAPPED_BY_CONDITIONS, place=scene.name)


def _known(scenario: Scenario) -> frozenset[str]:
    return frozenset(place.name for place in scenario.places)


def _targets(scenario: Scenario) -> dict[str, set[str]]:
    known = _known(scenario)
    targets: dict[str, set[str]] = {}
    for scene in scenario.scenes:
        leads = {choice.leads_to for choice in scene.choices}
        targets.setdefault(scene.name, set()).update(leads & known)
    return targets


def _closure(seeds: set[str], edges: dict[str, set[str]]) -> frozenset[str]:
    reached: set[str] = set()
    waiting = list(seeds)
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting.extend(edges.get(name, ()))
    return frozenset(reached)
