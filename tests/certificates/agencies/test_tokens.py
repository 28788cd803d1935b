"""Owners make, replace and withdraw their agency's tokens; each is shown once."""

import re

import pytest
from django.urls import reverse

from certificates.models import ApiToken
from tests.certificates.api.asking import Program
from tests.certificates.builders import join, make_agency

pytestmark = pytest.mark.django_db

TEXT = re.compile(r"alongside_[0-9a-f]{10}_[0-9a-f]{48}")
FORM = {"name": "Hiring system", "may_check": "on", "days": "90"}


@pytest.fixture
def owner(client):
    membership = join(make_agency(), role="owner")
    client.force_login(membership.user)
    return membership


def address(agency, name="tokens", *args):
    return reverse(f"agencies:{name}", args=[agency.public_id, *args])


def make(client, agency, **fields):
    page = client.post(address(agency), FORM | fields)
    return page, re.findall(
        r"alongside_[0-9a-f]{10}_[0-9a-f]{48}", page.content.decode()
    )


def test_a_token_is_shown_once_and_works(client, owner):
    page, (text,) = make(client, owner.agency)
    assert "no-store" in page.headers["Cache-Control"]
    assert Program(text).get("/me").json()["token"]["scopes"] == ["check"]
    listed = client.get(address(owner.agency)).content.decode()
    assert "Hiring system" in listed
    assert text.rpartition("_")[2] not in listed


def test_a_replaced_token_and_its_heir_are_both_listed(client, owner):
    _page, (old,) = make(client, owner.agency)
    token = ApiToken.objects.get()
    page = client.post(address(owner.agency, "rotate_token", token.prefix))
    (new,) = TEXT.findall(page.content.decode())
    assert {Program(text).get("/me").status_code for text in (old, new)} == {200}
    assert "replaced; works until" in client.get(address(owner.agency)).content.decode()
    again = client.post(address(owner.agency, "rotate_token", token.prefix))
    assert again.status_code == 302


def test_a_prefix_that_no_token_could_have_is_not_found(client, owner):
    """PostgreSQL takes no NUL, not even to look for it."""
    page = client.post(f"{address(owner.agency)}%00/revoke/")
    assert page.status_code == 404


def test_a_withdrawn_token_opens_nothing(client, owner):
    _page, (text,) = make(client, owner.agency)
    token = ApiToken.objects.get()
    client.post(address(owner.agency, "revoke_token", token.prefix))
    assert Program(text).get("/me").status_code == 401


@pytest.mark.parametrize(
    "fields", [{"name": ""}, {"may_check": ""}, {"days": "9999"}, {"name": "x" * 61}]
)
def test_what_cannot_be_is_not_made(client, owner, fields):
    page, found = make(client, owner.agency, **fields)
    assert page.status_code == 422
    assert not found
    assert not ApiToken.objects.exists()


def test_members_and_other_agencies_find_nothing(client, owner):
    _page, (text,) = make(client, owner.agency)
    prefix = ApiToken.objects.get().prefix
    others = [join(owner.agency), join(make_agency(), role="owner")]
    for other in others:
        client.force_login(other.user)
        own = other.agency
        for path in (
            address(owner.agency),
            address(owner.agency, "rotate_token", prefix),
            address(owner.agency, "revoke_token", prefix),
            address(own, "rotate_token", prefix),
            address(own, "revoke_token", prefix),
        ):
            assert client.post(path, FORM).status_code == 404
    assert Program(text).get("/me").status_code == 200
    assert ApiToken.objects.count() == 1


def test_the_list_costs_a_fixed_number_of_queries(
    client, owner, django_assert_max_num_queries
):
    for number in range(6):
        make(client, owner.agency, name=f"Program {number}")
    with django_assert_max_num_queries(5):
        client.get(address(owner.agency))
