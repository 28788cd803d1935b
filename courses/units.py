"""Finding the unit that a learner wants to work in."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from training.users.access import must_reach


def open_unit(model, pk, request):
    """Return the live unit and the learner's enrolment.

    Raises:
        Http404: there is no such unit, or it is not open to this person now.
    """
    # By id: looking pages up by pk, a link to their parent, overflows on SQLite.
    unit = get_object_or_404(model.objects.live(), id=pk)
    enrolment = unit.course.enrolment_of(request.user)
    if enrolment is None:
        raise Http404
    must_reach(request, unit)
    place = unit.course.outline_for(enrolment).place_of(str(unit.translation_key))
    if place is None or not place.is_open:
        raise Http404
    return unit, enrolment
