"""The catalogue: words, topic, length, language and credit."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale

from courses.models import CompetencyDomain, Topic
from tests.courses.builders import make_catalogue, make_course, make_lesson, make_module

pytestmark = pytest.mark.django_db


@pytest.fixture
def courses():
    here = Locale.get_default()
    ethics = CompetencyDomain.objects.create(code="ethics", name="Ethics", locale=here)
    topic = Topic.objects.create(slug="foundations", name="Foundations", locale=here)
    short = make_course(title="Listening", topic=topic)
    long = make_course(units=0, title="Boundaries")
    module = make_module(long)
    for _number in range(3):
        make_lesson(module, contact_minutes=100, domain=ethics)
    return {"short": short, "long": long}


def titles(client, query=""):
    answer = client.get(f"/courses/{query}")
    assert answer.status_code == 200
    return sorted(course.title for course in answer.context["courses"])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Boundaries", "Listening"]),
        ("?q=listen", ["Listening"]),
        ("?q=zzz", []),
        ("?topic=foundations", ["Listening"]),
        ("?length=short", ["Listening"]),
        ("?length=medium", ["Boundaries"]),
        ("?length=long", []),
        ("?language=en", ["Boundaries", "Listening"]),
        ("?language=es", []),
        ("?credit=ethics", ["Boundaries"]),
        ("?credit=ethics&length=short", []),
    ],
)
def test_each_filter(client, courses, query, found):
    assert titles(client, query) == found


def test_what_a_filter_cannot_understand_is_said(client, courses):
    answer = client.get("/courses/?length=nonsense&topic=none")
    assert set(answer.context["filter"].form.errors) == {"length", "topic"}


def test_minutes_of_all_kinds_of_units_are_added(client, courses):
    answer = client.get("/courses/")
    minutes = {course.title: course.minutes for course in answer.context["courses"]}
    assert minutes == {"Listening": 10, "Boundaries": 300}


def test_drafts_are_not_listed(client, courses):
    courses["short"].unpublish()
    assert titles(client) == ["Boundaries"]


def test_an_empty_catalogue_says_so(client):
    make_catalogue()
    assert titles(client) == []


def test_the_catalogue_costs_a_fixed_number_of_queries(
    client, courses, django_assert_num_queries
):
    client.get("/courses/")
    with CaptureQueriesContext(connection) as before:
        client.get("/courses/")
    for _number in range(6):
        make_course()
    with django_assert_num_queries(len(before)):
        client.get("/courses/")
    assert len(before) <= 25


@pytest.mark.parametrize(
    "typed",
    ['"', '""', "*", "-", "a AND", "NEAR(", "a:b", "^a", "ab " * 3000, "a" * 30_000],
)
def test_whatever_is_searched_for_gets_an_answer(client, courses, typed):
    assert client.get("/courses/", {"q": typed}).context["courses"].count() == 0


def test_marks_between_words_do_not_hide_a_course(client, courses):
    assert titles(client, "?q=%22listening%22") == ["Listening"]
