"""What a path is worth: shares, domains, and what unsafe choices do."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.path_grade import CREDIT_OF_SEVERITY, grade, lessons_after
from assessments.scenario import (
    SEVERITIES,
    UNSAFE_RULES,
    Back,
    Choice,
    Ending,
    PlayRules,
    Scenario,
    Scene,
    walk,
)

DOMAINS = ("ethics", "boundaries", "")
SHARES = st.fractions(0, 1, max_denominator=100)
END = Ending("end", "End", "good", "<p>…</p>", "<p>…</p>")


def choice(severity="best", credits=(), **fields):
    return Choice("a", "Say so", severity, "Why", "end", credits=credits, **fields)


def line_of(*choices, rules=None):
    """Return a scenario of one scene for each of ``choices``, and its whole path."""
    scenes = tuple(
        Scene(
            f"s{number}",
            "",
            "",
            "",
            (
                replace(
                    made,
                    leads_to="end" if number == len(choices) else f"s{number + 1}",
                ),
            ),
        )
        for number, made in enumerate(choices, start=1)
    )
    scenario = Scenario(
        "s1", scenes, (END,), rules=rules or PlayRules("exam"), domain="ethics"
    )
    return scenario, walk(scenario, ["a"] * len(choices))


def graded(*choices, **rules):
    return grade(*line_of(*choices, rules=PlayRules("exam", **rules)))


CHOICES = st.builds(
    choice,
    st.sampled_from(SEVERITIES),
    st.lists(
        st.tuples(st.sampled_from(DOMAINS), SHARES),
        max_size=3,
        unique_by=lambda c: c[0],
    ).map(tuple),
)
PATHS = st.lists(CHOICES, min_size=1, max_size=6)


@given(PATHS)
def test_credit_is_a_share_in_all_and_in_every_domain(choices):
    result = graded(*choices)
    assert 0 <= result.credit <= 1
    assert 0 <= result.percentage <= 100
    for score in result.by_domain:
        assert 0 <= score.credit <= score.total


@given(PATHS)
def test_the_percentage_is_the_mean_credit_rounded_down(choices):
    result = graded(*choices)
    exact = result.credit * 100
    assert exact - Fraction(1, 100) < Fraction(result.percentage) <= exact


@given(PATHS, st.data())
def test_the_order_of_decisions_changes_no_credit(choices, data):
    shuffled = data.draw(st.permutations(choices))
    one, other = graded(*choices), graded(*shuffled)
    assert one.credit == other.credit
    assert {s.domain: s for s in one.by_domain} == {
        s.domain: s for s in other.by_domain
    }


@given(PATHS, st.integers(0, 5), st.sampled_from(UNSAFE_RULES))
def test_a_better_choice_never_lowers_the_outcome(choices, position, rule):
    plain = [replace(made, credits=()) for made in choices]
    position %= len(plain)
    rank = SEVERITIES.index(plain[position].severity)
    better = list(plain)
    better[position] = replace(plain[position], severity=SEVERITIES[max(0, rank - 1)])
    before = graded(*plain, unsafe_rule=rule)
    after = graded(*better, unsafe_rule=rule)
    assert after.credit >= before.credit
    assert not (before.is_passed and after.is_passed is False)


@given(PATHS)
def test_domains_count_every_credit_once(choices):
    result = graded(*choices)
    given_ones = sum(len(made.credits) or 1 for made in choices)
    assert sum(score.total for score in result.by_domain) == given_ones


@pytest.mark.parametrize("severity", SEVERITIES)
def test_without_credits_of_its_own_a_choice_is_worth_its_severity(severity):
    result = graded(choice(severity))
    assert result.credit == CREDIT_OF_SEVERITY[severity]
    assert [score.domain for score in result.by_domain] == ["ethics"]


def test_credits_of_its_own_count_instead_of_the_severity():
    credits = (("boundaries", Fraction(1)), ("ethics", Fraction(1, 2)))
    result = graded(choice("unsafe", credits), unsafe_rule="debrief")
    assert result.credit == Fraction(3, 4)
    assert result.percentage == 75


def test_thirds_are_exact_and_rounded_down_once():
    result = graded(choice("acceptable"), choice("best"), choice("best"))
    assert result.credit == Fraction(8, 9)
    assert result.percentage == Decimal("88.88")


@pytest.mark.parametrize(("mark", "is_passed"), [("88.88", True), ("88.89", False)])
def test_the_pass_mark_is_met_exactly_or_not(mark, is_passed):
    choices = choice("acceptable"), choice("best"), choice("best")
    assert graded(*choices, pass_mark=Decimal(mark)).is_passed == is_passed


@pytest.mark.parametrize(
    ("rule", "unsafe", "held_for", "is_passed"),
    [
        ("debrief", 2, "", True),
        ("review", 1, "", True),
        ("review", 2, "review", None),
        ("fail", 1, "", True),
        ("fail", 2, "", False),
    ],
)
def test_unsafe_choices_do_what_the_rule_says_from_the_threshold_on(
    rule, unsafe, held_for, is_passed
):
    choices = [choice("unsafe")] * unsafe + [choice("best")] * 3
    result = graded(
        *choices, unsafe_rule=rule, unsafe_threshold=2, pass_mark=Decimal(50)
    )
    assert (result.held_for, result.is_passed) == (held_for, is_passed)
    assert len(result.unsafe) == unsafe


def test_the_same_scene_counts_once_toward_the_threshold():
    stay = Choice("stay", "Again", "unsafe", "Why", "one")
    leave = Choice("leave", "Go", "best", "Why", "end")
    rules = PlayRules("exam", Decimal(0), "fail", 2)
    scenario = Scenario(
        "one", (Scene("one", "", "", "", (stay, leave)),), (END,), rules
    )
    path = walk(scenario, ["stay", "stay", "leave"])
    assert grade(scenario, path).unsafe == ("one",)
    assert grade(scenario, path).is_passed


def test_what_was_gone_back_on_has_no_grade():
    scenario, _path = line_of(choice("best"), choice("unsafe"))
    again = walk(scenario, ["a", "a", Back(2)])
    assert grade(scenario, again).credit == 1


def test_a_path_without_a_decision_is_not_graded():
    scenario, _path = line_of(choice())
    with pytest.raises(ValueError, match="without a decision"):
        grade(scenario, walk(scenario, []))


def test_lessons_are_called_for_by_unsafe_choices_alone_and_once():
    choices = [
        choice("unsafe", lesson="x"),
        choice("poor", lesson="y"),
        choice("unsafe", lesson="x"),
        choice("unsafe"),
    ]
    _scenario, path = line_of(*choices)
    assert lessons_after(path.steps) == ("x",)


def test_going_round_a_loop_raises_no_grade():
    round_again = Choice("round", "Again", "best", "Why", "one")
    leave = Choice("leave", "Go", "poor", "Why", "end")
    scene = Scene("one", "", "", "", (round_again, leave))
    scenario = Scenario("one", (scene,), (END,), PlayRules("exam", Decimal(0)))
    straight = grade(scenario, walk(scenario, ["leave"]))
    round_first = grade(scenario, walk(scenario, ["round", "round", "leave"]))
    assert (straight.credit, round_first.credit) == (Fraction(1, 3), 1)
    poor_first = replace(scene, choices=(replace(round_again, severity="poor"), leave))
    scenario = replace(scenario, scenes=(poor_first,))
    mended = grade(scenario, walk(scenario, ["round", "round", "leave"]))
    assert mended.credit == straight.credit
