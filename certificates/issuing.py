"""Issues certificates for completed courses, once, whatever races."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Sum

from courses.models import Enrolment
from training.rounds import apart

from . import codes, documents
from .award import expiry
from .identities import identity
from .models import (
    Certificate,
    CertifiedCourse,
    Design,
    IssuerSettings,
    RateWindow,
)
from .names import LONGEST, printable
from .pdf.design import Design as UsualDesign
from .publishing import publish_due
from .status import ISSUED
from .tasks import render_document

BATCH = 200
"""Rows that one round of reconciling takes on, so that a round stays short."""

QUEUE_GRACE = dt.timedelta(seconds=30)
"""How long a certificate waits for the queue before a round makes its document."""


@transaction.atomic
def issue(enrolment, *, at, rng):
    """Issue the certificate of a completed enrolment; later calls return it.

    The document follows: its task is enqueued in the same transaction.

    Args:
        enrolment: complete.
        at: now.
        rng: as ``secrets.token_bytes``.

    Returns:
        The ``Certificate``, the first edition of it.
    """
    if issued := Certificate.objects.filter(enrolment=enrolment, edition=1).first():
        return issued
    facts = _facts(enrolment, at=at, rng=rng) | identity(rng)
    certificate, is_new = Certificate.objects.get_or_create(
        enrolment=enrolment, edition=1, defaults=facts
    )
    if is_new:
        certificate.decide(
            ISSUED,
            by=None,
            at=at,
            effective_at=at,
            reason_code="completion",
            last_day=certificate.expires_on,
        )
        render_document.enqueue(certificate.pk)
    return certificate


def reconcile(*, at, rng):
    """Issue what is missing, make the documents that nobody made, publish standings.

    The queue may lose a task or leave it half done; these tables may not. Safe
    to run at any time, in any number of workers at once.

    Returns:
        How many certificates were issued and how many documents were made.
    """
    completed = Enrolment.objects.filter(completed_at__lte=at, certificates=None)
    issued = 0
    for enrolment in completed.order_by("pk")[:BATCH]:
        with apart():
            issue(enrolment, at=at, rng=rng)
            issued += 1
    made = _make_due(at=at, rng=rng)
    publish_due(at=at)
    RateWindow.objects.stale(at=at).delete()
    return issued, made


def design_for(course_key, language):
    """Return the design of a course's documents in ``language``, as plain data."""
    course = CertifiedCourse.objects.filter(course_key=course_key).first()
    chosen = (course and course.design) or IssuerSettings.load().design
    found = chosen and Design.objects.published_like(chosen, language)
    return found.as_design() if found else UsualDesign()


def _make_due(*, at, rng):
    """Make documents that wait, until nothing can be signed any more.

    What is down for one is down for all: the rest waits for the next round.
    """
    waiting = Certificate.objects.due(at=at).filter(issued_at__lte=at - QUEUE_GRACE)
    made = 0
    for certificate in waiting.order_by("pk")[:BATCH]:
        with apart():
            made += documents.make(certificate, at=at, rng=rng)
        if certificate.delay:
            break
    return made


def _facts(enrolment, *, at, rng):
    """Copy what the certificate states, as it is today."""
    issuer = IssuerSettings.load()
    course, learner = enrolment.course, enrolment.learner
    zone = ZoneInfo(issuer.time_zone)
    completed_on = (enrolment.completed_at or at).astimezone(zone).date()
    language = course.locale.language_code if course else learner.language
    minutes = enrolment.completions.aggregate(total=Sum("minutes"))["total"]
    return {
        "holder": learner,
        "number": codes.new_number(rng),
        "holder_name": printable(learner.get_full_name())[:LONGEST],
        "title": enrolment.course_title,
        "course_key": enrolment.course_key,
        "language": language,
        "design": design_for(enrolment.course_key, language).to_json(),
        "minutes": minutes or 0,
        "credits": [list(credit) for credit in enrolment.minutes_by_domain()],
        "completed_on": completed_on,
        "issued_at": at,
        "expires_on": expiry(completed_on, course.valid_for_months if course else None),
        "zone": issuer.time_zone,
        "grace_days": _grace_days(course, issuer),
        "issuer_name": issuer.issuer_name,
        "signatory_name": issuer.signatory_name,
        "signatory_role": issuer.signatory_role,
        "statement": issuer.statement,
        "contact": issuer.contact,
    }


def _grace_days(course, issuer):
    """Return the course's own days of grace, or else the issuer's."""
    if course is None or course.grace_days is None:
        return issuer.grace_days
    return course.grace_days
