"""Requests are in UTF-8, or refused before anything reads them."""

import pytest
from django.db import DataError

from tests.users.builders import make_user
from training.encoding import NoNulMiddleware, in_utf_8


def status_of(content_type):
    """Return the status that a request of this type gets."""
    seen = []

    def application(environ, start_response):
        start_response("200 OK", [])
        return []

    def start_response(status, headers):
        seen.append(status)

    in_utf_8(application)({"CONTENT_TYPE": content_type}, start_response)
    return seen[0]


@pytest.mark.parametrize("charset", ["rot13", "hex", "undefined", "idna", "latin-1"])
@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x"])
def test_another_encoding_is_refused(kind, charset):
    assert status_of(f"{kind}; charset={charset}").startswith("415 ")


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "application/json",
        "multipart/form-data; boundary=x",
        'text/plain; charset="UTF-8"',
        "application/x-www-form-urlencoded; charset=utf-8",
    ],
)
def test_ours_and_none_at_all_are_served(content_type):
    assert status_of(content_type) == "200 OK"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/admin/analysis/questions/%00/",
        "/admin/regrades/new/?question=%00",
        "/%00/",
    ],
)
def test_an_address_with_a_nul_in_it_is_no_fault_of_ours(client, address):
    """PostgreSQL refuses to look for one; SQLite looks, and finds nothing."""
    client.force_login(make_user("Trainers"))
    assert client.get(address).status_code in {200, 404}


@pytest.mark.parametrize("error", [DataError, ValueError])
@pytest.mark.parametrize(("address", "status"), [("/a?b=%00", 404), ("/a", None)])
def test_only_what_a_nul_may_have_caused_is_answered(rf, address, status, error):
    answer = NoNulMiddleware(None).process_exception(rf.get(address), error())
    assert getattr(answer, "status_code", None) == status


def test_a_fault_beside_a_nul_stays_a_fault(rf):
    asked = rf.get("/a?b=%00")
    assert NoNulMiddleware(None).process_exception(asked, KeyError()) is None
