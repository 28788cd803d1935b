"""How far the learners of a course have come, as a picture and a table."""

from dataclasses import dataclass

from django.db.models import Count
from django.shortcuts import render
from django.utils.translation import gettext as _

from training.users.access import needs

from .models import CoursePage, Enrolment, UnitCompletion


@dataclass(frozen=True)
class Bar:
    """One unit's row: how many of the enrolled have completed it.

    Attributes:
        percent: whole per cent of the enrolled, rounded down.
    """

    title: str
    kind: str
    count: int
    percent: int


def bars(course, enrolled):
    """Return a ``Bar`` for each unit of ``course``, in teaching order."""
    counts = dict(
        UnitCompletion.objects.filter(enrolment__in=enrolled)
        .values_list("unit_key")
        .annotate(Count("pk"))
        .order_by()
    )
    total = enrolled.count()
    done = {str(key): count for key, count in counts.items()}
    return [
        Bar(
            title=place.facts.title,
            kind=place.facts.kind,
            count=done.get(place.facts.key, 0),
            percent=100 * done.get(place.facts.key, 0) // total if total else 0,
        )
        for place in course.outline_for().places
    ]


@needs("courses.view_enrolment")
def progress(request):
    """Show one course's completion, unit by unit."""
    courses = CoursePage.objects.live().order_by("title")
    chosen = request.GET.get("course", "")
    course = courses.filter(pk=chosen).first() if chosen.isdigit() else courses.first()
    enrolled = (
        Enrolment.objects.in_course(course) if course else Enrolment.objects.none()
    )
    context = {
        "page_title": _("Course progress"),
        "header_icon": "view",
        "courses": courses,
        "course": course,
        "enrolled": enrolled.count(),
        "completed": enrolled.exclude(completed_at=None).count(),
        "bars": bars(course, enrolled) if course else [],
    }
    return render(request, "courses/admin/progress.html", context)
