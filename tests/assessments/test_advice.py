"""What would make a scenario fairer, and that it never refuses one."""

import pytest

from assessments.advice import advice
from assessments.proofreading import Fault, problems
from assessments.scenario import Choice, Ending, Scenario, Scene
from tests.assessments.test_readability import DURO, HARD, PLAIN


def scene(number, *, best_at=0, lengths=(20, 20, 20), text="<p>…</p>"):
    choices = tuple(
        Choice(
            key=f"{number}-{position}",
            text="x" * length,
            severity="best" if position == best_at else "poor",
            feedback="",
            leads_to="end" if number == 0 else f"scene-{number - 1}",
        )
        for position, length in enumerate(lengths)
    )
    return Scene(f"scene-{number}", "", "", text, choices)


def scenario(*scenes):
    ending = Ending("end", "End", "good", "", "")
    return Scenario(f"scene-{len(scenes) - 1}", scenes, (ending,))


def found(*scenes, language="en"):
    return [problem.fault for problem in advice(scenario(*scenes), language)]


def scattered(number, **fields):
    return scene(number, best_at=number % 3, **fields)


def longest(number, *, is_longest=True):
    lengths = [20, 20, 20]
    lengths[number % 3] += 10 if is_longest else 0
    return scattered(number, lengths=lengths)


def test_choices_of_one_length_in_changing_places_call_for_no_advice():
    assert found(*map(scattered, range(6))) == []


def test_a_best_choice_that_is_always_the_longest_is_named_with_its_numbers():
    given = [longest(number, is_longest=number < 5) for number in range(6)]
    (problem,) = advice(scenario(*given), "en")
    assert problem.fault == Fault.BEST_IS_LONGEST
    assert (problem.count, problem.total) == (5, 6)


def test_two_thirds_are_still_no_pattern():
    given = [longest(number, is_longest=number < 4) for number in range(6)]
    assert found(*given) == []


def test_a_best_choice_as_long_as_another_is_not_the_longest():
    tied = [scattered(number, lengths=(30, 30, 30)) for number in range(6)]
    assert found(*tied) == []


def test_three_scenes_are_too_few_for_a_pattern():
    assert found(*[scene(n, lengths=(30, 20, 20)) for n in range(3)]) == []


@pytest.mark.parametrize("place", [1, 2, 3])
def test_a_best_choice_in_one_place_is_named_with_the_place(place):
    given = [scene(number, best_at=place - 1) for number in range(4)]
    (problem,) = advice(scenario(*given), "en")
    assert (problem.fault, problem.target) == (Fault.BEST_IN_ONE_PLACE, str(place))


def test_scenes_with_two_best_choices_are_left_out_of_patterns():
    def twice_best(number):
        given = scene(number)
        second = Choice("b", "y", "best", "", given.choices[0].leads_to)
        return Scene(given.name, "", "", "", (*given.choices, second))

    assert found(*map(twice_best, range(5))) == []


def test_a_hard_scene_is_named_with_its_grade():
    (problem,) = advice(scenario(scene(0, text=f"<p>{HARD}</p>")), "en")
    assert (problem.fault, problem.place) == (Fault.HARD_GRADE, "scene-0")
    assert problem.count > problem.total == 8


def test_a_hard_scene_in_spanish_has_a_scale_of_its_own():
    (problem,) = advice(scenario(scene(0, text=DURO)), "es")
    assert problem.fault == Fault.HARD_INFLESZ
    assert problem.count < problem.total == 55


def test_choices_and_feedback_are_read_with_their_scene():
    choice = Choice("a", HARD, "best", HARD, "end")
    assert found(Scene("one", "", "", "", (choice,))) == [Fault.HARD_GRADE]


def test_plain_words_call_for_no_advice():
    assert found(scene(0, text=PLAIN)) == []


def test_advice_never_refuses_a_scenario():
    given = scenario(*[scene(n, lengths=(30, 20, 20), text=HARD) for n in range(5)])
    assert advice(given, "en")
    assert problems(given) == ()


@pytest.mark.parametrize("fault", Fault)
def test_what_is_advice_and_what_blocks_are_told_apart(fault):
    named = {
        *(Fault.BEST_IS_LONGEST, Fault.BEST_IN_ONE_PLACE),
        *(Fault.HARD_GRADE, Fault.HARD_INFLESZ),
        *(Fault.NONE_OFFERED, Fault.MAYBE_NONE_OFFERED, Fault.NEVER_OFFERED),
    }
    assert fault.is_advice == (fault in named)
