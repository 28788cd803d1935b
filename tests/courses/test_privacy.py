"""A course that an author keeps for some people is kept from all the others."""

import uuid
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import PageViewRestriction

from courses.models import Enrolment
from tests.assessments.builders import make_question, make_quiz
from tests.users.builders import make_user

from .builders import lessons_of, make_course, make_enrolment

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return make_course()


def keep_for(page, *groups):
    kind = "groups" if groups else "login"
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=kind)
    restriction.groups.add(*(Group.objects.create(name=name) for name in groups))


@pytest.mark.parametrize("groups", [(), ("Night shift",)])
def test_visitors_are_asked_to_sign_in(client, course, groups):
    keep_for(course, *groups)
    answer = client.get(course.url, follow=True)
    last, _status = answer.redirect_chain[-1]
    assert answer.status_code == 200
    assert last == f"/accounts/login/?{urlencode({'next': course.url})}"


def test_everybody_with_an_account_may_come_in(client, course):
    keep_for(course)
    client.force_login(make_user())
    assert client.get(course.url).status_code == 200


def test_others_are_told_so_and_not_sent_round_in_circles(client, course):
    keep_for(course, "Night shift")
    client.force_login(make_user())
    answer = client.get(course.url, follow=True)
    assert answer.status_code == 403
    assert len(answer.redirect_chain) == 1


def test_members_enrol_and_others_do_not(client, course):
    keep_for(course, "Night shift")
    address = reverse("courses:enrol", args=[course.pk])
    for member in (False, True):
        person = make_user(*(["Night shift"] if member else []))
        client.force_login(person)
        assert client.post(address).status_code == (302 if member else 404)
        assert Enrolment.objects.for_learner(person).exists() == member


def test_whoever_enrolled_before_does_no_more_in_it(client, course, at):
    enrolment = make_enrolment(course, at=at)
    lesson = lessons_of(course)[0]
    keep_for(lesson.get_parent(), "Night shift")
    client.force_login(enrolment.learner)
    for address in (
        reverse("courses:finish_lesson", args=[lesson.pk]),
        reverse("courses:save_reflection", args=[lesson.pk, uuid.uuid4()]),
    ):
        assert client.post(address).status_code == 404
    assert not enrolment.completions.exists()


def test_a_quiz_that_is_kept_from_a_learner_does_not_start(client, at):
    quiz = make_quiz(questions=[make_question()])
    enrolment = make_enrolment(quiz.course, at=at)
    keep_for(quiz, "Night shift")
    client.force_login(enrolment.learner)
    answer = client.post(reverse("assessments:start", args=[quiz.pk]))
    assert answer.status_code == 404
    assert not enrolment.attempts.exists()
