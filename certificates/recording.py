"""Gathers what a training record states, as it is today."""

import re
from html import unescape
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.html import strip_tags

from courses.models import Enrolment, ModulePage

from .models import CertifiedCourse, IssuerSettings
from .record import Course, Record, Unit

LINE = re.compile(r"<(?:li|p)\b[^>]*>(.*?)</(?:li|p)>", re.DOTALL)
UNKNOWN = CertifiedCourse()


def gather(certificate, *, is_whole, at):
    """Return the record of the holder of ``certificate``, in a fixed number of queries.

    Args:
        certificate: whose holder asks; the record can be checked by its number.
        is_whole: whether all courses are stated, or that of the certificate alone.
        at: now.
    """
    issuer = IssuerSettings.load()
    zone = ZoneInfo(certificate.zone)
    enrolments = Enrolment.objects.for_learner(certificate.holder)
    if not is_whole:
        enrolments = enrolments.filter(pk=certificate.enrolment_id)
    enrolments = list(
        enrolments.exclude(completions=None)
        .select_related("course")
        .prefetch_related("completions", "certificates")
        .order_by("started_at", "pk")
    )
    keys = [enrolment.course_key for enrolment in enrolments]
    known = {row.course_key: row for row in CertifiedCourse.objects.of(keys)}
    objectives = _objectives([e.course for e in enrolments if e.course])
    return Record(
        holder_name=certificate.holder_name,
        number=certificate.number,
        language=certificate.language,
        made_at=at,
        made_on=at.astimezone(zone).date(),
        zone=certificate.zone,
        issuer_name=certificate.issuer_name,
        provider_number=issuer.provider_number,
        contact=certificate.contact,
        courses=tuple(
            _course(
                enrolment,
                known.get(enrolment.course_key, UNKNOWN),
                objectives.get(enrolment.course_id, ()),
                zone,
            )
            for enrolment in enrolments
        ),
    )


def lines_of(html):
    """Return the text of each item or paragraph."""
    texts = (unescape(strip_tags(part)) for part in LINE.findall(html))
    return tuple(text for text in (" ".join(t.split()) for t in texts) if text)


def _course(enrolment, known, objectives, zone):
    completed_at = enrolment.completed_at
    return Course(
        title=enrolment.course_title,
        numbers=_number_of(enrolment),
        completed_on=completed_at.astimezone(zone).date() if completed_at else None,
        modality=known.modality,
        location=known.location,
        instructor_name=known.instructor_name,
        instructor_credentials=known.instructor_credentials,
        approval_number=known.approval_number,
        approving_body=known.approving_body,
        objectives=tuple(objectives),
        units=tuple(
            Unit(
                title=completion.unit_title,
                kind=completion.unit_kind,
                area=completion.domain_name,
                minutes=completion.minutes,
                completed_on=completion.completed_at.astimezone(zone).date(),
            )
            for completion in enrolment.completions.all()
        ),
    )


def _number_of(enrolment):
    """Return the number of the newest edition alone.

    Earlier ones may bear an earlier name, which a record must not tie to this one.
    """
    editions = enrolment.certificates.all()
    newest = max(editions, key=lambda one: one.edition, default=None)
    return (newest.number,) if newest else ()


def _objectives(courses):
    """Return the objectives of live modules by course (one query or none)."""
    if not courses:
        return {}
    below = Q()
    for course in courses:
        below |= Q(path__startswith=course.path)
    found = {course.pk: [] for course in courses}
    for module in ModulePage.objects.live().filter(below).order_by("path"):
        for course in courses:
            if module.path.startswith(course.path):
                found[course.pk] += lines_of(module.objectives)
    return found
