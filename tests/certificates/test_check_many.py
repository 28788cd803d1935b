"""Looking many certificates up at once, for an agency."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from certificates import throttle
from certificates.checking import check_many
from certificates.codes import new_number
from certificates.models import Check, RateWindow
from certificates.throttle import TooManyTries

from .builders import AT, decide, make_agency, make_certificate, make_rendered, make_rng

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def agency():
    return make_agency()


def names_of(answers):
    return [answer and answer.status.name for answer in answers]


def ask(agency, *pairs, at=AT):
    return check_many(pairs, agency=agency, how="roster", at=at)


def test_answers_come_in_order_for_rows_whose_number_and_name_both_fit(agency):
    good, held = make_rendered(legal_name="Ana Ruiz"), make_rendered()
    decide(held, "suspended", public_reason="On hold")
    answers = ask(
        agency,
        (held.number, "Okonkwo"),
        (new_number(make_rng(987654)), "Ruiz"),
        (good.number, "ruiz"),
        (good.number, "Okonkwo"),
    )
    assert names_of(answers) == ["suspended", None, "genuine", None]
    assert answers[0].certificate == held
    assert answers[0].status.public_reason == "On hold"


def test_unknown_withheld_unfinished_and_another_name_read_the_same(agency):
    withheld, unfinished, other = make_rendered(), make_certificate(), make_rendered()
    withheld.choose_privacy(is_withheld=True, shows_name=True)
    answers = ask(
        agency,
        (withheld.number, "Okonkwo"),
        (unfinished.number, "Okonkwo"),
        (other.number, "Smith"),
        (other.number, ""),
        (new_number(make_rng(987654)), "Okonkwo"),
        ("no number at all", "Okonkwo"),
    )
    assert answers == [None] * 6


def test_holders_see_who_asked_and_what_was_answered(agency):
    good, withheld, other = make_rendered(), make_rendered(), make_rendered()
    withheld.choose_privacy(is_withheld=True, shows_name=True)
    ask(agency, *((c.number, "Okonkwo") for c in (good, withheld)))
    ask(agency, (other.number, "Smith"))
    logged = [
        (c.certificate, c.outcome, c.name_matched, c.how, c.agency)
        for c in Check.objects.order_by("pk")
    ]
    assert logged == [
        (good, "genuine", True, "roster", agency),
        (withheld, "withheld", None, "roster", agency),
        (other, "unmatched", False, "roster", agency),
    ]


def test_it_costs_the_same_for_one_and_for_a_hundred(agency):
    held = [make_rendered() for _n in range(100)]
    for one in held[:20]:
        decide(one, "suspended")
    counts = []
    for some in (held[:1], held):
        with CaptureQueriesContext(connection) as seen:
            answers = ask(agency, *((one.number, "Okonkwo") for one in some))
        assert all(answers)
        counts.append(len(seen))
    assert counts[0] == counts[1] == 3


def test_a_row_costs_one_and_a_miss_ten(agency):
    good = make_rendered()
    ask(agency, (good.number, "Okonkwo"), (good.number, "Smith"))
    assert RateWindow.objects.get().count == 11


def test_an_agency_that_used_up_its_day_waits_and_others_do_not(agency, monkeypatch):
    monkeypatch.setattr(
        throttle, "ONE_AGENCY", throttle.Limit("agency", 2, throttle.ONE_AGENCY.length)
    )
    good = make_rendered()
    pair = (good.number, "Okonkwo")
    assert all(ask(agency, pair, pair, pair))
    with pytest.raises(TooManyTries) as refused:
        ask(agency, pair)
    assert 0 < refused.value.retry_after <= DAY.total_seconds()
    assert Check.objects.count() == 3
    assert all(ask(make_agency(), pair))
    assert all(ask(agency, pair, at=AT + DAY))


def test_the_budget_says_nothing_about_who_asks(agency):
    ask(agency, (new_number(make_rng(987654)), "Ruiz"))
    assert str(agency.public_id) not in str(list(RateWindow.objects.values()))
