"""What would make a scenario fairer and plainer; never a reason to refuse it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from assessments.conditions import has_conditions, walk_everywhere
from assessments.proofreading import Fault, Problem
from assessments.readability import read
from assessments.scenario import Choice, Scenario, Scene

FEWEST_SCENES = 4
GUESSABLE_SHARE = Fraction(2, 3)
"""Above it, who always takes the longest choice (or the first) is mostly right."""


def advice(scenario: Scenario, language: str) -> tuple[Problem, ...]:
    """Return what an author may want to look at again.

    Args:
        scenario: sound or not.
        language: code of the language it is written in.
    """
    return (
        *_offers(scenario),
        *_patterns(scenario),
        *_hard_scenes(scenario, language),
    )


def _offers(scenario: Scenario) -> Iterator[Problem]:
    """Name choices and scenes whose conditions do not do what they seem to.

    Where there are too many walks to follow, a scene is named if all its choices
    have conditions: perhaps one of them always holds.
    """
    if not has_conditions(scenario):
        return
    walks = walk_everywhere(scenario)
    for scene in scenario.scenes:
        if walks is None:
            if scene.choices and all(
                c.only_after or c.not_after for c in scene.choices
            ):
                yield Problem(Fault.MAYBE_NONE_OFFERED, place=scene.name)
            continue
        if scene.name in walks.stranded:
            yield Problem(Fault.NONE_OFFERED, place=scene.name)
        for position, choice in enumerate(scene.choices):
            is_met = scene.name in walks.reached
            if is_met and (scene.name, position) not in walks.offered:
                yield Problem(Fault.NEVER_OFFERED, scene.name, choice.text)


def _patterns(scenario: Scenario) -> Iterator[Problem]:
    """Name ways to find the best choice without reading.

    Counts scenes with one best choice among several; speaks from
    ``FEWEST_SCENES`` of them on.
    """
    judged = [scene for scene in scenario.scenes if _best(scene)]
    if len(judged) < FEWEST_SCENES:
        return
    total = len(judged)
    longest = sum(map(_is_best_longest, judged))
    if Fraction(longest, total) > GUESSABLE_SHARE:
        yield Problem(Fault.BEST_IS_LONGEST, count=longest, total=total)
    places = Counter(_place_of_best(scene) for scene in judged)
    place, count = places.most_common(1)[0]
    if Fraction(count, total) > GUESSABLE_SHARE:
        yield Problem(
            Fault.BEST_IN_ONE_PLACE, target=str(place), count=count, total=total
        )


def _best(scene: Scene) -> Choice | None:
    """Return the best choice, where there is exactly one among others."""
    found = [choice for choice in scene.choices if choice.severity == "best"]
    return found[0] if len(found) == 1 and len(scene.choices) > 1 else None


def _is_best_longest(scene: Scene) -> bool:
    best = _best(scene)
    return best is not None and all(
        len(best.text) > len(choice.text) for choice in scene.choices if choice != best
    )


def _place_of_best(scene: Scene) -> int:
    """Return the position of the best choice, from 1."""
    return 1 + [choice.severity for choice in scene.choices].index("best")


def _hard_scenes(scenario: Scenario, language: str) -> Iterator[Problem]:
    """Name scenes that are harder to read than they should be."""
    for scene in scenario.scenes:
        texts = [scene.text]
        for choice in scene.choices:
            texts += [choice.text, choice.feedback]
        reading = read("<br>".join(texts), language)
        if reading and reading.is_hard:
            fault = {
                "grade": Fault.HARD_GRADE,
                "inflesz": Fault.HARD_INFLESZ,
            }[reading.scale]
            yield Problem(
                fault, place=scene.name, count=reading.value, total=reading.limit
            )
