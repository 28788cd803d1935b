"""Modified Angoff: from estimates to a cut, its error and its rounding."""

from decimal import Decimal
from fractions import Fraction
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.agreement import intraclass
from assessments.cut_score import Feedback, angoff, feedback

# Three judges, four questions of one point. Sums 2.6, 2.9 and 2.3: mean 2.6, SD 0.3.
ESTIMATES = {
    "ana": {
        "q1": Fraction(60, 100),
        "q2": Fraction(80, 100),
        "q3": Fraction(50, 100),
        "q4": Fraction(70, 100),
    },
    "ben": {
        "q1": Fraction(70, 100),
        "q2": Fraction(85, 100),
        "q3": Fraction(60, 100),
        "q4": Fraction(75, 100),
    },
    "cam": {
        "q1": Fraction(55, 100),
        "q2": Fraction(75, 100),
        "q3": Fraction(40, 100),
        "q4": Fraction(60, 100),
    },
}
ONE_EACH = dict.fromkeys(["q1", "q2", "q3", "q4"], 1)


def test_the_cut_is_the_mean_of_the_judges_sums():
    cut = angoff(ESTIMATES, ONE_EACH)
    assert cut.by_judge == {
        "ana": Fraction(26, 10),
        "ben": Fraction(29, 10),
        "cam": Fraction(23, 10),
    }
    assert (cut.points, cut.total) == (Fraction(26, 10), 4)
    assert cut.percentage == Decimal("65.00")


def test_its_error_is_the_deviation_of_the_sums_over_the_root_of_the_judges():
    cut = angoff(ESTIMATES, ONE_EACH)
    assert cut.error == pytest.approx(0.3 / sqrt(3), abs=5e-7)
    assert cut.error_percentage == Decimal("4.34")


def test_how_far_judges_agree_is_told():
    rows = [list(given.values()) for given in ESTIMATES.values()]
    assert angoff(ESTIMATES, ONE_EACH).agreement == intraclass(rows)


def test_points_weigh():
    cut = angoff({"ana": {"q1": Fraction(1, 2), "q2": Fraction(1)}}, {"q1": 3, "q2": 1})
    assert (cut.points, cut.total) == (Fraction(5, 2), 4)


def test_one_judge_has_no_error():
    cut = angoff({"ana": {"q1": Fraction(1, 2)}}, {"q1": 1})
    assert cut.error is None
    assert cut.error_percentage is None
    assert cut.agreement is None


def test_the_cut_is_rounded_down_and_its_error_up():
    shares = {"ana": Fraction(2, 3), "ben": Fraction(2, 3), "cam": Fraction(2, 3)}
    cut = angoff({judge: {"q": share} for judge, share in shares.items()}, {"q": 1})
    assert cut.percentage == Decimal("66.66")
    assert cut.error_percentage == 0
    cut = angoff({"ana": {"q": Fraction(0)}, "ben": {"q": Fraction(1)}}, {"q": 3})
    assert cut.error_percentage == Decimal("50.00")
    cut = angoff({"ana": {"q": Fraction(0)}, "ben": {"q": Fraction(1, 3)}}, {"q": 1})
    assert cut.error_percentage == Decimal("16.67")


@given(st.lists(st.fractions(0, 1), min_size=1), st.integers(1, 5))
def test_the_cut_lies_between_the_lowest_judge_and_the_highest(shares, worth):
    cut = angoff({str(n): {"q": s} for n, s in enumerate(shares)}, {"q": worth})
    assert min(shares) * worth <= cut.points <= max(shares) * worth
    assert 0 <= cut.percentage <= 100


@pytest.mark.parametrize(
    ("estimates", "points"),
    [
        ({}, {"q": 1}),
        ({"ana": {}}, {}),
        ({"ana": {}}, {"q": 1}),
        ({"ana": {"q": Fraction(3, 2)}}, {"q": 1}),
    ],
    ids=["no judge", "no question", "gap", "more than all"],
)
def test_what_makes_no_cut_is_refused(estimates, points):
    with pytest.raises(ValueError, match=r"judge|estimate"):
        angoff(estimates, points)


def test_judges_hear_lowest_middle_and_highest():
    assert feedback(
        [Fraction(1, 4), Fraction(1), Fraction(1, 2), Fraction(3, 4)]
    ) == Feedback(Fraction(1, 4), Fraction(5, 8), Fraction(1))
    with pytest.raises(ValueError, match="nobody"):
        feedback([])
