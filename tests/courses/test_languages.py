"""Courses in several languages: one identity, one progress."""

import uuid

import pytest
from django.test import TestCase
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from courses.models import CoursePage, LessonPage
from tests.courses.builders import make_course, make_enrolment, make_lesson, make_module

pytestmark = pytest.mark.django_db

CHECK, RIGHT, WRONG = (str(uuid.uuid4()) for _ in range(3))


def option(identity, text, is_correct):
    value = {"text": text, "is_correct": is_correct, "feedback": "Because."}
    return {"type": "item", "id": identity, "value": value}


@pytest.fixture
def spanish():
    return Locale.objects.get_or_create(language_code="es")[0]


@pytest.fixture
def course():
    course = make_course(units=0, title="Walking alongside")
    body = [
        {
            "type": "check",
            "id": CHECK,
            "value": {
                "prompt": "<p>Whose need?</p>",
                "options": [option(RIGHT, "Both", True), option(WRONG, "Mine", False)],
            },
        }
    ]
    body = LessonPage._meta.get_field("body").to_python(body)
    make_lesson(make_module(course), body=body)
    return course


def translate(page, locale):
    """Translate ``page`` and all above it, as a translator would in the admin."""
    with TestCase.captureOnCommitCallbacks(execute=True):  # which publish
        _translate(page, locale)
    return page.specific.get_translation(locale)


def _translate(page, locale):
    for each in [*page.get_ancestors().filter(depth__gt=1), page]:
        source, _made = TranslationSource.update_or_create_from_instance(each.specific)
        translation, _made = Translation.objects.get_or_create(
            source=source, target_locale=locale
        )
        for segment in source.stringsegment_set.select_related("string", "context"):
            StringTranslation.objects.get_or_create(
                translation_of=segment.string,
                locale=locale,
                context=segment.context,
                defaults={"data": f"ES {segment.string.data}"},
            )
        translation.save_target(publish=True)


def test_ids_and_keys_stay_equal_and_words_change(course, spanish):
    lesson = LessonPage.objects.get()
    there = translate(lesson, spanish).specific
    here, other = lesson.body[0], there.body[0]
    assert other.id == here.id == CHECK
    options = other.value["options"].bound_blocks
    assert [o.id for o in options] == [RIGHT, WRONG]
    assert [o.value["is_correct"] for o in options] == [True, False]
    assert options[0].value["text"] == "ES Both"


def test_progress_made_in_one_language_counts_in_the_other(course, spanish, at):
    lesson = LessonPage.objects.get()
    translate(lesson, spanish)
    enrolment = make_enrolment(course, at=at)
    enrolment.complete_unit(lesson, at=at)
    curso = course.get_translation(spanish)
    assert isinstance(curso, CoursePage)
    assert curso.outline_for(enrolment).is_complete
    assert curso.enrolment_of(enrolment.learner) == enrolment
