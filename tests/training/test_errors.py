"""When the database is busy, full or away: said so, soon, and never "saved"."""

import sqlite3
import time

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import Answer
from tests.assessments.builders import make_attempt
from tests.users.builders import make_user

NEEDS_SQLITE = "sqlite" not in settings.DATABASES["default"]["ENGINE"]


@pytest.fixture
def sitting():
    """A client that reports errors as a server does, and an open attempt."""
    client, learner = Client(raise_request_exception=False), make_user()
    client.force_login(learner)
    return client, make_attempt(at=timezone.now(), learner=learner)


def save(client, attempt, **headers):
    address = reverse("assessments:save_answer", args=[attempt.public_id, 1])
    chosen = attempt.answers.get().offered[0]
    return client.post(address, {"chosen": chosen, "revision": 0}, headers=headers)


@pytest.mark.django_db
def test_a_full_database_is_answered_with_503(sitting, monkeypatch):
    def fail(*args, **kwargs):
        raise OperationalError("database or disk is full")

    client, attempt = sitting
    monkeypatch.setattr(Answer, "save_response", fail)
    reply = save(client, attempt, accept="application/json")
    assert (reply.status_code, reply.headers["Retry-After"]) == (503, "5")
    assert "Not saved" in reply.json()["error"]
    page = save(client, attempt, accept="text/html")
    assert page.status_code == 503
    assert "not saved yet" in page.text


@pytest.mark.django_db
def test_other_errors_stay_what_they_are(sitting, monkeypatch):
    client, attempt = sitting
    monkeypatch.setattr(Answer, "save_response", lambda *a, **k: 1 / 0)
    assert save(client, attempt).status_code == 500


@pytest.mark.django_db
def test_a_form_that_cannot_be_read_is_no_fault_of_ours_where_nothing_is():
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    broken = {"data": b"\xff", "content_type": "multipart/form-data"}
    gone = reverse("certificates:proof", args=["x"])
    assert client.post(gone, **broken).status_code == 404
    client.force_login(make_user())
    assert client.post("/admin/", **broken).status_code == 403


@pytest.mark.skipif(NEEDS_SQLITE, reason="SQLite has one writer")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_while_another_writes_for_long_the_answer_comes_within_five_seconds(sitting):
    client, attempt = sitting
    writer = sqlite3.connect(settings.DATABASES["default"]["NAME"])
    writer.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    reply = save(client, attempt, accept="application/json")
    assert time.monotonic() - began < 5
    writer.rollback()
    writer.close()
    assert reply.status_code == 503
    assert attempt.answers.get().revision == 0


@pytest.mark.django_db
def test_signing_out_tells_the_browser_to_forget(client):
    client.force_login(make_user())
    address = reverse("account_logout")
    assert "Clear-Site-Data" not in client.get(address).headers
    assert client.post(address).headers["Clear-Site-Data"] == '"storage"'
