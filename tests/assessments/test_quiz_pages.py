"""Taking a quiz through its pages, without scripts."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ReferenceIndex

from assessments.models import Attempt, Mark
from assessments.responses import Response
from tests.assessments.builders import (
    answer_all,
    make_attempt,
    make_bank,
    make_question,
    make_quiz,
    module_of,
    right_answers,
)
from tests.courses.builders import make_enrolment, make_lesson
from tests.users.builders import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def learner():
    return make_user()


@pytest.fixture
def signed_in(client, learner):
    client.force_login(learner)
    return client


def url(name, attempt, *args):
    return reverse(f"assessments:{name}", args=[attempt.public_id, *args])


def attempt_of(learner, now, quiz=None):
    quiz = quiz or make_quiz(questions=[make_question(), make_question()])
    return make_attempt(quiz, at=now, learner=learner)


def test_the_quiz_page_says_what_to_expect_and_offers_to_begin(signed_in, learner, now):
    quiz = make_quiz(draws=[(make_bank(size=4), 4)], wait_minutes=10, max_attempts=3)
    make_enrolment(quiz.course, learner, at=now)
    page = signed_in.get(quiz.url).text
    assert reverse("assessments:start", args=[quiz.pk]) in page
    assert "0 of 3 used" in page
    assert "No clock" in page
    assert "Wait 10 minutes" in page


def test_beginning_leads_to_the_first_question(signed_in, learner, now):
    quiz = make_quiz()
    make_enrolment(quiz.course, learner, at=now)
    start = reverse("assessments:start", args=[quiz.pk])
    page = signed_in.post(start, follow=True)
    attempt = Attempt.objects.get()
    assert page.redirect_chain[-1][0] == url("question", attempt, 1)
    assert "Question 1 of 1" in page.text


def test_a_quiz_that_is_not_open_yet_cannot_be_begun(signed_in, learner, now):
    quiz = make_quiz()
    start = reverse("assessments:start", args=[quiz.pk])
    assert signed_in.post(start).status_code == 404
    module = module_of(quiz)
    later = make_quiz(module)
    make_enrolment(quiz.course, learner, at=now)
    start = reverse("assessments:start", args=[later.pk])
    assert signed_in.post(start).status_code == 404


def test_a_quiz_whose_bank_is_too_small_says_so(signed_in, learner, now):
    quiz = make_quiz(draws=[(make_bank(size=1), 5)])
    make_enrolment(quiz.course, learner, at=now)
    start = reverse("assessments:start", args=[quiz.pk])
    page = signed_in.post(start, follow=True).text
    assert "not ready yet" in page
    assert not Attempt.objects.exists()


def test_nobody_begins_more_than_ten_attempts_a_minute(signed_in, learner, now):
    quiz = make_quiz()
    enrolment = make_enrolment(quiz.course, learner, at=now)
    for _number in range(10):
        make_attempt(quiz, enrolment, at=now).submit(at=now)
    start = reverse("assessments:start", args=[quiz.pk])
    assert signed_in.post(start).status_code == 429


def test_continue_saves_and_goes_on(signed_in, learner, now):
    attempt = attempt_of(learner, now)
    answer = attempt.answers.get(number=1)
    data = {"chosen": answer.offered[0], "revision": 0}
    reply = signed_in.post(url("question", attempt, 1), data)
    assert reply.url == url("question", attempt, 2)
    answer.refresh_from_db()
    assert answer.response["chosen"] == answer.offered[:1]
    page = signed_in.get(url("question", attempt, 1)).text
    assert f'value="{answer.offered[0]}" checked' in page
    assert "Saved " in page


def test_the_last_question_leads_to_looking_over(signed_in, learner, now):
    attempt = attempt_of(learner, now)
    reply = signed_in.post(url("question", attempt, 2), {"revision": 0})
    assert reply.url == url("review", attempt)
    page = signed_in.get(reply.url).text
    assert "2 questions have no answer yet" in page


def test_an_attempt_goes_on_at_the_first_question_without_an_answer(
    signed_in, learner, now
):
    attempt = attempt_of(learner, now)
    first = attempt.answers.get(number=1)
    chosen = frozenset(first.offered[:1])
    first.save_response(Response(chosen), revision=0, by=learner, at=now)
    reply = signed_in.get(attempt.get_absolute_url())
    assert reply.url == url("question", attempt, 2)
    answer_all(attempt, at=now)
    reply = signed_in.get(attempt.get_absolute_url())
    assert reply.url == url("review", attempt)


def test_handing_in_shows_the_result_once_and_again(signed_in, learner, now):
    attempt = attempt_of(learner, now)
    answer_all(attempt, at=now)
    for _time in range(2):
        page = signed_in.post(url("submit", attempt), follow=True)
        assert page.redirect_chain == [(url("result", attempt), 302)]
        assert "Passed" in page.text
    assert Mark.objects.count() == 1


def test_a_result_that_is_not_passed_says_what_to_look_at_again(
    signed_in, learner, now
):
    quiz = make_quiz(wait_minutes=10)
    lesson = make_lesson(module_of(quiz), title="A fence with a gate")
    question = quiz.fixed_questions.get().question
    question.lesson = lesson
    question.save()
    attempt = attempt_of(learner, now, quiz)
    answer_all(attempt, at=now, is_right=False)
    page = signed_in.post(url("submit", attempt), follow=True).text
    assert "Not yet. Here is what to look at again" in page
    assert lesson.url in page
    assert "You can try again from" in page
    assert "Failed" not in page


@pytest.mark.parametrize(
    ("policy", "is_right", "is_shown"),
    [
        ("after_each", False, True),
        ("after_pass", False, False),
        ("after_pass", True, True),
        ("score_only", True, False),
    ],
)
def test_feedback_is_shown_when_the_policy_releases_it(
    signed_in, learner, now, policy, is_right, is_shown
):
    attempt = attempt_of(learner, now, make_quiz(feedback=policy))
    answer_all(attempt, at=now, is_right=is_right)
    page = signed_in.post(url("submit", attempt), follow=True).text
    assert ("Because." in page) == is_shown


def test_after_passing_the_next_unit_is_offered(signed_in, learner, now):
    quiz = make_quiz()
    lesson = make_lesson(module_of(quiz))
    attempt = attempt_of(learner, now, quiz)
    answer_all(attempt, at=now)
    page = signed_in.post(url("submit", attempt), follow=True).text
    assert f'href="{lesson.url}"' in page


def test_after_the_deadline_every_page_leads_to_the_result(signed_in, learner, now):
    quiz = make_quiz(time_limit_minutes=5)
    attempt = attempt_of(learner, now - timedelta(minutes=6), quiz)
    for name, args in [("attempt", ()), ("question", (1,)), ("review", ())]:
        assert signed_in.get(url(name, attempt, *args)).url == url("result", attempt)
    attempt.refresh_from_db()
    assert attempt.submitted_at == attempt.closes_at


def test_a_late_submission_does_no_harm(signed_in, learner, now):
    quiz = make_quiz(time_limit_minutes=5)
    attempt = attempt_of(learner, now - timedelta(minutes=6), quiz)
    right = right_answers(attempt)[1]
    data = {"chosen": list(right), "revision": 0}
    reply = signed_in.post(url("question", attempt, 1), data)
    assert reply.url == url("result", attempt)
    signed_in.post(url("submit", attempt))
    attempt.refresh_from_db()
    assert attempt.percentage == 0
    assert attempt.marks.get().reason == "time_up"


@pytest.fixture
def two_answers(signed_in, learner, now):
    """A page left open while a newer answer was saved, sent as it is."""
    attempt = attempt_of(learner, now)
    answer = attempt.answers.get(number=1)
    newer = frozenset(answer.offered[1:2])
    answer.save_response(Response(newer), revision=0, by=learner, at=now)
    data = {"chosen": answer.offered[0], "revision": 0}
    return answer, signed_in.post(url("question", attempt, 1), data)


def test_a_page_left_open_cannot_overwrite_a_newer_answer(two_answers):
    answer, reply = two_answers
    assert reply.status_code == 409
    assert "changed elsewhere" in reply.text
    answer.refresh_from_db()
    assert answer.response == {"chosen": answer.offered[1:2]}


def test_of_two_answers_both_are_shown_and_one_may_stay(signed_in, two_answers):
    answer, reply = two_answers
    texts = [o.text for o in answer.attempt.shown_questions()[0].options]
    assert f"<li>{texts[1]}</li>" in reply.text
    assert f'value="{answer.offered[0]}" checked' in reply.text
    assert 'name="revision" value="1"' in reply.text
    assert 'class="save-state" role="status"></p>' in reply.text
    mine = {"chosen": answer.offered[0], "revision": 1, "go": "stay"}
    again = signed_in.post(url("question", answer.attempt, 1), mine)
    assert again.url == url("question", answer.attempt, 1)
    answer.refresh_from_db()
    assert answer.response == {"chosen": answer.offered[:1]}


@pytest.mark.parametrize(
    "data", [{"chosen": "forged", "revision": 0}, {"revision": "x"}, {}]
)
def test_what_the_question_does_not_offer_is_refused(signed_in, learner, now, data):
    attempt = attempt_of(learner, now)
    reply = signed_in.post(url("question", attempt, 1), data)
    assert reply.status_code == 422
    assert "There is a problem" in reply.text
    assert not attempt.answers.exclude(revision=0).exists()


def test_one_answer_means_one(signed_in, learner, now):
    attempt = attempt_of(learner, now)
    offered = attempt.answers.get(number=1).offered
    reply = signed_in.post(
        url("question", attempt, 1), {"chosen": offered[:2], "revision": 0}
    )
    assert reply.status_code == 422
    assert "Choose one answer only" in reply.text


def test_the_server_sends_its_clock_with_every_page(signed_in, learner, now):
    attempt = attempt_of(learner, now, make_quiz(time_limit_minutes=5))
    for name, args in [("question", (1,)), ("review", ())]:
        reply = signed_in.get(url(name, attempt, *args))
        assert 290 <= int(reply.headers["X-Remaining-Seconds"]) <= 300
        assert reply.headers["X-Server-Time"]


PAGES = [
    ("get", "attempt", ()),
    ("get", "question", (1,)),
    ("post", "question", (1,)),
    ("get", "review", ()),
    ("post", "submit", ()),
    ("get", "result", ()),
    ("get", "saved_answers", ()),
    ("post", "save_answer", (1,)),
]


@pytest.mark.parametrize(("method", "name", "args"), PAGES)
def test_another_persons_attempt_does_not_exist(client, now, method, name, args):
    attempt = make_attempt(at=now)
    client.force_login(make_user("Trainers"))
    assert getattr(client, method)(url(name, attempt, *args)).status_code == 404


@pytest.mark.parametrize(("method", "name", "args"), PAGES)
def test_whoever_is_not_signed_in_is_asked_to(client, now, method, name, args):
    reply = getattr(client, method)(url(name, make_attempt(at=now), *args))
    assert reply.status_code == 302
    assert reply.url.startswith("/accounts/login/")


def test_a_question_that_the_paper_does_not_have_is_not_found(signed_in, learner, now):
    attempt = attempt_of(learner, now)
    assert signed_in.get(url("question", attempt, 3)).status_code == 404
    assert signed_in.get(url("question", attempt, 0)).status_code == 404


@pytest.mark.parametrize("size", [2, 12])
def test_an_attempt_page_costs_four_queries(
    signed_in, learner, now, size, django_assert_num_queries
):
    quiz = make_quiz(draws=[(make_bank(size=size), size)])
    attempt = attempt_of(learner, now, quiz)
    signed_in.get(url("question", attempt, 1))
    with django_assert_num_queries(4):
        # session, person, attempt, answers
        signed_in.get(url("question", attempt, 1))


@pytest.mark.parametrize("size", [2, 12])
def test_a_result_costs_a_fixed_number_of_queries(
    signed_in, learner, now, size, django_assert_num_queries
):
    quiz = make_quiz(draws=[(make_bank(size=size), size)])
    lesson = make_lesson(module_of(quiz))
    quiz.draws.get().bank.questions.update(lesson=lesson)
    attempt = attempt_of(learner, now, quiz)
    attempt.submit(at=now)
    signed_in.get(url("result", attempt))
    with django_assert_num_queries(12):
        # session, person, attempt, mark, answers, lessons, their addresses
        # (Wagtail's cache), quiz, standing, comments, appeals
        signed_in.get(url("result", attempt))


@pytest.mark.parametrize("size", [2, 12])
def test_starting_costs_a_fixed_number_of_queries(
    signed_in, learner, now, size, django_assert_num_queries
):
    first, second = (
        make_quiz(draws=[(make_bank(size=size), size)]) for _quiz in range(2)
    )
    for quiz in (first, second):
        make_enrolment(quiz.course, learner, at=now)
    signed_in.post(reverse("assessments:start", args=[first.pk]))
    with django_assert_num_queries(27):
        # session, person; page, course, enrolment, who may see it (3), the outline
        # (5); attempts of the last minute, and at this quiz; seen, draws, fixed
        # questions, pool, questions, keys; savepoint, person, extra time, attempt,
        # answers, released
        signed_in.post(reverse("assessments:start", args=[second.pk]))


def test_what_a_learner_did_is_no_use_of_a_page(signed_in, learner, now):
    attempt = attempt_of(learner, now)
    attempt.submit(at=now)
    assert not ReferenceIndex.get_references_to(attempt.quiz).exists()
    assert not ReferenceIndex.get_references_to(attempt.enrolment.course).exists()


@pytest.mark.parametrize(
    ("names", "is_shown"), [(("",), False), (("Ethics", ""), True)]
)
def test_one_line_for_no_domain_is_no_table(names, is_shown):
    domains = [{"name": name, "credit": 1, "total": 2, "percent": 50} for name in names]
    shown = render_to_string("assessments/_by_domain.html", {"domains": domains})
    assert ("By domain" in shown) == is_shown
