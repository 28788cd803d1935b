"""Grant an accommodation, and apply it to what is already under way."""

from django.db import transaction

from training.users.models import Accommodation

from .models import Attempt


@transaction.atomic
def grant(accommodation, *, by, at):
    """Save ``accommodation`` and extend the person's open attempts at once.

    Args:
        accommodation: with what is to be granted; saved before or not.
        by: the person who grants.
        at: the instant, aware.
    """
    Accommodation.objects.hold(accommodation.person_id)
    accommodation.record(by=by, at=at)
    own = Attempt.objects.filter(enrolment__learner=accommodation.person_id)
    own.extend(accommodation, at=at)
