"""Lessons: who gets in, what is kept, what stays private."""

import uuid

import pytest
from django.urls import reverse

from courses.models import CheckAnswer, Enrolment, Reflection
from tests.courses.builders import (
    lessons_of,
    make_course,
    make_enrolment,
    make_lesson,
    make_module,
)
from tests.users.builders import make_user

pytestmark = pytest.mark.django_db

REFLECTION, CHECK, RIGHT, WRONG = (str(uuid.uuid4()) for _ in range(4))
BODY = [
    {"type": "text", "value": "<p>Words.</p>", "id": str(uuid.uuid4())},
    {"type": "reflection", "value": {"prompt": "Who?", "hint": ""}, "id": REFLECTION},
    {
        "type": "check",
        "id": CHECK,
        "value": {
            "prompt": "<p>Whose need?</p>",
            "options": [
                {
                    "type": "item",
                    "id": RIGHT,
                    "value": {
                        "text": "Both",
                        "is_correct": True,
                        "feedback": "CANARY-RIGHT",
                    },
                },
                {
                    "type": "item",
                    "id": WRONG,
                    "value": {
                        "text": "Mine",
                        "is_correct": False,
                        "feedback": "CANARY-WRONG",
                    },
                },
            ],
        },
    },
]


@pytest.fixture
def lesson():
    from courses.models import LessonPage

    module = make_module(make_course(units=0))
    body = LessonPage._meta.get_field("body").to_python(BODY)
    first = make_lesson(module, body=body, completion="checks")
    make_lesson(module)
    return first


@pytest.fixture
def learner(client, lesson, at):
    enrolment = make_enrolment(lesson.course, at=at)
    client.force_login(enrolment.learner)
    return enrolment.learner


def check_url(lesson, block=CHECK):
    return reverse("courses:answer_check", args=[lesson.pk, block])


def reflection_url(lesson, block=REFLECTION):
    return reverse("courses:save_reflection", args=[lesson.pk, block])


def test_anonymous_visitors_are_asked_to_sign_in(client, lesson):
    assert client.get(lesson.url).url.startswith("/accounts/login/?next=")


def test_who_is_not_enrolled_is_sent_to_the_course(client, lesson):
    client.force_login(make_user())
    assert client.get(lesson.url).url == lesson.course.url


def test_a_locked_unit_says_what_comes_first(client, lesson, learner):
    locked = lessons_of(lesson.course)[1]
    answer = client.get(locked.url)
    assert answer.status_code == 403
    assert lesson.title in answer.content.decode()


def test_enrolling_opens_the_first_unit(client, lesson):
    client.force_login(make_user())
    answer = client.post(reverse("courses:enrol", args=[lesson.course.pk]))
    assert answer.url == lesson.url


def test_feedback_and_key_stay_on_the_server_until_an_answer(client, lesson, learner):
    page = client.get(lesson.url).content.decode()
    assert "CANARY" not in page
    assert "is_correct" not in page


def test_only_the_chosen_option_is_explained(client, lesson, learner):
    client.post(check_url(lesson), {"chosen": [WRONG]})
    page = client.get(lesson.url).content.decode()
    assert "CANARY-WRONG" in page
    assert "CANARY-RIGHT" not in page


def test_a_check_answers_in_place(client, lesson, learner):
    answer = client.post(
        check_url(lesson), {"chosen": [RIGHT]}, headers={"x-requested-with": "fetch"}
    )
    assert "CANARY-RIGHT" in answer.content.decode()
    assert CheckAnswer.objects.get().chosen == [RIGHT]


@pytest.mark.parametrize("chosen", [[], ["nonsense"], [str(uuid.uuid4())]])
def test_a_check_refuses_what_it_does_not_offer(client, lesson, learner, chosen):
    answer = client.post(
        check_url(lesson), {"chosen": chosen}, headers={"x-requested-with": "fetch"}
    )
    assert answer.status_code == 422
    assert answer.json()["error"]
    assert not CheckAnswer.objects.exists()


def test_without_scripts_a_refusal_leads_back_to_its_block(client, lesson, learner):
    check = client.post(check_url(lesson), {"chosen": []})
    assert check.url == f"{lesson.url}#check-{CHECK}"
    note = client.post(reflection_url(lesson), {"text": "x" * 10_001})
    assert note.url == f"{lesson.url}#reflection-{REFLECTION}"


def test_a_unit_that_is_on_no_path_is_not_found(client, lesson, learner):
    for module in lesson.course.get_children():
        module.specific.unpublish()
    assert client.get(lesson.url).status_code == 404


def test_a_lesson_that_asks_for_answers_waits_for_them(client, lesson, learner):
    finish = reverse("courses:finish_lesson", args=[lesson.pk])
    assert client.post(finish).url.endswith(f"#check-{CHECK}")
    client.post(check_url(lesson), {"chosen": [RIGHT]})
    assert client.post(finish).url == lessons_of(lesson.course)[1].url
    assert Enrolment.objects.get().completions.count() == 1


def test_a_reflection_is_kept_and_shown_to_its_writer(client, lesson, learner):
    client.post(reflection_url(lesson), {"text": "  My sister, <b>always</b>.\n"})
    assert Reflection.objects.get().text == "  My sister, <b>always</b>.\n"
    page = client.get(lesson.url).content.decode()
    assert "My sister, &lt;b&gt;always&lt;/b&gt;." in page


def test_a_reflection_that_is_too_long_is_refused_in_words(client, lesson, learner):
    answer = client.post(
        reflection_url(lesson),
        {"text": "x" * 10_001},
        headers={"accept": "application/json"},
    )
    assert answer.status_code == 422
    assert "10,000" in answer.json()["error"]


def test_nobody_else_can_write_or_read_there(client, lesson, learner):
    client.post(reflection_url(lesson), {"text": "private"})
    client.force_login(make_user())
    assert client.post(reflection_url(lesson), {"text": "mine"}).status_code == 404
    assert client.post(check_url(lesson), {"chosen": [RIGHT]}).status_code == 404


@pytest.mark.parametrize("url", [check_url, reflection_url])
def test_a_block_of_another_kind_or_page_is_not_found(client, lesson, learner, url):
    other = CHECK if url is reflection_url else REFLECTION
    assert (
        client.post(url(lesson, other), {"text": "x", "chosen": [RIGHT]}).status_code
        == 404
    )
    assert client.post(url(lesson, uuid.uuid4()), {"text": "x"}).status_code == 404


def test_a_lesson_costs_a_fixed_number_of_queries(
    client, learner, lesson, django_assert_num_queries
):
    client.get(lesson.url)
    with django_assert_num_queries(LESSON_QUERIES):
        client.get(lesson.url)
    for _number in range(6):
        make_lesson(lesson.get_parent().specific)
    with django_assert_num_queries(LESSON_QUERIES):
        client.get(lesson.url)


# Nine of them are Wagtail's own, finding the page level by level.
LESSON_QUERIES = 26
