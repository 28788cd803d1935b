"""From ratings to a key: every rule, its bounds and its refusals."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.keying import (
    LEVEL_RULES,
    RULES_OF_KIND,
    KeyRule,
    NoAgreement,
    Rated,
    Thresholds,
    fits,
    make_key,
    rule_for,
)

ANYTHING_GOES = Thresholds(raters=1, agreement=Fraction(0), options=1)
KINDS = [(kind, rule) for kind, rules in RULES_OF_KIND.items() for rule in rules]


def rated(kind="rate", flags=None, **levels):
    """A question whose options were given these levels, one for each rater."""
    raters = range(max(len(given) for given in levels.values()))
    ratings = {
        f"rater {n}": {option: given[n] for option, given in levels.items()}
        for n in raters
    }
    return Rated(kind, list(levels), ratings, flags or {})


def keyed(question, rule=KeyRule.PREVIEW, thresholds=ANYTHING_GOES):
    return make_key(question, rule=rule, thresholds=thresholds)


@st.composite
def questions(draw, kinds=tuple(RULES_OF_KIND)):
    options = [f"o{n}" for n in range(draw(st.integers(2, 5)))]
    level = st.integers(1, 4)
    sheets = draw(
        st.lists(st.fixed_dictionaries(dict.fromkeys(options, level)), min_size=1)
    )
    ratings = {f"r{n}": sheet for n, sheet in enumerate(sheets)}
    return Rated(draw(st.sampled_from(kinds)), options, ratings)


def every_key(question, thresholds=ANYTHING_GOES):
    for rule in RULES_OF_KIND[question.kind]:
        try:
            yield keyed(question, rule, thresholds)
        except NoAgreement as refusal:
            yield refusal.reason


# AAMC PREview: full for a match, half for the neighbor on the same side.
@pytest.mark.parametrize(
    ("mode", "credits"),
    [
        (1, (1, Fraction(1, 2), 0, 0)),
        (2, (Fraction(1, 2), 1, 0, 0)),
        (3, (0, 0, 1, Fraction(1, 2))),
        (4, (0, 0, Fraction(1, 2), 1)),
    ],
)
def test_preview_gives_full_half_or_no_credit(mode, credits):
    table = keyed(rated(a=[mode] * 3)).table
    assert tuple(table["a"].values()) == credits


def test_mode_share_credits_a_level_by_those_who_chose_it():
    table = keyed(rated(a=[4, 4, 4, 3, 3, 1]), KeyRule.MODE_SHARE).table
    assert table["a"] == {"1": Fraction(1, 3), "2": 0, "3": Fraction(2, 3), "4": 1}


def test_mean_distance_is_exact():
    table = keyed(rated(a=[4, 4, 3]), KeyRule.MEAN_DISTANCE).table
    assert table["a"] == {
        "1": Fraction(1, 9),
        "2": Fraction(4, 9),
        "3": Fraction(7, 9),
        "4": Fraction(8, 9),
    }


def test_the_order_follows_the_means_of_the_options_that_stay():
    question = rated("order", a=[1] * 4, b=[3, 3, 2, 2], c=[4] * 4, d=[2] * 4)
    key = keyed(question, KeyRule.RANK_DISTANCE, Thresholds())
    assert key.order == ("c", "d", "a")
    assert key.dropped == {"b"}
    assert not key.table


def test_a_single_answer_is_worth_its_mean_between_the_lowest_and_the_highest():
    key = keyed(rated("single", a=[4, 4], b=[3, 2], c=[1, 1]), KeyRule.SCALED_MEAN)
    assert key.table == {"": {"a": 1, "b": Fraction(1, 2), "c": 0}}


def test_best_and_worst_mirror_each_other():
    table = keyed(rated("best_worst", a=[4], b=[3], c=[1]), KeyRule.SCALED_MEAN).table
    assert table["best"] == {"a": 1, "b": Fraction(2, 3), "c": 0}
    assert table["worst"] == {"a": 0, "b": Fraction(1, 3), "c": 1}


def test_options_without_agreement_are_dropped():
    seventy = [4] * 7 + [1] * 3
    sixty = [4] * 6 + [1] * 4
    key = keyed(rated(a=seventy, b=sixty, c=[2] * 10), thresholds=Thresholds())
    assert key.kept == set(key.table) == {"a", "c"}
    assert key.dropped == {"b"}


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        (rated(a=[4, 4], b=[1, 1]), "raters"),
        (rated(a=[4, 4, 4], b=[1, 2, 3]), "options"),
        (rated("single", a=[4, 4, 3], b=[2, 2, 2], c=[1, 1, 1]), "best"),
        (rated("single", a=[4, 4, 4], b=[4, 4, 4]), "level"),
        (rated("order", a=[4, 4, 4], b=[1, 1, 1], c=[4, 4, 4]), "level"),
    ],
)
def test_too_little_is_refused_by_name(question, reason):
    rule = RULES_OF_KIND[question.kind][0]
    with pytest.raises(NoAgreement) as refusal:
        keyed(question, rule, Thresholds())
    assert refusal.value.reason == reason


def test_an_option_is_unsafe_when_enough_of_the_panel_say_so():
    question = rated(flags={"a": 1, "b": 2, "c": 0}, a=[1] * 4, b=[1] * 4, c=[4] * 4)
    assert keyed(question, thresholds=Thresholds()).unsafe == {"b"}


def test_an_option_may_be_unsafe_though_its_level_was_not_agreed_on():
    question = rated(flags={"c": 3}, a=[4] * 4, b=[1] * 4, c=[1, 2, 1, 2])
    key = keyed(question, thresholds=Thresholds())
    assert "c" in key.dropped & key.unsafe


@pytest.mark.parametrize(
    "ratings", [{"r": {"a": 4}}, {"r": {"a": 4, "b": 5}}], ids=["gap", "no level"]
)
def test_ratings_that_do_not_fit_are_refused(ratings):
    with pytest.raises(ValueError, match="fit"):
        keyed(Rated("rate", ["a", "b"], ratings))


def test_a_rule_belongs_to_its_kind():
    with pytest.raises(ValueError, match="makes no key"):
        keyed(rated("single", a=[1], b=[4]), KeyRule.PREVIEW)
    assert rule_for("rate", KeyRule.MODE_SHARE) is KeyRule.MODE_SHARE
    assert rule_for("single", KeyRule.MODE_SHARE) is KeyRule.SCALED_MEAN


@given(questions())
def test_credit_lies_between_nothing_and_all(question):
    for key in every_key(question):
        if not isinstance(key, str):
            credits = [c for row in key.table.values() for c in row.values()]
            assert credits or key.order
            assert all(0 <= credit <= 1 for credit in credits)


@given(questions(), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_the_order_of_raters_and_options_changes_nothing(question, random: Random):
    options, raters = list(question.options), list(question.ratings)
    random.shuffle(options)
    random.shuffle(raters)
    mixed = Rated(
        question.kind,
        options,
        {f"x{n}": question.ratings[r] for n, r in enumerate(raters)},
    )
    assert list(every_key(mixed)) == list(every_key(question))


@given(st.lists(st.integers(1, 4), min_size=1))
def test_credit_never_rises_with_the_distance_from_the_panel(levels):
    for rule in (KeyRule.PREVIEW, KeyRule.MEAN_DISTANCE):
        row = keyed(rated(a=levels), rule).table["a"]
        top = max(row, key=lambda level: row[level])
        below = [row[str(n)] for n in range(int(top), 0, -1)]
        above = [row[str(n)] for n in range(int(top), 5)]
        for side in (below, above):
            assert side == sorted(side, reverse=True)


@given(st.lists(st.integers(1, 4), min_size=1))
def test_more_people_at_a_level_never_make_it_worth_less_than_a_rarer_one(levels):
    row = keyed(rated(a=levels), KeyRule.MODE_SHARE).table["a"]
    by_count = sorted(range(1, 5), key=levels.count)
    assert [row[str(n)] for n in by_count] == sorted(row.values())


@given(questions(kinds=("single",)))
def test_a_higher_mean_is_never_worth_less(question):
    for key in every_key(question):
        if not isinstance(key, str):
            sums = {
                option: sum(sheet[option] for sheet in question.ratings.values())
                for option in key.kept
            }
            ordered = sorted(sums, key=lambda option: sums[option])
            row = [key.table[""][option] for option in ordered]
            assert row == sorted(row)


def test_every_level_rule_is_one_that_rating_questions_may_use():
    assert set(LEVEL_RULES) == set(RULES_OF_KIND["rate"])


ASKED = {"": "What now?", "a": "Call.", "b": "Wait."}


@pytest.mark.parametrize(
    ("shown", "fit"),
    [
        (ASKED, True),
        (ASKED | {"a": "Call. "}, True),
        (ASKED | {"a": "Call at once."}, False),
        (ASKED | {"": "And now?"}, False),
        (ASKED | {"c": "Run."}, False),
        ({"": "What now?", "a": "Call."}, True),
        ({"": "What now?", "b": "Wait."}, False),
    ],
    ids=["same", "space", "text", "situation", "added", "dropped", "lost"],
)
def test_a_key_fits_only_the_question_that_was_rated(shown, fit):
    assert fits(ASKED, shown, dropped=["b"]) is fit
