"""Requests are in UTF-8, or refused before anything reads them."""

import pytest

from tests.users.builders import make_user
from training.encoding import in_utf_8


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
def test_at_an_address_with_a_nul_in_it_is_nothing(client, address):
    """PostgreSQL refuses to look for one."""
    client.force_login(make_user("Trainers"))
    assert client.get(address).status_code == 404
