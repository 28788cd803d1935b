"""Very many values as one parameter of a statement: no limit of the database is met."""

import json

from django.db import connection
from django.db.models import JSONField
from django.db.models.expressions import RawSQL

from training.composed import Asked

_LISTED = {
    "sqlite": "SELECT value FROM json_each(%s)",
    "postgresql": "SELECT jsonb_array_elements_text(%s::jsonb)",
}


def listed(texts):
    """Return ``texts`` for a filter with ``__in``."""
    return _list(json.dumps(list(texts)))


def asked_list(name):
    """Return the same for a ``Composed`` query, whose list is given as ``name``."""
    return _list(Asked(name, JSONField()))


def _list(parameter):
    return RawSQL(_LISTED[connection.vendor], [parameter])  # noqa: S611
