"""What lies below courses in the page tree, for many courses at once."""

from collections import defaultdict
from operator import attrgetter

from django.apps import apps
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Left, Length
from wagtail.models import Page

from courses import outline


def unit_models():
    """Return every concrete kind of unit that any app defines."""
    return [model for model in apps.get_models() if getattr(model, "is_unit", False)]


def taught(model):
    """Return the units of one kind that learners meet: live, in a live module."""
    modules = apps.get_model("courses", "ModulePage").objects.live()
    within = Left("path", Length("path") - Page.steplen)
    units = model.objects.live().annotate(module_path=within)
    return units.filter(Exists(modules.filter(path=OuterRef("module_path"))))


def over_units(path, aggregate):
    """Return an expression: ``aggregate`` over the taught units below ``path``."""
    return sum((_over(model, path, aggregate) for model in unit_models()), Value(0))


def _over(model, path, aggregate):
    units = taught(model).order_by().filter(path__startswith=path)
    one_row = units.annotate(group=Value(1)).values("group")
    total = one_row.annotate(total=aggregate).values("total")
    return Coalesce(Subquery(total, output_field=IntegerField()), 0)


def units_in(path):
    """Return an expression: how many taught units lie below ``path``."""
    return over_units(path, Count("pk"))


def modules_of(courses, request=None):
    """Return the modules of each course, as ``outline.build`` takes them.

    Costs one query for each kind of page, for all courses together; without a
    ``request``, another for the address of each course.
    """
    addresses = {course.path: course.get_url(request) or "" for course in courses}
    trunks = {course.path: course.url_path for course in courses}
    below = Q(pk__in=[])
    for course in courses:
        below |= Q(path__startswith=course.path, depth__gt=course.depth)
    modules = {course.path: [] for course in courses}
    for page in sorted(_listed(below), key=attrgetter("path")):
        course_path = page.path[: courses[0].depth * Page.steplen]
        if not hasattr(page, "is_unit"):
            modules[course_path].append((page.title, []))
        else:
            # Page.url would ask for the site's address once for every unit.
            rest = page.url_path.removeprefix(trunks[course_path])
            facts = page.outline_facts(url=f"{addresses[course_path]}{rest}")
            modules[course_path][-1][1].append(facts)
    return {course.pk: modules[course.path] for course in courses}


def _listed(below):
    """Yield live modules and taught units without bodies, one query for each kind."""
    shown = ["path", "title", "url_path", "translation_key"]
    modules = apps.get_model("courses", "ModulePage").objects
    yield from modules.live().filter(below).only(*shown)
    for model in unit_models():
        units = taught(model).filter(below)
        yield from units.only(*shown, "contact_minutes")


def outlines_of(enrolments, request=None):
    """Return the outline of each enrolment's course, by the enrolment's key.

    Enrolments in a course that is gone have none. Costs a fixed number of
    queries; ``enrolments`` come with their ``course``.
    """
    courses = {e.course_id: e.course for e in enrolments if e.course}
    modules = modules_of(list(courses.values()), request)
    done = defaultdict(set)
    completions = apps.get_model("courses", "UnitCompletion").objects.filter(
        enrolment__in=enrolments
    )
    for enrolment_id, key in completions.values_list("enrolment_id", "unit_key"):
        done[enrolment_id].add(str(key))
    return {
        e.pk: outline.build(modules[e.course_id], done[e.pk])
        for e in enrolments
        if e.course
    }
