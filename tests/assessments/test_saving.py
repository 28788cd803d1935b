"""The address that keeps answers as they are given, and reads them back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from assessments.responses import Response
from tests.assessments.builders import make_attempt, make_question, make_quiz
from tests.users.builders import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt(client):
    learner = make_user()
    client.force_login(learner)
    quiz = make_quiz(questions=[make_question(kind="multiple"), make_question()])
    return make_attempt(quiz, at=timezone.now(), learner=learner)


def save(client, attempt, number=1, **data):
    url = reverse("assessments:save_answer", args=[attempt.public_id, number])
    return client.post(url, {"revision": 0} | data)


def test_a_save_is_acknowledged_with_its_revision_and_the_time(client, attempt):
    answer = attempt.answers.get(number=1)
    reply = save(client, attempt, chosen=answer.offered[:2])
    answer.refresh_from_db()
    body = reply.json()
    assert reply.status_code == 200
    assert body["revision"] == answer.revision == 1
    assert body["response"]["chosen"] == answer.offered[:2]
    assert body["saved_at"] == answer.saved_at.isoformat()
    assert body["server_time"]
    assert body["remaining_seconds"] is None


def test_a_stale_save_gets_the_current_answer(client, attempt):
    answer = attempt.answers.get(number=1)
    learner = attempt.enrolment.learner
    earlier = timezone.now() - timedelta(seconds=9)
    chosen = frozenset(answer.offered[:1])
    answer.save_response(Response(chosen), revision=0, by=learner, at=earlier)
    reply = save(client, attempt, chosen=answer.offered[1])
    assert reply.status_code == 409
    assert reply.json()["response"]["chosen"] == answer.offered[:1]
    assert reply.json()["revision"] == 1


def test_a_closed_attempt_says_where_the_result_is(client, attempt):
    attempt.submit(at=timezone.now())
    reply = save(client, attempt, chosen=attempt.answers.first().offered[0])
    assert reply.status_code == 410
    assert reply.json()["url"].endswith("/result/")


@pytest.mark.parametrize(
    "data",
    [
        {"chosen": "forged"},
        {"chosen": ["x" * 10_000]},
        {"revision": -1},
        {"revision": "one"},
        {"revision": 2**31 - 1},
        {"revision": 10**30},
    ],
)
def test_what_the_question_does_not_offer_is_refused(client, attempt, data):
    reply = save(client, attempt, **data)
    assert reply.status_code == 422
    assert reply.json()["error"]
    assert not attempt.answers.exclude(revision=0).exists()


def test_one_answer_is_saved_at_most_twice_a_second(client, attempt):
    offered = attempt.answers.get(number=1).offered
    assert save(client, attempt, chosen=offered[0]).status_code == 200
    reply = save(client, attempt, chosen=offered[1], revision=1)
    assert reply.status_code == 429
    assert reply.headers["Retry-After"] == "1"


def test_an_answer_can_be_taken_back(client, attempt):
    answer = attempt.answers.get(number=1)
    learner = attempt.enrolment.learner
    earlier = timezone.now() - timedelta(seconds=9)
    chosen = frozenset(answer.offered[:1])
    answer.save_response(Response(chosen), revision=0, by=learner, at=earlier)
    assert save(client, attempt, revision=1).json()["response"]["chosen"] == []


def test_ones_own_answers_can_be_read_back_with_their_revisions(client, attempt):
    answer = attempt.answers.get(number=2)
    save(client, attempt, 2, chosen=answer.offered[0])
    url = reverse("assessments:saved_answers", args=[attempt.public_id])
    body = client.get(url).json()
    read = [
        (a["number"], a["response"]["chosen"], a["revision"]) for a in body["answers"]
    ]
    assert read == [(1, [], 0), (2, answer.offered[:1], 1)]
    assert body["is_closed"] is False


def test_a_save_is_never_cached_and_never_by_get(client, attempt):
    reply = save(client, attempt, chosen=attempt.answers.first().offered[0])
    assert "no-store" in reply.headers["Cache-Control"]
    url = reverse("assessments:save_answer", args=[attempt.public_id, 1])
    assert client.get(url).status_code == 405


def test_a_save_costs_four_queries(client, attempt, django_assert_num_queries):
    offered = attempt.answers.get(number=1).offered
    # session, person, answer with attempt, write; PostgreSQL brackets the write
    with django_assert_num_queries(6 if connection.vendor == "postgresql" else 4):
        save(client, attempt, chosen=offered[0])
