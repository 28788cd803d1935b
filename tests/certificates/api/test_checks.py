"""What an agency's software is told, what it is not, and what holders see of it."""

import datetime as dt
import json

import pytest

from certificates import throttle
from certificates.api.schema import MOST_PAIRS
from certificates.models import Check, RateWindow
from tests.certificates.builders import (
    decide,
    make_agency,
    make_certificate,
    make_rendered,
)
from tests.races import at_once

from .asking import Program, make_token
from .contract import faults

pytestmark = pytest.mark.django_db

NOW = {"expires_at": dt.datetime(2999, 1, 1, tzinfo=dt.UTC)}
NOBODYS = "PRSS-7K2M-9QXD-4T8B-HZ6W0"
KEY = {"Idempotency-Key": "roster-1"}


@pytest.fixture
def agency():
    return make_agency()


@pytest.fixture
def program(agency):
    return Program(make_token(agency, **NOW)[1])


def spent():
    return sum(RateWindow.objects.values_list("count", flat=True))


def test_number_and_name_confirm_and_the_name_is_not_repeated(program):
    held = make_rendered(legal_name="Amara Okonkwo", title="Boundaries")
    reply = program.check(held.number.lower().replace("-", " "), "okonkwo")
    assert reply.status_code == 200
    assert not faults("CheckAnswer", reply.json())
    answer = reply.json()["answer"]
    assert answer["result"] == "confirmed"
    assert answer["certificate"]["number"] == held.number
    assert answer["certificate"]["title"] == "Boundaries"
    assert answer["certificate"]["status"]["name"] == "genuine"
    assert answer["certificate"]["status"]["is_good"]
    assert "konkwo" not in reply.content.decode().lower()


def test_a_suspended_one_is_not_good(program):
    held = make_rendered()
    decide(held, "suspended", public_reason="Under review.")
    status = program.check(held.number, "Okonkwo").json()["answer"]["certificate"][
        "status"
    ]
    assert (status["name"], status["is_good"]) == ("suspended", False)
    assert status["public_reason"] == "Under review."


def test_unknown_withheld_unmatched_and_unmade_are_one_answer(program):
    withheld, other = make_rendered(is_withheld=True), make_rendered()
    pairs = [
        (NOBODYS, "Okonkwo"),
        (withheld.number, "Okonkwo"),
        (other.number, "Reyes"),
        (make_certificate().number, "Okonkwo"),
    ]
    alone = [program.check(*pair) for pair in pairs]
    told = [reply.json()["answer"] for reply in alone]
    told += program.batch(*pairs).json()["answers"]
    assert told == [{"result": "not_confirmed"}] * 8
    assert {reply.status_code for reply in alone} == {200}
    assert len({len(reply.content) for reply in alone}) == 1


def test_every_check_is_logged_for_the_holder_with_the_agencys_name(agency, program):
    held, withheld = make_rendered(), make_rendered(is_withheld=True)
    program.check(held.number, "Okonkwo")
    program.batch((withheld.number, "Okonkwo"), (held.number, "Reyes"))
    logged = list(Check.objects.order_by("pk").values_list("how", "outcome", "agency"))
    assert logged == [
        ("api", "genuine", agency.pk),
        ("api", "withheld", agency.pk),
        ("api", "unmatched", agency.pk),
    ]


def test_a_mistyped_number_costs_and_logs_nothing(program):
    reply = program.check("PRSS-7K2M-9QXD-4T8B-HZ6WX", "Okonkwo")
    assert reply.status_code == 422
    assert reply.json()["errors"][0]["pointer"] == "/number"
    assert spent() == 1, "the request itself"


def test_answers_come_in_the_order_of_the_questions(program):
    held = [make_rendered() for _one in range(3)]
    pairs = [(one.number, "Okonkwo") for one in reversed(held)]
    pairs[1:1] = [("PRSS-1", "x"), (NOBODYS, "x")]
    reply = program.batch(*pairs)
    assert not faults("BatchAnswer", reply.json())
    answers = reply.json()["answers"]
    results = ["confirmed", "malformed", "not_confirmed", "confirmed", "confirmed"]
    assert [one["result"] for one in answers] == results
    assert answers[1]["problem"] == "length"
    assert answers[0]["certificate"]["number"] == held[2].number


def test_one_too_many_is_refused(program):
    asked = [(NOBODYS, "x")] * (MOST_PAIRS + 1)
    assert program.batch(*asked).status_code == 422
    assert program.batch().status_code == 422


