"""One person's learning, gathered from the apps below for one page."""

from dataclasses import dataclass

from certificates.models import Certificate
from courses.models import Enrolment
from courses.models.paths import outlines_of
from courses.outline import Outline, Place


@dataclass(frozen=True)
class Standing:
    """A learner's standing in one course.

    Attributes:
        place: where to go on: the unit last opened while it is incomplete,
            else the first incomplete one; None when all is done.
    """

    enrolment: Enrolment
    outline: Outline | None
    place: Place | None


def standings_of(user, request=None):
    """Return the learner's ``Standing`` in each course, the latest first."""
    enrolments = list(
        Enrolment.objects.for_learner(user).select_related("course", "learner")
    )
    outlines = outlines_of(enrolments, request)
    return [
        _standing(enrolment, outlines.get(enrolment.pk)) for enrolment in enrolments
    ]


def _standing(enrolment, outline):
    if outline is None:
        return Standing(enrolment, None, None)
    last = outline.place_of(str(enrolment.last_unit_key))
    place = last if last and last.is_current else outline.next_place
    return Standing(enrolment, outline, place)


def documents_of(user, *, at):
    """Return ``(certificate, its status at the instant)`` for each one held."""
    held = Certificate.objects.for_holder(user).for_listing().order_by("-issued_at")
    return [(certificate, certificate.status(at=at)) for certificate in held]
