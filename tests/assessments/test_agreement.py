"""Figures of agreement, equal to worked examples that others have published."""

from fractions import Fraction

import pytest
from scipy.stats import friedmanchisquare

from assessments.agreement import (
    concordance,
    deviation,
    intraclass,
    midranks,
    spread,
)

# Shrout & Fleiss (1979), Psychological Bulletin 86, Table 2: four judges (columns)
# rate six targets. Tables 3 and 4 print BMS 11.24, JMS 32.49, EMS 1.02 and
# ICC(2,1) = .29, ICC(2,4) = .62; the six places are the same data worked on.
SHROUT_FLEISS = [
    *((9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8)),
    *((7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7)),
]

# Siegel (1956), Nonparametric Statistics, Table 9.1: three executives rank six
# applicants; W = .16.
SIEGEL = [(1, 6, 3, 2, 5, 4), (1, 5, 6, 4, 2, 3), (6, 3, 2, 5, 4, 1)]

# Kendall (1948), Rank Correlation Methods, p. 83, as in Siegel (1956), p. 234:
# three tied rankings of ten objects; S = 591, ΣT = 9.5, W = 591 / 714 = .828.
KENDALL_TIED = [
    (1, 4.5, 2, 4.5, 3, 7.5, 6, 9, 7.5, 10),
    (2.5, 1, 2.5, 4.5, 4.5, 8, 9, 6.5, 10, 6.5),
    (2, 1, 4.5, 4.5, 4.5, 4.5, 8, 8, 8, 10),
]

# Zar (2010), Biostatistical Analysis, Example 20.5: wing, tail and bill of twelve
# birds, with ties. The rank sums are printed there and in UNISTAT's manual, 6.5.6.
ZAR = [
    (10.4, 10.8, 11.1, 10.2, 10.3, 10.2, 10.7, 10.5, 10.8, 11.2, 10.6, 11.4),
    (7.4, 7.6, 7.9, 7.2, 7.4, 7.1, 7.4, 7.2, 7.8, 7.7, 7.8, 8.3),
    (17, 17, 20, 14.5, 15.5, 13, 19.5, 16, 21, 20, 18, 22),
]
ZAR_SUMS = [14.5, 21, 30.5, 6, 11, 3.5, 20, 11.5, 29, 28.5, 22.5, 36]


def near(value):
    return pytest.approx(value, abs=5e-7)


def test_icc_is_that_of_shrout_and_fleiss():
    found = intraclass(list(zip(*SHROUT_FLEISS, strict=True)))
    assert found.single == near(0.289764)
    assert found.average == near(0.620051)
    assert (round(found.single, 2), round(found.average, 2)) == (0.29, 0.62)


def test_w_is_that_of_siegel():
    found = concordance(SIEGEL)
    assert found.w == near(0.161905)
    assert found.chi_square == near(3 * 5 * 0.1619047619)
    assert found.is_rough


def test_w_is_corrected_for_ties_as_kendall_does():
    found = concordance(KENDALL_TIED)
    assert found.w == near(591 / 714)
    assert found.df == 9
    assert not found.is_rough


def test_ranks_and_w_are_those_of_zar():
    ranks = zip(*(midranks(row) for row in ZAR), strict=True)
    assert [float(sum(column)) for column in ranks] == ZAR_SUMS
    assert concordance(ZAR).w == near(0.924135)


@pytest.mark.parametrize("ratings", [SIEGEL, KENDALL_TIED, ZAR])
def test_chi_square_and_p_are_those_of_friedmans_test(ratings):
    other = friedmanchisquare(*zip(*ratings, strict=True))
    found = concordance(ratings)
    assert found.chi_square == near(other.statistic)
    assert found.p == near(other.pvalue)


def test_perfect_agreement_is_one():
    same = [(1, 2, 3, 4)] * 3
    assert concordance(same).w == 1
    assert intraclass(same).single == intraclass(same).average == 1


@pytest.mark.parametrize(
    "ratings",
    [[], [(1, 2, 3)], [(1,), (2,)], [(2, 2, 2), (2, 2, 2)]],
    ids=["nobody", "one rater", "one thing", "nothing varies"],
)
def test_where_agreement_does_not_exist_there_is_none(ratings):
    assert concordance(ratings) is None
    assert intraclass(ratings) is None


def test_a_rater_who_gives_all_the_same_level_has_no_order_but_a_level():
    flat = [(1, 1, 1), (4, 4, 4)]
    assert concordance(flat) is None
    assert intraclass(flat).single == 0


def test_a_rater_who_left_something_out_is_refused():
    with pytest.raises(ValueError, match="left something out"):
        concordance([(1, 2), (1,)])


def test_spread_of_levels():
    found = spread([4, 4, 3, 1])
    assert (found.mean, found.mode) == (3, 4)
    assert found.modal_share == Fraction(1, 2)
    assert found.sd == near(1.414214)
    assert (found.low, found.high, found.range) == (1, 4, 3)


@pytest.mark.parametrize(
    ("levels", "mode"), [([1, 4], 1), ([1, 1, 4, 4, 3], 4), ([2, 3], 2)]
)
def test_of_several_modes_the_nearest_the_mean_counts_then_the_lower(levels, mode):
    assert spread(levels).mode == mode


def test_one_value_has_no_deviation():
    assert deviation([3]) is None
    assert spread([3]).sd is None


def test_nobodys_levels_have_no_spread():
    with pytest.raises(ValueError, match="nobody"):
        spread([])