def test_the_longest_batch_is_within_the_size(program):
    name = json.loads('"' + "\\ud83d\\ude42" * 60 + '"')
    assert program.batch(*[(NOBODYS, name)] * MOST_PAIRS).status_code == 200


def test_a_batch_costs_a_fixed_number_of_queries(program, django_assert_num_queries):
    held = [make_rendered() for _one in range(8)]
    program.get("/me")
    for count in (2, 8):
        pairs = [(one.number, "Okonkwo") for one in held[:count]]
        with django_assert_num_queries(7):
            assert program.batch(*pairs).status_code == 200


def test_what_is_repeated_with_its_key_is_logged_and_charged_once(program):
    held = make_rendered()
    pairs = [(held.number, "Okonkwo"), (NOBODYS, "x"), ("PRSS-1", "x")]
    first = program.batch(*pairs, **KEY)
    before = spent()
    again = program.batch(*pairs, **KEY)
    assert again.json() == first.json()
    assert Check.objects.count() == 1
    assert spent() - before == 1, "the request itself"


def test_what_a_holder_has_withheld_since_is_not_repeated(program):
    held = make_rendered()
    program.batch((held.number, "Okonkwo"), **KEY)
    held.choose_privacy(is_withheld=True, shows_name=False)
    again = program.batch((held.number, "Okonkwo"), **KEY)
    assert again.json()["answers"] == [{"result": "not_confirmed"}]


def test_a_key_is_for_one_list_and_one_agency(program):
    held = make_rendered()
    program.batch((held.number, "Okonkwo"), **KEY)
    reply = program.batch((held.number, "Reyes"), **KEY)
    assert reply.status_code == 422
    assert reply.json()["type"].endswith("#idempotency")
    other = Program(make_token(**NOW)[1])
    assert other.batch((held.number, "Reyes"), **KEY).status_code == 200


@pytest.mark.parametrize("key", ["x" * 65, "\u00e9", "a\tb"])
def test_a_key_that_is_none_is_refused(program, key):
    reply = program.batch((NOBODYS, "x"), **{"Idempotency-Key": key})
    assert reply.status_code == 422


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_many_with_one_key_at_once_one_is_logged():
    held = make_rendered()
    text = make_token(**NOW)[1]

    def ask(_number):
        return Program(text).batch((held.number, "Okonkwo"), **KEY).status_code

    assert set(at_once(ask, 8)) == {200}
    assert Check.objects.count() == 1


def test_an_agency_that_has_used_up_its_day_is_told_when_to_come_back(
    program, monkeypatch
):
    held = make_rendered()
    few = throttle.Limit("agency", throttle.COST_OF_A_MISS, dt.timedelta(days=1))
    monkeypatch.setattr(throttle, "ONE_AGENCY", few)
    assert program.check(NOBODYS, "x").status_code == 200
    reply = program.check(held.number, "Okonkwo")
    assert reply.status_code == 429
    assert int(reply.headers["Retry-After"]) > 3600
    assert not Check.objects.exists()


def test_me_says_who_asks_and_until_when(agency):
    token, text = make_token(agency, name="Hiring", may_batch=False, **NOW)
    reply = Program(text).get("/me")
    assert not faults("Me", reply.json())
    assert reply.json()["agency"] == agency.name
    assert reply.json()["token"]["scopes"] == ["check", "changes"]
    assert reply.json()["token"]["prefix"] == token.prefix
    assert text not in reply.content.decode()


def test_an_answer_that_confirms_nothing_takes_as_long_whatever_its_reason(
    program, monkeypatch
):
    rested = []
    rest = lambda _started, *, steps: rested.append(steps)  # noqa: E731
    monkeypatch.setattr("certificates.api.asking.rest", rest)
    held, withheld = make_rendered(), make_rendered(is_withheld=True)
    program.check(held.number, "Okonkwo")
    assert not rested
    program.check(withheld.number, "Okonkwo")
    program.batch((NOBODYS, "Okonkwo"), (held.number, "Okonkwo"))
    assert rested == [1, 1]
    program.batch(*[(NOBODYS, "Okonkwo")] * 100)
    assert rested[2] == 3, "what is withheld may differ by more among many"


def test_one_that_was_reinstated_reads_like_one_that_was_never_decided_upon(program):
    held = make_rendered()
    decide(held, "suspended")
    decide(held, "reinstated")
    reply = program.check(held.number, "Okonkwo").json()["answer"]
    status = reply["certificate"]["status"]
    assert (status["name"], status["since"]) == ("genuine", None)
