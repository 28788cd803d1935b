"""Gives a new certificate what its credential goes by."""

import uuid

from django.db.models import Max

from . import codes
from .models import Certificate
from .proof import status_list

PLACES_TRIED = 8
"""Random places in the status lists that are looked at before a new list begins."""


def identity(rng):
    """Return what sets a new certificate's credential apart from all others.

    Its place in the status lists is random. The newest block of places is used
    until some tries in it find none free, which leaves about a quarter unused.
    """
    used = Certificate.objects.aggregate(last=Max("status_index"))["last"]
    block = (used or 0) // status_list.SIZE
    place = _free_place(block, rng)
    while place is None:
        block += 1
        place = _free_place(block, rng)
    return {
        "credential_id": codes.new_credential_id(rng),
        "subject_id": uuid.UUID(bytes=rng(16), version=4),
        "status_index": place,
    }


def _free_place(block, rng):
    first = block * status_list.SIZE
    places = [
        first + int.from_bytes(rng(4), "big") % status_list.SIZE
        for _ in range(PLACES_TRIED)
    ]
    taken = set(
        Certificate.objects.filter(status_index__in=places).values_list(
            "status_index", flat=True
        )
    )
    return next((place for place in places if place not in taken), None)
