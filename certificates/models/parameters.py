"""Very many values as one parameter of a statement: no limit of the database is met."""

import json

from django.db import connection
from django.db.models.expressions import RawSQL

_LISTED = {
    "sqlite": "SELECT value FROM json_each(%s)",
    "postgresql": "SELECT jsonb_array_elements_text(%s::jsonb)",
}


def listed(texts):
    """Return ``texts`` for a filter with ``__in``."""
    return RawSQL(_LISTED[connection.vendor], [json.dumps(list(texts))])  # noqa: S611
