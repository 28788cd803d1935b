"""Who may ask what: every kind of token against every operation."""

import datetime as dt

import pytest
from django.utils import timezone

from certificates.models import Check
from tests.certificates.builders import AT, make_agency, make_rendered, make_rng
from tests.users.builders import make_user

from .asking import ALL, Program, make_token
from .contract import operations
from .test_checks import NOW

pytestmark = pytest.mark.django_db

SCOPES = {
    "/checks": "may_check",
    "/checks/batch": "may_batch",
    "/changes": "may_follow",
    "/me": None,
}
PLACES = [(path, method) for path, method, _described in operations()]


def send(program, path, method, held):
    one = {"number": held.number, "family_name": "Okonkwo"}
    body = {"checks": [one]} if path.endswith("batch") else one
    return program.get(path) if method == "get" else program.post(path, body)


def none():
    return ""


def unknown():
    return "alongside_0123456789_" + "0" * 48


def expired():
    return make_token(at=AT, expires_at=timezone.now() - dt.timedelta(seconds=1))[1]


def revoked():
    token, text = make_token(**NOW)
    token.revoke(by=make_user(), at=timezone.now())
    return text


def replaced_long_ago():
    token, text = make_token(at=AT - dt.timedelta(days=400), **NOW)
    token.rotate(by=make_user(), at=AT - dt.timedelta(days=300), rng=make_rng())
    return text


def of_a_closed_agency():
    agency = make_agency()
    text = make_token(agency, **NOW)[1]
    agency.close(by=make_user(), at=timezone.now(), words="Closed.")
    return text


def of_an_agency_that_waits():
    agency = make_agency()
    text = make_token(agency, **NOW)[1]
    type(agency).objects.filter(pk=agency.pk).update(approved_at=None)
    return text


def of_a_refused_agency():
    agency = make_agency()
    text = make_token(agency, **NOW)[1]
    refused = {"approved_at": None, "refused_at": AT}
    type(agency).objects.filter(pk=agency.pk).update(**refused)
    return text


def of_another_with_the_prefix_of_a_good_one():
    good, other = make_token(**NOW)[1], make_token(**NOW)[1]
    return good.rpartition("_")[0] + "_" + other.rpartition("_")[2]


SHUT = [
    *(none, unknown, expired, revoked, replaced_long_ago, of_a_closed_agency),
    *(of_an_agency_that_waits, of_a_refused_agency),
    of_another_with_the_prefix_of_a_good_one,
]


@pytest.mark.parametrize("make", SHUT, ids=lambda one: one.__name__)
@pytest.mark.parametrize(("path", "method"), PLACES)
def test_what_opens_nothing_opens_nothing(make, path, method):
    held = make_rendered()
    reply = send(Program(make()), path, method, held)
    assert reply.status_code == 401
    assert reply.headers["WWW-Authenticate"]
    assert not Check.objects.exists()


@pytest.mark.parametrize("make", SHUT[1:], ids=lambda one: one.__name__)
def test_why_it_opens_nothing_is_not_told(make):
    told = Program(make()).get("/me")
    assert told.content == Program(unknown()).get("/me").content


@pytest.mark.parametrize("scope", ALL)
@pytest.mark.parametrize(("path", "method"), PLACES)
def test_a_token_opens_what_it_is_for_and_nothing_else(path, method, scope):
    held = make_rendered()
    facts = dict.fromkeys(ALL, False) | {scope: True} | NOW
    reply = send(Program(make_token(**facts)[1]), path, method, held)
    is_open = SCOPES[path] in (None, scope)
    assert reply.status_code == (200 if is_open else 403)
    if not is_open:
        assert 'error="insufficient_scope"' in reply.headers["WWW-Authenticate"]
        assert not Check.objects.exists()


def test_each_check_names_the_agency_that_asked_and_no_other():
    held, agencies = make_rendered(), [make_agency(), make_agency()]
    for agency in agencies:
        send(Program(make_token(agency, **NOW)[1]), "/checks", "post", held)
    logged = Check.objects.order_by("pk").values_list("agency", flat=True)
    assert list(logged) == [agency.pk for agency in agencies]


def test_a_key_of_one_agency_is_none_of_another():
    held = make_rendered()
    body = {"checks": [{"number": held.number, "family_name": "Okonkwo"}]}
    for _agency in range(2):
        program = Program(make_token(make_agency(), **NOW)[1])
        reply = program.post("/checks/batch", body, **{"Idempotency-Key": "one"})
        assert reply.json()["answers"][0]["result"] == "confirmed"
    assert Check.objects.count() == 2
