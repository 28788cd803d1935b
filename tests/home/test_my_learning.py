"""My learning: one's own courses, and where to go on."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.courses.builders import lessons_of, make_course, make_enrolment
from tests.users.builders import make_user

pytestmark = pytest.mark.django_db


def test_it_goes_on_at_the_unit_last_opened(client, at):
    enrolment = make_enrolment(make_course(units=3), at=at)
    one, two, _three = lessons_of(enrolment.course)
    enrolment.complete_unit(one, at=at)
    client.force_login(enrolment.learner)
    client.get(two.url)
    current = client.get("/my/").context["current"]
    assert current.place.facts.title == two.title


def test_a_finished_course_has_nowhere_to_go_on(client, at):
    enrolment = make_enrolment(at=at)
    enrolment.complete_unit(lessons_of(enrolment.course)[0], at=at)
    client.force_login(enrolment.learner)
    answer = client.get("/my/")
    assert answer.context["current"] is None
    assert enrolment.course_title in answer.content.decode()


def test_others_learning_is_not_shown(client, at):
    enrolment = make_enrolment(at=at)
    client.force_login(make_user())
    assert enrolment.course_title not in client.get("/my/").content.decode()


def test_a_course_that_is_gone_is_still_on_record(client, at):
    enrolment = make_enrolment(at=at)
    enrolment.course.delete()
    client.force_login(enrolment.learner)
    assert enrolment.course_title in client.get("/my/").content.decode()


def test_it_costs_a_fixed_number_of_queries(client, at, django_assert_num_queries):
    learner = make_user()
    make_enrolment(learner=learner, at=at)
    client.force_login(learner)
    client.get("/my/")
    with CaptureQueriesContext(connection) as before:
        client.get("/my/")
    for _number in range(5):
        make_enrolment(learner=learner, at=at)
    with django_assert_num_queries(len(before)):
        client.get("/my/")
    assert len(before) <= 15
