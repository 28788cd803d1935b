"""What every answer of the site carries, and what it refuses to carry."""

import pytest

from tests.courses.builders import make_catalogue
from tests.users.builders import make_user
from training.users import roles

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return make_catalogue()


def policy(answer):
    parts = answer.headers["Content-Security-Policy"].split("; ")
    return dict(part.split(" ", 1) for part in parts)


@pytest.mark.parametrize(
    "path", ["/", "/courses/", "/accounts/login/", "/verify/", "/no-such-page/"]
)
def test_the_site_allows_no_inline_code_and_nobody_else(client, site, path):
    rules = policy(client.get(path))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == "'self'"
    assert "unsafe" not in str(rules)


def test_the_admin_is_looser_and_still_loads_from_nowhere_else(client, site):
    client.force_login(make_user(roles.ADMINISTRATORS))
    rules = policy(client.get("/admin/"))
    assert rules["script-src"] == "'self' 'unsafe-inline'"
    assert "http" not in str(rules)


def test_what_a_signed_in_person_sees_is_stored_nowhere(client, site):
    client.force_login(make_user())
    assert "no-store" in client.get("/my/").headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/my/", "/accounts/profile/", "/documents/1/x.pdf"])
def test_doors_are_shut_by_default(client, site, path):
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/")


def test_an_answer_carries_the_id_of_its_request(client, site):
    answer = client.get("/", headers={"x-request-id": "a" * 32})
    assert answer.headers["X-Request-ID"] == "a" * 32


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_probes_need_no_host_and_no_session(client, path):
    answer = client.get(path, headers={"host": "10.0.0.7"})
    assert answer.status_code == 200
    assert not answer.cookies


def test_a_site_without_its_database_is_not_ready(client, monkeypatch):
    from django.db import OperationalError

    def refuse():
        raise OperationalError

    monkeypatch.setattr("training.health.connection.cursor", refuse)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]


def test_a_stale_form_is_explained(site):
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {})
    assert answer.status_code == 403
    assert "<h1" in answer.content.decode()


def test_a_missing_page_speaks_in_our_voice(client, site):
    answer = client.get("/no-such-page/")
    assert answer.status_code == 404
    assert 'href="/"' in answer.content.decode()


def test_leaving_leads_to_a_neutral_page_and_says_nothing(client, site):
    answer = client.get("/leave/")
    assert answer.status_code == 302
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_support_contacts_are_open_to_everyone(client, site):
    from django.core.management import call_command

    call_command("load_curriculum", verbosity=0)
    page = client.get("/support/").content.decode()
    assert "988" in page
    assert "Línea de la Vida" in page
