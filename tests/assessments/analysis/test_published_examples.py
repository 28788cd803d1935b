"""Figures against published worked examples, and to six decimals against numpy.

Where a source prints fewer decimals, its own are held first; numpy and scipy, which
go another way to the same figure, then hold the sixth.
"""

import numpy as np
import pytest
from scipy import integrate, stats

from assessments.analysis.forms import (
    Coefficient,
    alpha,
    consistency,
    form_figures,
    nested,
)
from assessments.analysis.items import item_figures, wilson
from tests.assessments.analysis.sittings import SHROUT_FLEISS, lsat6, summed_table

SIX = 5e-7
FOUR = 5e-5


@pytest.fixture(scope="module")
def lsat():
    form, items = summed_table(lsat6())
    return form, list(items.values()), np.array(lsat6())


LTM_DESCRIPT = [
    *((0.9240, 0.1128), (0.7090, 0.1532), (0.5530, 0.1728)),
    *((0.7630, 0.1444), (0.8700, 0.1216)),
]
"""R package ``ltm``, ``descript(LSAT)``: proportion of 1, and "Point Biserial
correlation with Total Score", column "Excluded"."""


@pytest.mark.parametrize("number", range(5))
def test_facility_and_item_rest_correlation_are_those_of_ltm(lsat, number):
    _form, items, table = lsat
    figures = item_figures(items[number])
    facility, excluded = LTM_DESCRIPT[number]
    assert figures.facility == pytest.approx(facility, abs=FOUR)
    assert figures.discrimination == pytest.approx(excluded, abs=FOUR)
    rest = table.sum(axis=1) - table[:, number]
    exact = np.corrcoef(table[:, number], rest)[0, 1]
    assert figures.discrimination == pytest.approx(exact, abs=SIX)


def test_kr20_is_that_of_ltm(lsat):
    """R package ``ltm``, ``cronbach.alpha(LSAT)``: 0.295; ``descript``: 0.2950."""
    form, items, table = lsat
    figures = form_figures(form, dict(enumerate(items)), length=5, points=5, cut=60)
    assert figures.reliability.coefficient == Coefficient.KR20
    assert figures.reliability.value == pytest.approx(0.2950, abs=FOUR)
    totals = table.sum(axis=1)
    p = table.mean(axis=0)
    kr20 = 5 / 4 * (1 - (p * (1 - p)).sum() / totals.var())
    assert figures.reliability.value == pytest.approx(kr20, abs=SIX)
    assert figures.mean == pytest.approx(totals.mean(), abs=SIX)
    assert figures.sd == pytest.approx(totals.std(ddof=1), abs=SIX)
    sem = totals.std(ddof=1) * np.sqrt(1 - kr20)
    assert figures.sem == pytest.approx(sem, abs=SIX)


def test_the_spread_of_totals_is_that_of_ltm(lsat):
    """``descript(LSAT)``, "Frequencies of total scores": 3 20 85 237 357 298."""
    form, _items, _table = lsat
    assert form["percents"] == {
        "0": 3,
        "20": 20,
        "40": 85,
        "60": 237,
        "80": 357,
        "100": 298,
    }


def test_alpha_of_partial_credit_is_the_published_one():
    """R package ``DescTools``, ``ICC`` of these data: ICC(3, k) = 0.9093155.

    ICC(3, k) is Cronbach's alpha (Shrout and Fleiss 1979, page 422).
    """
    form, items = summed_table(SHROUT_FLEISS, of=10)
    assert alpha(form, items) == pytest.approx(0.9093155, abs=SIX)


def test_the_reliability_of_drawn_papers_is_the_published_one():
    """The same source: ICC(1, k) = 0.4427971."""
    form, _items = summed_table(SHROUT_FLEISS, of=10)
    assert nested(form, length=4) == pytest.approx(0.4427971, abs=SIX)


@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_the_published_one(right, n, low, high):
    """Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3."""
    interval = wilson(right, n)
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=FOUR)
    exact = stats.binomtest(right, n).proportion_ci(method="wilson")
    assert (interval.low, interval.high) == pytest.approx(exact, abs=SIX)


AGREEMENT = {
    0.0: (0.53, 0.56, 0.60, 0.63, 0.67, 0.70, 0.75, 0.80, 0.86),
    0.5: (0.60, 0.62, 0.65, 0.68, 0.71, 0.74, 0.78, 0.82, 0.87),
    0.7: (0.65, 0.67, 0.70, 0.72, 0.75, 0.77, 0.80, 0.84, 0.89),
    1.3: (0.83, 0.84, 0.85, 0.86, 0.87, 0.88, 0.90, 0.91, 0.94),
    2.0: (0.96, 0.96, 0.96, 0.96, 0.96, 0.97, 0.97, 0.97, 0.98),
}
KAPPA = {
    0.0: (0.06, 0.13, 0.19, 0.26, 0.33, 0.41, 0.49, 0.59, 0.71),
    0.5: (0.06, 0.12, 0.18, 0.25, 0.32, 0.40, 0.48, 0.58, 0.70),
    1.0: (0.05, 0.10, 0.15, 0.21, 0.28, 0.35, 0.44, 0.54, 0.68),
    2.0: (0.02, 0.04, 0.07, 0.11, 0.16, 0.22, 0.31, 0.42, 0.58),
}
"""Subkoviak (1988), Journal of Educational Measurement 25, tables 1 and 2: rows
are |z|, columns reliabilities from .10 to .90 (as bundled with the R package
``rcrtan``). Two decimals, some of them cut and not rounded."""


@pytest.mark.parametrize(
    ("name", "table"), [("agreement", AGREEMENT), ("kappa", KAPPA)]
)
def test_decision_consistency_is_that_of_the_published_tables(name, table):
    for z, row in table.items():
        for tenth, printed in enumerate(row, start=1):
            for side in (z, -z):
                value = getattr(consistency(side, tenth / 10), name)
                assert value == pytest.approx(printed, abs=0.0101), (z, tenth)


@pytest.mark.parametrize("z", [-1.7, -0.3, 0.0, 0.66, 2.4])
@pytest.mark.parametrize("r", [0.0, 0.31, 0.8613709, 0.99])
def test_decision_consistency_is_the_mass_of_a_bivariate_normal(z, r):
    below = stats.norm.cdf(z)
    both, _error = integrate.quad(
        lambda x: stats.norm.pdf(x) * stats.norm.cdf((z - r * x) / np.sqrt(1 - r * r)),
        -np.inf,
        z,
        epsabs=1e-11,
    )
    agreement = 1 - 2 * (below - both)
    chance = below**2 + (1 - below) ** 2
    found = consistency(z, r)
    assert found.agreement == pytest.approx(agreement, abs=SIX)
    assert found.kappa == pytest.approx((agreement - chance) / (1 - chance), abs=SIX)


def test_with_equal_chances_agreement_follows_sheppard():
    """Sheppard (1899): half, and the arcsine of the correlation over pi."""
    for r in (0.1, 0.5, 0.9):
        expected = 0.5 + np.arcsin(r) / np.pi
        assert consistency(0, r).agreement == pytest.approx(expected, abs=1e-12)
