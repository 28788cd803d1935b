from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.responses import Response
from assessments.rules import (
    CREDIT_RULES,
    CreditRule,
    Item,
    Truth,
    all_or_nothing,
    net_of_wrong,
)
from assessments.scoring import mark_paper, percentage_of


def question(correct, *, offered="abcd", rule=CreditRule.NET_OF_WRONG, **fields):
    fields = {"key": "q", "kind": "multiple"} | fields
    truth = Truth(correct=frozenset(correct))
    return Item(options=frozenset(offered), truth=truth, rule=rule, **fields)


def chose(keys):
    return Response(frozenset(keys))


TWO_OF_FOUR = question("ab")
ONE_OF_FOUR = question("a", rule=CreditRule.ALL_OR_NOTHING)


@pytest.mark.parametrize(
    ("chosen", "credit"),
    [("ab", 1), ("a", Fraction(1, 2)), ("ac", 0), ("abc", Fraction(1, 2)), ("", 0)],
)
def test_each_wrong_choice_cancels_a_right_one(chosen, credit):
    assert net_of_wrong(TWO_OF_FOUR, chose(chosen)) == credit


def test_credit_never_falls_below_zero():
    assert net_of_wrong(TWO_OF_FOUR, chose("cd")) == 0


@pytest.mark.parametrize(("chosen", "credit"), [("a", 1), ("b", 0), ("ab", 0), ("", 0)])
def test_a_single_answer_is_worth_all_or_nothing(chosen, credit):
    assert all_or_nothing(ONE_OF_FOUR, chose(chosen)) == credit


@pytest.mark.parametrize("rule", [all_or_nothing, net_of_wrong])
def test_an_unknown_option_is_refused(rule):
    with pytest.raises(ValueError, match="unknown options"):
        rule(TWO_OF_FOUR, chose("az"))


def test_every_credit_rule_is_written():
    assert set(CREDIT_RULES) == set(CreditRule)


@pytest.mark.parametrize("correct", ["", "z"])
def test_a_question_needs_a_correct_option_that_it_offers(correct):
    with pytest.raises(ValueError, match="q"):
        question(correct)


def test_a_percentage_is_rounded_down_so_that_nobody_passes_by_rounding():
    credit = Fraction(69995, 100_000)
    assert percentage_of(credit, 1) == Decimal("69.99")


def test_a_third_of_one_is_kept_exact_until_the_end():
    thirds = [question("abc", key=str(number)) for number in range(3)]
    result = mark_paper(
        thirds,
        {str(number): chose("a") for number in range(3)},
        pass_mark=Decimal("33.33"),
    )
    assert result.credit == 1
    assert result.percentage == Decimal("33.33")
    assert result.is_passed


def test_an_unanswered_question_earns_nothing_and_counts():
    paper = [question("a", key="1"), question("a", key="2")]
    result = mark_paper(paper, {"1": chose("a")}, pass_mark=Decimal(50))
    assert result.percentage == 50
    assert [mark.is_answered for mark in result.marks] == [True, False]
    assert result.is_passed


def test_domains_are_summed_in_the_order_of_the_paper():
    paper = [
        question("a", key="1", domain="ethics"),
        question("a", key="2", domain="crisis"),
        question("a", key="3", domain="ethics"),
    ]
    result = mark_paper(paper, {"1": chose("a")}, pass_mark=Decimal(80))
    scores = [(s.domain, s.credit, s.total) for s in result.by_domain]
    assert scores == [("ethics", 1, 2), ("crisis", 0, 1)]


def test_an_empty_paper_cannot_be_marked():
    with pytest.raises(ValueError, match="at least one"):
        mark_paper([], {}, pass_mark=Decimal(80))


OF_CHOICES = [CreditRule.ALL_OR_NOTHING, CreditRule.NET_OF_WRONG]


@st.composite
def answered(draw):
    offered = draw(st.sets(st.sampled_from("abcdefgh"), min_size=2))
    correct = draw(st.sets(st.sampled_from(sorted(offered)), min_size=1))
    chosen = draw(st.sets(st.sampled_from(sorted(offered))))
    rule = draw(st.sampled_from(OF_CHOICES))
    return question(correct, offered=offered, rule=rule), frozenset(chosen)


@given(answered())
def test_credit_is_a_share_from_zero_to_one(case):
    asked, chosen = case
    assert 0 <= CREDIT_RULES[asked.rule](asked, chose(chosen)) <= 1


@given(answered())
def test_the_key_itself_earns_everything_and_nothing_else_does(case):
    asked, chosen = case
    credit = CREDIT_RULES[asked.rule](asked, chose(chosen))
    assert (credit == 1) == (chosen == asked.truth.correct)


@given(answered())
def test_one_more_right_choice_never_costs_credit(case):
    asked, chosen = case
    rule = CREDIT_RULES[asked.rule]
    for key in asked.truth.correct:
        assert rule(asked, chose(chosen | {key})) >= rule(asked, chose(chosen))


@given(answered())
def test_one_more_wrong_choice_never_earns_credit(case):
    asked, chosen = case
    rule = CREDIT_RULES[asked.rule]
    for key in asked.options - asked.truth.correct:
        assert rule(asked, chose(chosen | {key})) <= rule(asked, chose(chosen))


@given(answered(), st.permutations("abcdefgh"))
def test_renaming_the_options_changes_nothing(case, names):
    asked, chosen = case
    name = dict(zip("abcdefgh", names, strict=True))
    renamed = question(
        {name[key] for key in asked.truth.correct},
        offered={name[key] for key in asked.options},
        rule=asked.rule,
    )
    rule = CREDIT_RULES[asked.rule]
    assert rule(renamed, chose(name[key] for key in chosen)) == rule(
        asked, chose(chosen)
    )
