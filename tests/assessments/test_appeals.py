"""Results that learners challenge, and results that people review."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.deciding import (
    MayNotReview,
    answer_appeal,
    hand_in_marking,
    review,
    review_run,
)
from assessments.models import Appeal, Attempt
from assessments.models.appeals import MayNotAnswer, MayNotAppeal
from tests.assessments.builders import make_exam, make_quiz, make_run, play
from tests.assessments.news import news
from tests.assessments.written import NOTHING, make_task, single, sit, written
from tests.tasks import work_off_tasks
from tests.users.builders import make_user

pytestmark = pytest.mark.django_db
HELD = {"unsafe_rule": "review", "unsafe_threshold": 1}


@pytest.fixture
def now(monkeypatch, at):
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)
    return at


def sat(at, **fields):
    return sit(single(), single("s2"), answers={"s1": "b", "s2": "a"}, at=at, **fields)


def appeal_of(attempt, at, number=1, reason="Option b is right too."):
    question = attempt.answers.get(number=number) if number else None
    return Appeal.make(attempt, reason=reason, question=question, at=at)


def test_a_result_is_challenged_within_its_window(at):
    attempt = sat(at)
    appeal_of(attempt, at + dt.timedelta(days=14))
    with pytest.raises(MayNotAppeal):
        appeal_of(attempt, at + dt.timedelta(days=14, seconds=1), number=2)
    closed = sat(at, quiz=make_quiz(appeal_days=0))
    with pytest.raises(MayNotAppeal):
        appeal_of(closed, at)
    held = sit(written(), answers={"w1": "Words"}, at=at)
    with pytest.raises(MayNotAppeal):
        appeal_of(held, at, number=None)


def test_one_appeal_a_question_is_open(at):
    attempt = sat(at)
    first = appeal_of(attempt, at)
    appeal_of(attempt, at, number=None)
    with pytest.raises(MayNotAppeal):
        appeal_of(attempt, at)
    by = make_user("Trainers")
    answer_appeal(first, outcome="not_upheld", answer="It is not.", by=by, at=at)
    appeal_of(attempt, at)


def test_upheld_the_question_counts_in_full_for_this_learner_alone(at):
    attempt, other = sat(at), sat(at)
    appeal = appeal_of(attempt, at)
    by = make_user("Trainers")
    answer_appeal(appeal, outcome="upheld", answer="You are right.", by=by, at=at)
    attempt.refresh_from_db()
    other.refresh_from_db()
    assert (attempt.percentage, other.percentage) == (100, 50)
    latest = attempt.latest_mark()
    assert (latest.reason, latest.note) == ("appealed", "You are right.")
    with pytest.raises(MayNotAnswer):
        answer_appeal(appeal, outcome="upheld", answer="Again.", by=by, at=at)
    work_off_tasks()
    assert [m.to for m in news()] == [[attempt.enrolment.learner.email]]


def test_a_whole_result_that_is_upheld_is_passed(at):
    attempt = sat(at)
    appeal = appeal_of(attempt, at, number=None)
    by = make_user("Certifiers")
    answer_appeal(appeal, outcome="upheld", answer="Yes.", by=by, at=at)
    attempt.refresh_from_db()
    assert (attempt.percentage, attempt.is_passed) == (50, True)
    assert attempt.enrolment.completions.count() == 1


def test_whoever_marked_does_not_answer(at):
    marker, learner = make_user("Trainers"), make_user("Trainers")
    task = make_task(at=at, learner=learner)
    hand_in_marking(task, by=marker, levels=NOTHING, at=at)
    attempt = Attempt.objects.get()
    appeal = appeal_of(attempt, at)
    for nobody in (marker, learner):
        with pytest.raises(MayNotAnswer):
            answer_appeal(appeal, outcome="upheld", answer="So.", by=nobody, at=at)
    assert appeal.may_be_answered_by(make_user("Trainers"))


def test_the_database_wants_a_reason_with_every_answer(at):
    appeal = appeal_of(sat(at), at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(outcome="upheld")


def test_a_learner_challenges_and_keeps_their_words_on_an_error(client, now):
    attempt = sat(now)
    client.force_login(attempt.enrolment.learner)
    result = reverse("assessments:result", args=[attempt.public_id])
    address = reverse("assessments:appeal", args=[attempt.public_id])
    assert address in client.get(result).text
    page = client.post(address, {"about": "1", "reason": ""})
    assert (page.status_code, "Write why" in page.text) == (422, True)
    page = client.post(address, {"about": "1", "reason": "x" * 4001})
    assert (page.status_code, "x" * 4001 in page.text) == (422, True)
    assert client.post(address, {"about": "9", "reason": "So"}).status_code == 422
    client.post(address, {"about": "1", "reason": "First"})
    page = client.post(address, {"about": "1", "reason": "Kept words"})
    assert (page.status_code, "Kept words" in page.text) == (422, True)
    assert "Waits for an answer" in client.get(result).text


def test_an_appeal_is_read_as_plain_text_and_answered(client, now):
    attempt, hostile = sat(now), "<script>alert(1)</script>"
    appeal = appeal_of(attempt, now, reason=hostile)
    client.force_login(make_user("Trainers"))
    assert str(attempt.enrolment.learner) in client.get(reverse("appeal_desk")).text
    desk = reverse("answer_appeal", args=[appeal.pk])
    page = client.get(desk).text
    assert hostile not in page
    assert "&lt;script&gt;alert" in page
    assert client.post(desk, {"outcome": "upheld"}).status_code == 422
    client.post(desk, {"outcome": "upheld", "answer": "You are right."})
    client.force_login(attempt.enrolment.learner)
    result = reverse("assessments:result", args=[attempt.public_id])
    page = client.get(result).text
    assert hostile not in page
    assert "You are right." in page
    assert "Since then the score is 100 %" in page


def test_upheld_for_everybody_leads_to_the_regrade(client, now):
    appeal = appeal_of(sat(now), now)
    client.force_login(make_user("Trainers"))
    desk = reverse("answer_appeal", args=[appeal.pk])
    answer = client.post(desk, {"outcome": "regrade", "answer": "We mend it."})
    assert answer.url.endswith(f"?question=s1&appeal={appeal.pk}")
    assert "What changes" in client.get(answer.url).text


def test_only_reviewers_declare_a_whole_result_passed(client, now):
    attempt = sat(now)
    appeal = appeal_of(attempt, now, number=None)
    desk = reverse("answer_appeal", args=[appeal.pk])
    sent = {"outcome": "upheld", "answer": "Yes."}
    client.force_login(make_user("Trainers"))
    assert client.post(desk, sent).status_code == 422
    client.force_login(make_user("Certifiers"))
    assert client.post(desk, sent).status_code == 302


@pytest.mark.parametrize("passed", [True, False])
def test_a_review_makes_the_result_final_once(at, passed):
    attempt = sit(
        single(unsafe="b"),
        single("s2"),
        answers={"s1": "b", "s2": "a"},
        at=at,
        **HELD | {"pass_mark": 50},
    )
    assert attempt.held_for == "review"
    certifier = make_user("Certifiers")
    facts = {"passed": passed, "by": certifier, "why": "We talked.", "at": at}
    review(attempt, **facts)
    attempt.refresh_from_db()
    assert (attempt.held_for, attempt.is_passed) == ("", passed)
    assert attempt.enrolment.completions.exists() == passed
    with pytest.raises(MayNotReview):
        review(attempt, **facts)
    work_off_tasks()
    assert len(news()) == 1


def test_a_score_that_stands_may_still_be_too_low(at):
    attempt = sit(single(unsafe="b"), answers={"s1": "b"}, at=at, **HELD)
    review(attempt, passed=True, by=make_user(), why="So.", at=at)
    attempt.refresh_from_db()
    assert attempt.is_passed is False


def test_nobody_reviews_their_own(at):
    learner = make_user("Certifiers")
    attempt = sit(
        single(unsafe="b"), answers={"s1": "b"}, learner=learner, at=at, **HELD
    )
    with pytest.raises(MayNotReview):
        review(attempt, passed=True, by=learner, why="So.", at=at)


def test_a_certifier_reviews_in_the_admin_and_the_learner_reads_why(client, now):
    attempt = sit(
        single(unsafe="b", feedback={"b": "It breaks trust."}),
        single("s2"),
        answers={"s1": "b", "s2": "a"},
        at=now,
        **HELD | {"pass_mark": 50},
    )
    client.force_login(make_user("Certifiers"))
    assert str(attempt.enrolment.learner) in client.get(reverse("review_desk")).text
    desk = reverse("review_attempt", args=[attempt.public_id])
    page = client.get(desk).text
    for words in ("Option b", "It breaks trust.", "the result is “passed”"):
        assert words in page
    page = client.post(desk, {"decision": "passed"})
    assert page.status_code == 422
    assert "Write a reason." in page.text
    client.post(desk, {"decision": "not_passed", "why": "Read it again first."})
    client.force_login(attempt.enrolment.learner)
    page = client.get(reverse("assessments:result", args=[attempt.public_id])).text
    assert "Read it again first." in page
    assert "<h1>Passed" not in page
    assert client.get(reverse("home:my")).status_code == 200


def test_the_page_of_a_held_result_opens(client, now):
    attempt = sit(single(unsafe="b"), answers={"s1": "b"}, at=now, **HELD)
    client.force_login(attempt.enrolment.learner)
    page = client.get(reverse("assessments:result", args=[attempt.public_id]))
    assert "A person looks at your answers" in page.text


@pytest.mark.parametrize("name", ["review_desk", "appeal_desk", "regrades"])
def test_each_queue_costs_the_same_for_many(client, now, name):
    client.force_login(make_user(is_superuser=True))

    def more():
        sit(single(unsafe="b"), answers={"s1": "b"}, at=now, **HELD)
        appeal_of(sat(now), now)
        play(make_run(make_exam(unsafe_threshold=1), at=now), (0, 1, 0), at=now)

    more()
    client.get(reverse(name))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(name))
    for _n in range(3):
        more()
    with CaptureQueriesContext(connection) as many:
        client.get(reverse(name))
    assert len(many) == len(few) < 20


def test_a_scenario_run_is_reviewed_in_the_same_place(client, now):
    run = play(make_run(make_exam(unsafe_threshold=1), at=now), (0, 1, 0), at=now)
    assert run.held_for == "review"
    client.force_login(make_user("Certifiers"))
    desk = reverse("review_run", args=[run.public_id])
    assert desk in client.get(reverse("review_desk")).text
    page = client.get(desk).text
    for words in ("Scene two", "(unsafe)", "the result is “passed”"):
        assert words in page
    assert client.post(desk, {"decision": "passed"}).status_code == 422
    client.post(desk, {"decision": "passed", "why": "You named it yourself."})
    run.refresh_from_db()
    assert (run.held_for, run.is_passed) == ("", True)
    assert client.get(desk).status_code == 404
    work_off_tasks()
    assert [m.to for m in news()] == [[run.enrolment.learner.email]]
    client.force_login(run.enrolment.learner)
    page = client.get(reverse("assessments:run_debrief", args=[run.public_id])).text
    assert "You named it yourself." in page


def test_a_run_with_too_low_a_score_is_not_passed_by_a_review(at):
    run = play(make_run(make_exam(unsafe_threshold=1), at=at), (1, 1, 1), at=at)
    review_run(run, passed=True, by=make_user(), why="So.", at=at)
    run.refresh_from_db()
    assert run.is_passed is False
