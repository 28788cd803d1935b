"""Sums add up exactly, and come apart again without a trace."""

from copy import deepcopy
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.analysis.sittings import tally
from assessments.analysis.sums import UNITS, add, branch, number, total, units
from tests.assessments.analysis.sittings import sitting

credits_ = st.integers(1, 16).flatmap(
    lambda n: st.integers(0, n).map(lambda part: Fraction(part, n))
)


@st.composite
def sittings(draw):
    """Papers that hold some of six questions, some of them pilots."""
    keys = draw(st.lists(st.sampled_from("uvwxyz"), min_size=2, unique=True))
    return sitting(
        {key: draw(credits_) for key in keys},
        chosen={key: draw(st.sets(st.sampled_from("abc"))) for key in keys},
        seconds={key: draw(st.integers(0, 10_000)) for key in keys[1:]},
        pilots=keys[1 : draw(st.integers(1, len(keys)))],
        points={key: draw(st.integers(1, 3)) for key in keys},
    )


def tree(one):
    tallied = tally(one)
    return {"form": tallied.form, "items": dict(tallied.items)}


@given(st.lists(sittings(), max_size=8), st.data())
def test_taking_sittings_away_leaves_what_was_there_before(all_, data):
    kept = [one for one in all_ if data.draw(st.booleans())]
    counted = total([tree(one) for one in all_])
    gone = [one for one in all_ if not any(one is other for other in kept)]
    for one in data.draw(st.permutations(gone)):
        add(counted, tree(one), times=-1)
    assert counted == total([tree(one) for one in kept])


@given(credits_)
def test_usual_credits_are_counted_without_rounding(credit):
    assert Fraction(units(credit), UNITS) == credit


def test_adding_changes_only_what_is_added_to():
    more = {"n": 1, "cells": {"a": {"n": 1}}}
    before = deepcopy(more)
    into = {}
    add(into, more)
    add(into, more)
    assert more == before
    assert into == {"n": 2, "cells": {"a": {"n": 2}}}


def test_a_number_and_a_branch_cannot_be_added():
    with pytest.raises(TypeError):
        add({"n": 1}, {"n": {"x": 1}})
    with pytest.raises(TypeError):
        add({"n": {"x": 1}}, {"n": 1})
    with pytest.raises(TypeError):
        branch({"n": 1}, "n")
    with pytest.raises(TypeError):
        number({"n": {}}, "n")


def test_a_pilot_question_is_in_nobodys_rest_and_has_the_total_for_its_own():
    tallied = tally(sitting({"x": 1, "y": 1, "pilot": 1}, pilots=["pilot"]))
    assert (tallied.length, tallied.points) == (2, 2)
    assert number(tallied.items["pilot"], "rest") == 2 * UNITS
    assert number(tallied.items["x"], "rest") == UNITS


def test_points_weigh_in_totals_and_not_in_credit():
    tallied = tally(sitting({"x": Fraction(1, 2), "y": 1}, points={"x": 3}))
    assert number(tallied.form, "total") == UNITS * 5 // 2
    assert number(tallied.items["x"], "credit") == UNITS // 2
    assert number(tallied.items["y"], "rest") == UNITS * 3 // 2
