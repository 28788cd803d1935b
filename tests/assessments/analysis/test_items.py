"""Figures of one question: exact where there are some, None where there are none."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from assessments.analysis.flags import Flag, Standing, flags, standing
from assessments.analysis.forms import form_figures
from assessments.analysis.items import Method, correlation, item_figures, median_seconds
from assessments.analysis.sittings import TIME_STEPS, time_step
from assessments.responses import Response
from tests.assessments.analysis.sittings import sitting, summed, summed_table

SIX = 5e-7

tables = st.integers(2, 5).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 4), min_size=width, max_size=width),
        min_size=2,
        max_size=25,
    )
)


def numpy_correlation(x, y):
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return None
    return np.corrcoef(x, y)[0, 1]


@given(tables)
def test_every_figure_is_that_of_numpy(rows):
    form, items = summed_table(rows, of=4)
    table = np.array(rows) / 4
    totals = table.sum(axis=1)
    for number, sums in enumerate(items.values()):
        figures = item_figures(sums)
        own = table[:, number]
        expected = numpy_correlation(own, totals - own)
        assert figures.facility == pytest.approx(own.mean(), abs=SIX)
        assert figures.discrimination == pytest.approx(expected, abs=SIX)
    k = table.shape[1]
    figures = form_figures(form, items, length=k, points=k, cut=50)
    assert figures.sd == pytest.approx(totals.std(ddof=1), abs=SIX)
    if np.ptp(totals) == 0:
        assert figures.reliability is None
        return
    within = table.var(axis=0, ddof=1).sum()
    expected = k / (k - 1) * (1 - within / totals.var(ddof=1))
    assert figures.reliability.value == pytest.approx(expected, abs=1e-5)


@given(tables)
def test_no_figure_is_ever_not_a_number(rows):
    form, items = summed_table(rows, of=4)
    k = len(rows[0])
    figures = form_figures(form, items, length=k, points=k, cut=70)
    told = repr(figures) + repr([item_figures(sums) for sums in items.values()])
    assert "nan" not in told
    assert "inf" not in told


def test_options_correlate_with_the_rest_as_numpy_says():
    picks = "abcabcaabbccbacbaaab"
    others = [number % 3 for number in range(20)]
    _form, items = summed(
        sitting(
            {"x": int(pick == "a"), "y": Fraction(rest, 2)},
            chosen={"x": {pick}, "y": set()},
        )
        for pick, rest in zip(picks, others, strict=True)
    )
    figures = item_figures(items["x"])
    for option in "abc":
        cell = figures.cell("", option)
        chose = [int(pick == option) for pick in picks]
        assert cell.n == sum(chose)
        assert cell.share == pytest.approx(sum(chose) / 20)
        assert cell.discrimination == pytest.approx(
            np.corrcoef(chose, others)[0, 1], abs=SIX
        )


def test_pairs_are_counted_by_row_and_column():
    one = sitting({"x": Fraction(1, 2), "y": 1})
    given_ = Response(pairs={"r1": "c1", "r2": "c1"})
    one = type(one)(one.result, True, {"x": given_})
    _form, items = summed([one, one])
    cells = item_figures(items["x"]).cells
    assert [(c.row, c.column, c.n) for c in cells] == [("r1", "c1", 2), ("r2", "c1", 2)]


def test_partial_credit_has_the_interval_of_a_mean():
    rows = [[0, 4], [1, 3], [2, 2], [4, 0], [4, 4]]
    _form, items = summed_table(rows, of=4)
    interval = item_figures(items["q0"]).interval
    own = np.array(rows)[:, 0] / 4
    low, high = stats.t.interval(0.95, 4, own.mean(), stats.sem(own))
    assert interval.method == Method.STUDENT
    assert interval.low == pytest.approx(max(0, low), abs=SIX)
    assert interval.high == pytest.approx(min(1, high), abs=SIX)


@pytest.mark.parametrize(
    "rows", [[], [[1, 0]], [[1, 1], [1, 1]], [[2, 2], [2, 2]]], ids=repr
)
def test_what_cannot_be_told_is_none(rows):
    form, items = summed_table(rows, of=2)
    figures = form_figures(form, items, length=2, points=2, cut=70)
    assert figures.reliability is None
    assert figures.sem is None
    assert figures.consistency is None
    for sums in [*items.values(), {}]:
        assert item_figures(sums).discrimination is None
    assert item_figures({}).facility is None
    assert item_figures({}).interval is None
    assert item_figures({}).median_seconds is None


def test_one_question_alone_has_no_rest_and_no_reliability():
    form, items = summed(sitting({"x": n % 2}) for n in range(12))
    assert item_figures(items["x"]).discrimination is None
    assert form_figures(form, items, length=1, points=1, cut=70).reliability is None


def test_reliability_below_nothing_has_no_decision_consistency():
    rows = [[4, 0], [0, 4], [3, 0], [0, 4]]
    form, items = summed_table(rows, of=4)
    figures = form_figures(form, items, length=2, points=2, cut=50)
    assert figures.reliability.value < 0
    assert figures.consistency is None


@given(st.lists(st.integers(1, 5_000), min_size=1, max_size=60))
def test_the_median_time_is_within_a_step(seconds):
    steps = {}
    for value in seconds:
        steps[time_step(value)] = steps.get(time_step(value), 0) + 1
    found = median_seconds(steps)
    low, high = (
        sorted(seconds)[(len(seconds) - 1) // 2],
        sorted(seconds)[len(seconds) // 2],
    )
    assert low / 2.01 <= found <= high * 2.01


def test_times_fall_into_steps_that_hold_them():
    for seconds in (0, 1, 2, 33, 600, 86_400, 10**9):
        step = int(time_step(seconds))
        assert TIME_STEPS[step] <= seconds
        assert step + 1 == len(TIME_STEPS) or seconds < TIME_STEPS[step + 1]


def test_correlation_of_sums_is_exact_at_its_ends():
    assert correlation(3, (6, 14), (6, 14), 14) == pytest.approx(1)
    assert correlation(3, (6, 14), (6, 14), 10) == pytest.approx(-1)


@pytest.mark.parametrize(
    ("n", "told"),
    [
        (9, Standing.HIDDEN),
        (10, Standing.PROVISIONAL),
        (99, Standing.PROVISIONAL),
        (100, Standing.FIRM),
    ],
)
def test_figures_are_hidden_then_provisional_then_firm(n, told):
    assert standing(n) == told


def flags_of(marks, others, picks=None, wrong=()):
    rows = zip(marks, others, picks or ["a"] * len(marks), strict=True)
    _form, items = summed(
        sitting({"x": mark, "y": other}, chosen={"x": {pick}, "y": set()})
        for mark, other, pick in rows
    )
    return flags(item_figures(items["x"]), wrong)


def test_a_question_that_weaker_people_get_right_says_check_the_key():
    assert flags_of([1, 0] * 10, [0, 1] * 10)[0] == Flag.NEGATIVE


def test_a_question_that_tells_little_apart_is_weak():
    assert Flag.WEAK in flags_of([1, 1, 0, 0] * 5, [1, 0, 1, 0] * 5)


def test_very_hard_and_very_easy_questions_are_told():
    others = [0, 1] * 10
    assert Flag.HARD in flags_of([1, *[0] * 19], others)
    assert Flag.EASY in flags_of([0, *[1] * 19], others)
    assert flags_of([0, 1] * 10, others) == ()


def test_wrong_options_that_nobody_or_only_strong_people_choose_are_told():
    marks, others = [0, 1] * 10, [1, 0, 1, 1] * 5
    picks = ["b" if not mark else "a" for mark in marks]
    told = flags_of(marks, others, picks, wrong=["b", "c"])
    assert Flag.TEMPTING_OPTION in told
    assert Flag.UNUSED_OPTION in told


def test_too_few_answers_raise_no_flag():
    assert flags_of([1, 0] * 4, [0, 1] * 4) == ()
