"""The way through a scenario: conditions on earlier choices, and going back."""

import pytest

from assessments.scenario import Back, Choice, Ending, Scenario, Scene, walk


def choice(key, leads_to, **fields):
    return Choice(key, f"Say {key}", "best", "Why", leads_to, **fields)


def scene(name, *choices):
    return Scene(name, name.title(), "", "<p>…</p>", choices)


END = Ending("end", "End", "good", "<p>…</p>", "<p>…</p>")
SCENARIO = Scenario(
    "one",
    (
        scene("one", choice("say", "two", name="told"), choice("hide", "two")),
        scene(
            "two",
            choice("remind", "end", only_after=("told",)),
            choice("tell", "end", not_after=("told",)),
            choice("again", "one"),
        ),
    ),
    (END,),
)


def offered(*moves):
    return [choice.key for choice in walk(SCENARIO, moves).offered]


def test_a_choice_may_depend_on_what_was_chosen_before():
    assert offered("say") == ["remind", "again"]
    assert offered("hide") == ["tell", "again"]


def test_what_was_chosen_stays_chosen_when_the_path_comes_round():
    assert offered("say", "again", "hide") == ["remind", "again"]


def test_a_choice_that_is_not_offered_cannot_be_made():
    with pytest.raises(ValueError, match="not offered"):
        walk(SCENARIO, ["hide", "remind"])


def test_every_name_that_only_after_lists_is_needed():
    both = choice("both", "end", only_after=("told", "asked"))
    assert not both.is_offered({"told"})
    assert both.is_offered({"told", "asked"})


def test_one_name_that_not_after_lists_is_enough():
    neither = choice("neither", "end", not_after=("told", "asked"))
    assert not neither.is_offered({"asked"})
    assert neither.is_offered({"other"})


def test_a_scene_is_never_left_without_a_choice():
    only = scene("one", choice("a", "end", only_after=("never",)))
    path = walk(Scenario("one", (only,), (END,)), [])
    assert [choice.key for choice in path.offered] == ["a"]


def test_nothing_is_offered_at_an_ending():
    assert offered("say", "remind") == []


def test_going_back_undoes_the_decisions_from_there_on_and_keeps_them_on_record():
    path = walk(SCENARIO, ["say", "again", "say", Back(2), "remind"])
    assert [step.choice.key for step in path.steps] == ["say", "remind"]
    assert [getattr(move, "index", "back") for move in path.moves] == [
        *(1, 2, 3),
        "back",
        5,
    ]
    assert path.is_over
    assert path.index == 6


def test_an_undone_choice_counts_for_no_condition():
    assert offered("say", Back(1), "hide") == ["tell", "again"]


def test_one_may_go_back_from_an_ending():
    path = walk(SCENARIO, ["say", "remind", Back(1)])
    assert path.place.name == "one"
    assert path.number == 1


@pytest.mark.parametrize("number", [0, 3, 9])
def test_only_a_decision_that_was_made_can_be_gone_back_to(number):
    with pytest.raises(ValueError, match="no decision"):
        walk(SCENARIO, ["say", "again", Back(number)])


def test_a_step_knows_what_else_could_have_been_chosen():
    (step,) = walk(SCENARIO, ["hide"]).steps
    assert [other.key for other in step.others] == ["say"]
