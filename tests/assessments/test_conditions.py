"""Conditions on earlier choices: what they leave open, on every path."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import conditions
from assessments.advice import advice
from assessments.conditions import walk_everywhere
from assessments.proofreading import Fault, problems
from assessments.scenario import Choice, Ending, Scenario, Scene, go_on, walk

ENDING = Ending("end", "End", "good", "", "")


def choice(leads_to, name="", *, only_after=(), not_after=(), severity="best"):
    key = f"{leads_to}/{name}/{only_after}/{not_after}"
    return Choice(
        key,
        f"To {leads_to}",
        severity,
        "",
        leads_to,
        name=name,
        only_after=tuple(only_after),
        not_after=tuple(not_after),
    )


def scene(name, *choices):
    return Scene(name, name, "", "", choices)


def scenario(*scenes):
    return Scenario(scenes[0].name, scenes, (ENDING,))


def found(given):
    return {(p.fault, p.place) for p in (*problems(given), *advice(given, "en"))}


KEY = scene("hall", choice("door", "key"), choice("door"))


def test_a_condition_that_some_path_meets_is_no_problem():
    door = scene("door", choice("end", only_after=["key"]), choice("end"))
    assert found(scenario(KEY, door)) == set()


def test_a_condition_on_a_choice_that_is_not_there_is_refused():
    door = scene("door", choice("end", only_after=["kye"]), choice("end"))
    (problem,) = problems(scenario(KEY, door))
    assert (problem.fault, problem.target) == (Fault.UNKNOWN_CONDITION, "kye")
    assert problem.fault.is_advice is False


def test_a_scene_that_some_path_comes_to_with_no_condition_met_is_named():
    door = scene("door", choice("end", only_after=["key"]))
    assert found(scenario(KEY, door)) == {(Fault.NONE_OFFERED, "door")}


def test_conditions_that_cover_every_path_leave_nobody_without():
    door = scene(
        "door", choice("end", only_after=["key"]), choice("end", not_after=["key"])
    )
    assert found(scenario(KEY, door)) == set()


def test_a_choice_that_no_path_meets_is_named():
    hall = scene("hall", choice("door", "key"))
    door = scene("door", choice("end"), choice("end", not_after=["key"]))
    assert found(scenario(hall, door)) == {(Fault.NEVER_OFFERED, "door")}


def test_a_choice_that_asks_for_two_that_exclude_each_other_is_never_offered():
    hall = scene("hall", choice("door", "left"), choice("door", "right"))
    both = choice("end", only_after=["left", "right"])
    door = scene("door", both, choice("end"))
    assert found(scenario(hall, door)) == {(Fault.NEVER_OFFERED, "door")}


def test_a_scene_behind_a_choice_that_is_never_offered_cannot_be_reached():
    hall = scene("hall", choice("door", "key"))
    door = scene("door", choice("end"), choice("attic", not_after=["key"]))
    given = scenario(hall, door, scene("attic", choice("end")))
    assert (Fault.UNREACHABLE_SCENE, "attic") in found(given)


def test_a_loop_that_conditions_shut_behind_somebody_is_named():
    hall = scene("hall", choice("yard", "vow"), choice("yard"))
    yard = scene("yard", choice("yard"), choice("end", not_after=["vow"]))
    given = scenario(hall, yard)
    assert (Fault.TRAPPED_BY_CONDITIONS, "yard") in found(given)
    assert Fault.NO_WAY_OUT not in {p.fault for p in problems(given)}


def test_with_too_many_paths_a_doubt_is_said_as_a_doubt(monkeypatch):
    monkeypatch.setattr(conditions, "MOST_STATES", 2)
    door = scene("door", choice("end", only_after=["key"]))
    assert found(scenario(KEY, door)) == {(Fault.MAYBE_NONE_OFFERED, "door")}


def test_a_search_that_would_take_too_long_is_given_up():
    asked = [f"c{n}" for n in range(20)]
    scenes = [
        scene(f"s{n}", choice(f"s{n + 1}", name), choice(f"s{n + 1}"))
        for n, name in enumerate(asked)
    ]
    last = scene("s20", choice("end", only_after=asked))
    assert walk_everywhere(scenario(*scenes, last)) is None


@st.composite
def conditional(draw):
    names = ["", "x", "y"]
    places = ["a", "b", "c", "end"]
    asked = st.lists(st.sampled_from(["x", "y"]), max_size=1)
    choices = st.builds(
        choice,
        st.sampled_from(places),
        st.sampled_from(names),
        only_after=asked,
        not_after=asked,
    )
    several = st.lists(choices, min_size=1, max_size=3, unique_by=lambda c: c.key)
    return scenario(*(scene(name, *draw(several)) for name in "abc"))


@given(conditional(), st.randoms(use_true_random=False))
def test_no_walk_meets_what_the_search_has_not(given, rng):
    walks = walk_everywhere(given)
    path = walk(given, [])
    for _step in range(12):
        assert path.place.name in walks.reached
        if path.is_over:
            return
        here = path.place
        if not any(c.is_offered(path.made) for c in here.choices):
            assert here.name in walks.stranded
        for position, option in enumerate(here.choices):
            if option.is_offered(path.made):
                assert (here.name, position) in walks.offered
        path = go_on(given, path, rng.choice(path.offered).key)


@pytest.mark.parametrize("given", [scenario(KEY, scene("door", choice("end")))])
def test_without_conditions_nothing_changes(given):
    assert found(given) == set()
