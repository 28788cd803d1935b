"""Enrolling, completing, and what is kept of it."""

import datetime as dt

import pytest
from wagtail.models import Locale

from courses.models import CompetencyDomain, CoursePage, Enrolment, UnitCompletion
from courses.signals import course_completed
from tests.courses.builders import (
    lessons_of,
    make_course,
    make_enrolment,
    make_lesson,
    make_module,
)
from tests.races import at_once
from tests.users.builders import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard():
    news = []

    def listen(sender, enrolment, at, **kwargs):
        news.append((enrolment.pk, at))

    course_completed.connect(listen)
    yield news
    course_completed.disconnect(listen)


def test_enrolling_twice_is_enrolling_once(at):
    course, learner = make_course(), make_user()
    first = Enrolment.objects.enrol(learner, course, at=at)
    again = Enrolment.objects.enrol(learner, course, at=at + dt.timedelta(days=1))
    assert first == again
    assert again.started_at == at


def test_a_unit_is_completed_once_and_the_first_time_counts(at):
    enrolment = make_enrolment(make_course(units=2), at=at)
    lesson = lessons_of(enrolment.course)[0]
    first = enrolment.complete_unit(lesson, at=at)
    again = enrolment.complete_unit(lesson, at=at + dt.timedelta(hours=1))
    assert first == again
    assert again.completed_at == at


def test_the_last_unit_completes_the_course_and_says_so_once(at, heard):
    enrolment = make_enrolment(make_course(units=2), at=at)
    one, two = lessons_of(enrolment.course)
    enrolment.complete_unit(one, at=at)
    assert not heard
    enrolment.complete_unit(two, at=at)
    enrolment.complete_unit(two, at=at + dt.timedelta(days=1))
    assert heard == [(enrolment.pk, at)]
    assert enrolment.completed_at == at


def test_a_unit_added_later_does_not_take_completion_back(at, heard):
    enrolment = make_enrolment(at=at)
    enrolment.complete_unit(lessons_of(enrolment.course)[0], at=at)
    late = make_lesson(make_module(enrolment.course))
    enrolment.complete_unit(late, at=at)
    enrolment.refresh_from_db()
    assert enrolment.completed_at == at
    assert len(heard) == 1


def test_minutes_are_credited_by_domain_as_they_were(at):
    domain = CompetencyDomain.objects.create(
        code="ethics", name="Ethics", locale=Locale.get_default()
    )
    course = make_course(units=0)
    module = make_module(course)
    for minutes in (10, 25):
        make_lesson(module, contact_minutes=minutes, domain=domain)
    enrolment = make_enrolment(course, at=at)
    for lesson in lessons_of(course):
        enrolment.complete_unit(lesson, at=at)
    domain.name = "Renamed"
    domain.save()
    assert enrolment.minutes_by_domain() == [("ethics", "Ethics", 35)]


def test_deleting_a_course_keeps_what_was_done(at):
    enrolment = make_enrolment(at=at)
    enrolment.complete_unit(lessons_of(enrolment.course)[0], at=at)
    enrolment.course.delete()
    enrolment.refresh_from_db()
    assert enrolment.course is None
    assert enrolment.course_title
    assert enrolment.completions.count() == 1


def test_a_learner_goes_on_in_another_language(at):
    course = make_course()
    enrolment = make_enrolment(course, at=at)
    spanish = Locale.objects.get_or_create(language_code="es")[0]
    course.get_parent().specific.get_parent().specific.copy_for_translation(spanish)
    course.get_parent().specific.copy_for_translation(spanish)
    curso = course.copy_for_translation(spanish)
    assert Enrolment.objects.enrol(enrolment.learner, curso, at=at) == enrolment


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_fifty_threads_finishing_the_last_unit_complete_the_course_once(at, heard):
    enrolment = make_enrolment(at=at)
    lesson = lessons_of(enrolment.course)[0]

    def finish(_number):
        own = Enrolment.objects.select_related("course").get(pk=enrolment.pk)
        own.complete_unit(lesson, at=at)

    at_once(finish, 50)
    assert UnitCompletion.objects.count() == 1
    assert len(heard) == 1


def test_units_of_an_unpublished_module_wait_with_it(at):
    course = make_course(units=1)
    hidden = make_module(course)
    lesson = make_lesson(hidden, contact_minutes=99)
    hidden.unpublish()
    assert lesson.live
    enrolment = make_enrolment(course, at=at)
    assert course.outline_for(enrolment).total == 1
    assert course.units() == lessons_of(course)[:1]
    assert CoursePage.objects.with_minutes().get(pk=course.pk).minutes == 10
    assert Enrolment.objects.with_progress().get().units_total == 1
