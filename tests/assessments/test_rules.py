"""Credit rules of the kinds that are not lists of right options."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.responses import Response
from assessments.rules import (
    CREDIT_RULES,
    RULE_OF_KIND,
    Accepted,
    CreditRule,
    Criterion,
    Item,
    Truth,
    by_accepted,
    by_table,
    is_unsafe,
    net_moments,
    rank_distance,
    rubric_credit,
    weighted,
)

HALF = Fraction(1, 2)


def item(kind, truth, options="abcd", **fields):
    return Item(
        key="q",
        kind=kind,
        options=frozenset(options),
        truth=truth,
        **{"rule": RULE_OF_KIND[kind]} | fields,
    )


def pairs(**given):
    return Response(pairs={row.strip("_"): value for row, value in given.items()})


def typed(text):
    return Response(text=text)


RATED = item(
    "rate",
    Truth(
        table={
            "a": {"4": Fraction(1), "3": HALF},
            "b": {"1": Fraction(1), "2": HALF},
        }
    ),
    options="abc",
)


@pytest.mark.parametrize(
    ("given", "credit"),
    [
        ({"a": "4", "b": "1"}, 1),
        ({"a": "3", "b": "1"}, Fraction(3, 4)),
        ({"a": "1", "b": "4"}, 0),
        ({"a": "4"}, HALF),
        ({"a": "4", "b": "1", "c": "2"}, 1),
    ],
)
def test_rating_is_the_mean_over_the_options_that_have_a_key(given, credit):
    assert by_table(RATED, pairs(**given)) == credit


ORDERED = item("order", Truth(order=tuple("abcd")))


@pytest.mark.parametrize(
    ("given", "credit"),
    [
        ("1234", 1),
        ("2134", Fraction(3, 4)),
        ("4321", 0),
        ("1111", 0),
        ("1 34", Fraction(3, 4)),
        ("    ", 0),
    ],
)
def test_an_order_loses_by_how_far_each_step_is_off(given, credit):
    placed = zip("abcd", given, strict=True)
    response = Response(pairs={key: place for key, place in placed if place.strip()})
    assert rank_distance(ORDERED, response) == credit


CROSSED = item(
    "moments",
    Truth(
        table={"a": {"time": Fraction(1), "money": HALF}, "b": {"time": Fraction(1)}}
    ),
)


@pytest.mark.parametrize(
    ("given", "credit"),
    [
        ({"a": "time", "b": "time"}, 1),
        ({"a": "money", "b": "time"}, Fraction(3, 4)),
        ({"a": "time", "b": "time", "c": "time"}, HALF),
        ({"c": "time", "d": "time"}, 0),
        ({}, 0),
    ],
)
def test_a_false_alarm_takes_back_a_moment_found(given, credit):
    assert net_moments(CROSSED, pairs(**given)) == credit


WORDED = item(
    "short",
    Truth(accepted=(Accepted("Café society"), Accepted("coffee", HALF))),
    options="",
)


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        ("café society", 1),
        ("  CAFE\tsociety. ", 1),
        ("cafe\u0301 society", 1),
        ("coffee", HALF),
        ("tea", 0),
        ("", 0),
    ],
)
def test_words_match_whatever_their_case_accents_and_spaces(text, credit):
    assert by_accepted(WORDED, typed(text)) == credit


COUNTED = item(
    "number",
    Truth(accepted=(Accepted("12.5", tolerance="0.5"), Accepted("12.5", HALF, "1"))),
    options="",
)


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        ("12,5", 1),
        ("13", 1),
        ("13.01", HALF),
        ("14", 0),
        ("1e5", 0),
        ("12 500", 0),
        ("\u221212.5", 0),
        ("twelve", 0),
        ("NaN", 0),
        ("", 0),
    ],
)
def test_a_number_is_right_within_its_tolerance(text, credit):
    assert by_accepted(COUNTED, typed(text)) == credit


def test_a_weighted_choice_earns_its_weight():
    chosen = item(
        "single",
        Truth(table={"": {"a": Fraction(1), "b": HALF}}),
        rule=CreditRule.WEIGHTED,
    )
    credits = [
        weighted(chosen, Response(frozenset(key))) for key in ("a", "b", "c", "")
    ]
    assert credits == [1, HALF, 0, 0]


RUBRIC = (
    Criterion("warmth", "Warmth", ("none", "some", "much")),
    Criterion("safety", "Safety", ("no", "yes")),
)


def test_a_rubric_is_the_mean_over_its_lines():
    assert rubric_credit(RUBRIC, {"warmth": 1, "safety": 1}) == Fraction(3, 4)


@pytest.mark.parametrize("levels", [{"warmth": 1}, {"warmth": 3, "safety": 0}])
def test_a_rubric_wants_a_level_that_exists_for_each_line(levels):
    with pytest.raises(ValueError, match="no level"):
        rubric_credit(RUBRIC, levels)


@pytest.mark.parametrize(
    ("kind", "response", "flag"),
    [
        ("single", Response(frozenset("a")), True),
        ("single", Response(frozenset("b")), False),
        ("best_worst", pairs(best="a", worst="b"), True),
        ("best_worst", pairs(best="b", worst="a"), False),
        ("rate", pairs(a="3"), True),
        ("rate", pairs(a="2"), False),
    ],
)
def test_only_favouring_an_unsafe_option_is_unsafe(kind, response, flag):
    truth = Truth(correct=frozenset("b"), table={"best": {"b": Fraction(1)}})
    asked = item(kind, truth, unsafe=frozenset("a"))
    assert is_unsafe(asked, response) is flag


def test_every_rule_is_written_and_every_kind_has_one():
    assert set(CREDIT_RULES) == set(CreditRule)


CREDITS = st.fractions(0, 1, max_denominator=12)


@given(
    st.dictionaries(
        st.sampled_from("abcd"),
        st.dictionaries(st.sampled_from("1234"), CREDITS),
        min_size=1,
    ),
    st.dictionaries(st.sampled_from("abcd"), st.sampled_from("1234")),
    st.sampled_from(["rate", "moments"]),
)
def test_any_table_gives_a_share_from_zero_to_one(table, given_pairs, kind):
    asked = item(kind, Truth(table=table))
    credit = CREDIT_RULES[asked.rule](asked, Response(pairs=given_pairs))
    assert 0 <= credit <= 1


@given(st.permutations("abcde"), st.integers(0, 3))
def test_swapping_neighbours_into_their_order_never_costs_credit(order, position):
    asked = item("order", Truth(order=tuple("abcde")), options="abcde")
    better = list(order)
    first, second = better[position : position + 2]
    if first < second:
        better[position : position + 2] = second, first

    def credit(keys):
        places = {key: str(number) for number, key in enumerate(keys, start=1)}
        return rank_distance(asked, Response(pairs=places))

    sorted_pair = list(better)
    sorted_pair[position : position + 2] = sorted(sorted_pair[position : position + 2])
    assert 0 <= credit(better) <= credit(sorted_pair) <= 1
