"""How requests are refused and limited, whatever they ask."""

import datetime as dt

import pytest
from django.db import OperationalError
from django.test import Client

from certificates import checking
from certificates.api import limits
from certificates.api.asking import MOST_BYTES
from certificates.models import ApiToken, Check
from certificates.throttle import Limit
from tests.certificates.builders import join, make_agency, make_rendered

from .asking import Program, make_token
from .contract import assert_as_described, operations

pytestmark = pytest.mark.django_db

NOW = {"expires_at": dt.datetime(2999, 1, 1, tzinfo=dt.UTC)}
CHECK = {"number": "PRSS-7K2M-9QXD-4T8B-HZ6W0", "family_name": "Okonkwo"}


@pytest.fixture
def program():
    return Program(make_token(**NOW)[1])


def assert_problem(reply, status, slug):
    assert reply.status_code == status, reply.content
    assert reply.headers["Content-Type"] == "application/problem+json"
    assert reply.headers["Cache-Control"] == "no-store"
    said = reply.json()
    assert (said["status"], said["type"]) == (status, f"/api/v1/docs/#{slug}")
    assert said["title"]
    assert said["detail"]


def test_a_browsers_session_opens_nothing():
    agency = make_agency()
    client = Client(enforce_csrf_checks=True)
    client.force_login(join(agency, role="owner").user)
    for method, path in (("get", "/me"), ("post", "/checks")):
        reply = getattr(client, method)(f"/api/v1{path}")
        assert_problem(reply, 401, "token")
        assert reply.headers["WWW-Authenticate"].startswith("Bearer ")


def test_no_answer_sets_a_cookie_or_opens_the_door_to_other_sites(program):
    for reply in (
        program.get("/me", Origin="https://other.example"),
        program.post("/checks", CHECK, Origin="https://other.example"),
        program.client.options(
            "/api/v1/checks", headers={"Origin": "https://o.example"}
        ),
    ):
        assert not reply.cookies
        assert not [name for name in reply.headers if name.startswith("Access-Control")]


@pytest.mark.parametrize(
    "path", ["/", "/nothing", "/me/", "/checks/", "/checks/PRSS-7K2M-9QXD-4T8B-HZ6W0"]
)
def test_another_address_is_a_problem_too(program, path):
    assert_problem(program.get(path), 404, "address")


def test_another_method_is_told_which_there_is(program):
    reply = program.get("/checks")
    assert_problem(reply, 405, "method")
    assert reply.headers["Allow"] == "POST"
    assert_problem(program.post("/me", {}), 405, "method")


@pytest.mark.parametrize("header", ["Basic abc", "Bearer", "Bearer  ", "alongside_1"])
def test_what_is_no_bearer_token_is_asked_for_one(header):
    reply = Program().get("/me", Authorization=header)
    assert_problem(reply, 401, "token")
    assert "invalid_token" not in reply.headers["WWW-Authenticate"]


def test_a_token_that_opens_nothing_is_told_so():
    reply = Program("alongside_0123456789_" + "0" * 48).get("/me")
    assert_problem(reply, 401, "token")
    assert 'error="invalid_token"' in reply.headers["WWW-Authenticate"]


@pytest.mark.parametrize(
    ("body", "status", "slug"),
    [
        ("{", 400, "json"),
        (b"\xff\xfe", 400, "json"),
        (" ", 400, "json"),
        ("[]", 422, "invalid"),
        ("null", 422, "invalid"),
        ({}, 422, "invalid"),
        (CHECK | {"number": ""}, 422, "invalid"),
        (CHECK | {"number": 7}, 422, "invalid"),
        (CHECK | {"number": "x" * 65}, 422, "invalid"),
        (CHECK | {"family_name": None}, 422, "invalid"),
        (CHECK | {"holder": "x"}, 422, "invalid"),
        (CHECK | {"number": "PRSS-1"}, 422, "invalid"),
        ('{"number": "\\ud800", "family_name": "x"}', 400, "json"),
    ],
)
def test_a_body_that_is_not_valid_is_told_where(program, body, status, slug):
    reply = program.post("/checks", body)
    assert_problem(reply, status, slug)
    if status == 422:
        assert all(fault["detail"] for fault in reply.json()["errors"])
    assert not Check.objects.exists()


def test_a_refusal_repeats_nothing_that_was_sent(program):
    reply = program.post("/checks", {"number": "Okonkwo", "family_name": 1})
    assert "Okonkwo" not in reply.content.decode()


def test_another_media_type_is_refused(program):
    reply = program.post("/checks", "number=1", content_type="text/plain")
    assert_problem(reply, 415, "json")


def test_a_body_past_its_size_is_refused_unread(program):
    reply = program.post("/checks", "x" * (MOST_BYTES + 1))
    assert_problem(reply, 413, "size")


def test_every_answer_says_what_is_left_of_the_minute(program):
    first, second = program.get("/me"), program.post("/checks", "{")
    for reply, left in ((first, 299), (second, 298)):
        assert reply.headers["RateLimit-Policy"] == '"requests";q=300;w=60'
        assert reply.headers["RateLimit"].startswith(f'"requests";r={left};t=')


def test_past_the_limit_the_answer_says_when_to_come_back(program, monkeypatch):
    monkeypatch.setattr(
        limits, "REQUESTS", Limit("requests", 2, dt.timedelta(minutes=1))
    )
    replies = [program.get("/me") for _one in range(3)]
    assert [reply.status_code for reply in replies] == [200, 200, 429]
    assert_problem(replies[2], 429, "limits")
    assert 1 <= int(replies[2].headers["Retry-After"]) <= 60
    assert Program(make_token(**NOW)[1]).get("/me").status_code == 200


def test_a_refused_token_costs_no_write(django_assert_num_queries):
    program = Program("alongside_0123456789_" + "0" * 48)
    with django_assert_num_queries(1):
        program.get("/me")


def test_a_fault_of_ours_is_a_problem_and_says_nothing(program, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("secret")

    monkeypatch.setattr(checking, "check_many", fail)
    program.client.raise_request_exception = False
    reply = program.post("/checks", CHECK)
    assert_problem(reply, 500, "fault")
    assert b"secret" not in reply.content


def test_without_a_database_the_answer_is_to_come_back(program, monkeypatch):
    def fail(*args, **kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr(ApiToken.objects, "recognise", fail)
    program.client.raise_request_exception = False
    reply = program.get("/me")
    assert_problem(reply, 503, "unavailable")
    assert reply.headers["Retry-After"] == "5"


def test_every_refusal_is_as_the_document_says(monkeypatch):
    make_rendered()
    for path, method, described in operations():
        _token, text = make_token(**NOW)
        for program, body in (
            (Program(), {}),
            (Program("alongside_0123456789_" + "0" * 48), {}),
            (Program(text), {}),
            (Program(text), "{"),
        ):
            send = program.get if method == "get" else program.post
            arguments = [path] if method == "get" else [path, body]
            assert_as_described(described, send(*arguments))


def test_the_logs_hold_neither_token_nor_number(program, caplog):
    program.post("/checks", {"number": "PRSS-7K2M-9QXD-4T8B-HZ6WX", "family_name": "X"})
    Program("alongside_0123456789_" + "7" * 48).get("/me")
    assert "alongside_" not in caplog.text
    assert "7K2M" not in caplog.text
