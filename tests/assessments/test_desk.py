"""The pages on which people mark: anonymous, safe to read, nothing lost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.models import MarkingDraft, WrittenMarking, WrittenTask
from tests.assessments.builders import make_quiz
from tests.assessments.written import FULL, HALF, make_task, sit, written
from tests.users.builders import make_user

pytestmark = pytest.mark.django_db
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</blockquote><svg onload=alert(1)>",
    "{{ 7|add:7 }}{% csrf_token %}",
    '" autofocus onfocus="alert(1)',
    "javascript:alert(1)",
)
LEVELS = {"level-listens": "2", "level-offers": "1"}


@pytest.fixture
def marker(client):
    user = make_user("Trainers", display_name="Marker")
    client.force_login(user)
    return user


def address(task, name="mark_answer"):
    return reverse(name, args=[task.public_id])


def pages_of(client, task):
    client.post(address(task, "take_answer"))
    return [client.get(reverse("marking_desk")).text, client.get(address(task)).text]


def test_no_page_of_the_desk_says_whose_answer_it_is(client, marker, at):
    learner = make_user(display_name="Zebulon", legal_name="Zebulon Quist")
    task = make_task(at=at, learner=learner, quiz=make_quiz(second_marker="every"))
    attempt = task.attempt
    secrets = [
        *("Zebulon", "Quist", learner.email, str(learner.public_id)),
        str(attempt.public_id),
    ]
    other = make_user("Trainers", display_name="Othermarker")
    pages = pages_of(client, task)
    task.hand_in(by=marker, levels=FULL, at=at)
    task.hand_in(by=other, levels=HALF, at=at)
    client.force_login(make_user("Trainers"))
    pages += pages_of(client, task)
    for page in pages:
        for secret in (*secrets, "Othermarker"):
            assert secret not in page


@pytest.mark.parametrize("payload", HOSTILE)
def test_what_learners_wrote_is_only_ever_plain_text(client, marker, at, payload):
    task = make_task(payload, at=at, quiz=make_quiz(second_marker="every"))
    task.keep_draft(by=marker, at=at, levels={}, comment=payload, private_note=payload)
    page = pages_of(client, task)[1]
    escaped = payload.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    escaped = escaped.replace('"', "&quot;")
    assert page.count(escaped) >= 3
    if payload != escaped:
        assert payload not in page


def test_a_marker_hands_in_and_the_next_one_comes(client, marker, at):
    task = make_task(at=at)
    answer = client.post(reverse("mark_next"))
    assert answer.url == address(task)
    page = client.get(answer.url).text
    for words in ("Listens first", "In part", "A model answer.", "I would ask first."):
        assert words in page
    sent = LEVELS | {"comment": "Well heard.", "private_note": "Short."}
    assert client.post(address(task), sent).status_code == 302
    marking = WrittenMarking.objects.get()
    assert (marking.levels, marking.comment) == (FULL, "Well heard.")
    assert "Nothing waits" in client.post(reverse("mark_next"), follow=True).text


def test_a_form_with_a_gap_comes_back_with_what_was_typed(client, marker, at):
    task = make_task(at=at)
    sent = {"level-listens": "1", "comment": "Keep me"}
    answer = client.post(address(task), sent)
    assert answer.status_code == 422
    assert "Offers a choice" in answer.text
    assert "Keep me" in answer.text


def test_a_draft_is_kept_as_it_is_typed_and_comes_back(client, marker, at):
    task = make_task(at=at)
    sent = {"level-listens": "1", "comment": "Half a thou"}
    json = {"Accept": "application/json"}
    answer = client.post(address(task, "keep_draft"), sent, headers=json)
    assert answer.json()["saved_at"]
    client.logout()
    again = client.post(address(task), LEVELS)
    assert again.status_code == 302
    assert again.url.endswith(f"?next={address(task)}")
    client.force_login(marker)
    page = client.get(address(task)).text
    assert "Half a thou" in page
    assert 'value="1" required id="id_level-listens_1" checked' in page or (
        page.count("checked") == 1
    )


def test_a_draft_is_seen_by_nobody_else(client, marker, at):
    task = make_task(at=at)
    task.keep_draft(by=marker, at=at, levels=HALF, comment="Mine", private_note="")
    task.release(by=marker)
    client.force_login(make_user("Trainers"))
    page = client.get(address(task)).text
    assert "Mine" not in page
    assert "checked" not in page


def test_the_second_marker_does_not_see_the_first(client, marker, at):
    task = make_task(at=at, quiz=make_quiz(second_marker="every"))
    words = {"comment": "First words", "private_note": "First note"}
    task.hand_in(by=marker, levels=FULL, at=at, **words)
    assert client.get(address(task)).status_code == 404
    client.force_login(make_user("Trainers"))
    page = client.get(address(task)).text
    assert "First" not in page.replace("First marking", "").replace("Listens first", "")


def test_both_are_shown_for_the_agreement(client, marker, at):
    task = make_task(at=at, quiz=make_quiz(second_marker="every"))
    task.hand_in(by=make_user(), levels=FULL, at=at, private_note="Very good.")
    task.hand_in(by=make_user(), levels=HALF, at=at, private_note="So so.")
    page = client.get(address(task)).text
    for words in ("Very good.", "So so.", "differs", "What you agree on"):
        assert words in page
    client.post(address(task), LEVELS)
    assert WrittenMarking.objects.filter(round="agreed").count() == 1


def test_what_somebody_else_has_in_hand_is_not_marked(client, marker, at):
    task = make_task(at=at)
    other = make_user("Trainers")
    WrittenTask.objects.filter(pk=task.pk).update(
        claimed_by=other, claimed_until="2999-01-01T00:00Z"
    )
    assert "In somebody" in client.get(reverse("marking_desk")).text
    assert "just now" in client.post(address(task, "take_answer"), follow=True).text
    assert "Hand in these marks" not in client.get(address(task)).text
    client.post(address(task), LEVELS)
    assert not WrittenMarking.objects.exists()
    answer = client.post(
        address(task, "keep_draft"), LEVELS, headers={"Accept": "application/json"}
    )
    assert answer.status_code == 409
    assert not MarkingDraft.objects.exists()


def test_the_queue_is_filtered_and_costs_the_same_for_many(client, marker, at):
    task = make_task(at=at)
    client.get(reverse("marking_desk"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("marking_desk"))
    tasks = [make_task(at=at) for _n in range(5)]
    with CaptureQueriesContext(connection) as many:
        page = client.get(reverse("marking_desk")).text
    assert len(many) == len(few) < 20
    assert all(t.label in page for t in tasks)
    quiz = task.attempt.assessment_key
    page = client.get(reverse("marking_desk"), {"quiz": quiz}).text
    assert task.label in page
    assert tasks[0].label not in page
    for nonsense in ({"quiz": "x"}, {"round": "x"}, {"p": "x"}, {"p": 10**9}):
        assert client.get(reverse("marking_desk"), nonsense).status_code == 200


def test_an_answer_costs_the_same_however_many_wait(client, marker, at):
    task = make_task(at=at)
    client.get(address(task))
    with CaptureQueriesContext(connection) as few:
        client.get(address(task))
    sit(written("w1"), written("w2"), answers={"w1": "A", "w2": "B"}, at=at)
    with CaptureQueriesContext(connection) as many:
        client.get(address(task))
    assert len(many) == len(few)


def test_the_record_of_an_attempt_keeps_its_words_until_they_are_marked(
    client, marker, at
):
    task = make_task("I would ask first.", at=at)
    address_of_record = reverse("attempt:inspect", args=[task.attempt.pk])
    page = client.get(address_of_record).text
    assert "I would ask first." not in page
    assert "Marking by people" in page
    task.hand_in(by=marker, levels=FULL, at=at)
    assert "I would ask first." in client.get(address_of_record).text


def test_the_queue_names_the_day_and_not_the_minute(client, marker, at):
    task = make_task(at=at)
    page = client.get(reverse("marking_desk")).text
    assert task.label in page
    assert f"{timezone.localtime(at):%H:%M}" not in page.partition("<tbody>")[2]
