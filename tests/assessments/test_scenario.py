import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.proofreading import Fault, Problem, problems
from assessments.scenario import Choice, Ending, Scenario, Scene, walk
from assessments.wording import describe_problem


def scene(name, *targets, severities=("best",)):
    """Return a scene whose choices lead to ``targets``."""
    given_ones = [*severities, *["poor"] * len(targets)]
    choices = tuple(
        Choice(f"{name}>{target}", f"Say {target}", severity, "Why", target)
        for target, severity in zip(targets, given_ones, strict=False)
    )
    return Scene(name, name.title(), "", "<p>…</p>", choices)


def ending(name):
    return Ending(name, name.title(), "good", "<p>…</p>", "<p>…</p>")


def scenario(*scenes, endings=("end",), start="one"):
    return Scenario(start, scenes, tuple(ending(name) for name in endings))


GOOD = scenario(
    scene("one", "two", "end"), scene("two", "one", "hard"), endings=("end", "hard")
)


OF_THE_WHOLE = {
    *(Fault.MISSING_START, Fault.NO_ENDING),
    *(Fault.BEST_IS_LONGEST, Fault.BEST_IN_ONE_PLACE),
}


def faults(broken):
    return {(problem.fault, problem.place) for problem in problems(broken)}


def test_a_sound_scenario_has_no_problems():
    assert problems(GOOD) == ()


def test_a_choice_that_leads_nowhere_is_named_with_its_scene():
    found = problems(scenario(scene("one", "end", "gone")))
    assert found == (Problem(Fault.LEADS_NOWHERE, "one", "Say gone", "gone"),)


def test_a_scene_that_cannot_be_reached_is_named():
    broken = scenario(scene("one", "end"), scene("attic", "end"))
    assert faults(broken) == {(Fault.UNREACHABLE_SCENE, "attic")}


def test_an_ending_that_cannot_be_reached_is_named():
    broken = scenario(scene("one", "end"), endings=("end", "lost"))
    assert faults(broken) == {(Fault.UNREACHABLE_ENDING, "lost")}


def test_a_scenario_without_an_ending_says_so_once():
    broken = scenario(scene("one", "one"), endings=())
    assert faults(broken) == {(Fault.NO_ENDING, "")}


def test_scenes_that_only_lead_round_are_named():
    broken = scenario(
        scene("one", "two", "end"), scene("two", "three"), scene("three", "two")
    )
    assert faults(broken) == {(Fault.NO_WAY_OUT, "two"), (Fault.NO_WAY_OUT, "three")}


def test_a_scene_without_a_best_choice_is_named():
    broken = scenario(scene("one", "end", severities=("acceptable",)))
    assert faults(broken) == {(Fault.NO_BEST_CHOICE, "one")}


def test_a_scene_without_choices_is_named():
    broken = scenario(scene("one", "two", "end"), scene("two"))
    assert faults(broken) == {(Fault.NO_CHOICES, "two")}


def test_a_name_that_is_used_twice_is_named_once():
    broken = scenario(scene("one", "end"), scene("one", "end"), scene("one", "end"))
    assert (Fault.DUPLICATE_NAME, "one") in faults(broken)
    assert len(problems(broken)) == 1


def test_an_ending_may_not_share_the_name_of_a_scene():
    broken = scenario(scene("one", "end"), scene("end", "one"))
    assert (Fault.DUPLICATE_NAME, "end") in faults(broken)


@pytest.mark.parametrize("start", ["nowhere", ""])
def test_a_start_that_does_not_exist_is_named(start):
    found = problems(scenario(scene("one", "end"), start=start))
    assert found[0] == Problem(Fault.MISSING_START, target=start)


def test_an_ending_cannot_be_the_start():
    assert Fault.MISSING_START in {p.fault for p in problems(scenario(start="end"))}


@pytest.mark.parametrize("fault", Fault)
def test_every_fault_has_a_sentence_that_names_what_is_wrong(fault):
    sentence = describe_problem(Problem(fault, "the-hall", "Say yes", "the-yard"))
    assert sentence.endswith(".")
    assert "%(" not in sentence
    assert ("the-hall" in sentence) == (fault not in OF_THE_WHOLE)


def test_a_path_follows_the_choices():
    path = walk(GOOD, ["one>two", "two>one"])
    assert path.place.name == "one"
    assert path.number == 3
    assert not path.is_over


def test_a_path_is_over_at_an_ending():
    path = walk(GOOD, ["one>end"])
    assert path.is_over
    assert path.place.name == "end"


@pytest.mark.parametrize("keys", [["two>one"], ["one>end", "one>end"]])
def test_a_choice_that_is_not_on_offer_is_refused(keys):
    with pytest.raises(ValueError, match="no choice"):
        walk(GOOD, keys)


NAMES = list("abcdef")


@st.composite
def graphs(draw):
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
    places = [*NAMES, "end", "hard", "gone"]
    lead = st.lists(st.sampled_from(places), max_size=3, unique=True)
    return scenario(
        *(scene(name, *draw(lead)) for name in names),
        endings=draw(st.lists(st.sampled_from(["end", "hard"]), unique=True)),
        start=names[0],
    )


@given(graphs(), st.randoms(use_true_random=False))
def test_without_problems_every_walk_can_go_on_to_an_ending(graph, rng):
    if problems(graph):
        return
    keys = []
    for _step in range(8):
        path = walk(graph, keys)
        if path.is_over:
            return
        keys.append(rng.choice(path.place.choices).key)
    assert _can_end(graph, walk(graph, keys).place)


def _can_end(graph, place, seen=frozenset()):
    if isinstance(place, Ending):
        return True
    return any(
        _can_end(graph, graph.place(choice.leads_to), seen | {place.name})
        for choice in place.choices
        if choice.leads_to not in seen
    )


@given(graphs())
def test_looking_for_problems_always_comes_to_an_end(graph):
    for problem in problems(graph):
        assert describe_problem(problem)
