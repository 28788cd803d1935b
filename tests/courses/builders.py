"""Smallest valid courses; anything may be overridden by keyword."""

from itertools import count

from wagtail.models import Page, Site

from courses.models import CoursePage, Enrolment, LessonPage, ModulePage
from home.models import CataloguePage, HomePage
from tests.users.builders import make_user

_numbers = count(1)
HOME = {
    "title": "Home",
    "slug": "front",
    "heading": "Hello",
    "introduction": "<p>I</p>",
}


def make_catalogue():
    """Return the catalogue under the site's home page, made once a test."""
    if found := CataloguePage.objects.first():
        return found
    root = Page.get_first_root_node()
    home = root.add_child(instance=HomePage(**HOME))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "testserver", "root_page": home}
    )
    return home.add_child(instance=CataloguePage(title="Courses", slug="courses"))


def make_course(units=1, **fields):
    """Make a course with one module of ``units`` lessons."""
    number = next(_numbers)
    fields = {
        "title": f"Course {number}",
        "slug": f"course-{number}",
        "summary": "S",
        "introduction": "<p>I</p>",
    } | fields
    course = make_catalogue().add_child(instance=CoursePage(**fields))
    module = make_module(course)
    for _unit in range(units):
        make_lesson(module)
    return course


def make_module(course, **fields):
    number = next(_numbers)
    fields = {
        "title": f"Module {number}",
        "slug": f"module-{number}",
        "summary": "S",
    } | fields
    return course.add_child(instance=ModulePage(**fields))


def make_lesson(module, **fields):
    number = next(_numbers)
    fields = {
        "title": f"Lesson {number}",
        "slug": f"lesson-{number}",
        "contact_minutes": 10,
        "body": [("text", "<p>Words.</p>")],
    } | fields
    return module.add_child(instance=LessonPage(**fields))


def make_enrolment(course=None, learner=None, *, at):
    return Enrolment.objects.enrol(
        learner or make_user(), course or make_course(), at=at
    )


def lessons_of(course):
    return list(LessonPage.objects.descendant_of(course).order_by("path"))
