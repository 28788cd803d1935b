"""Finds certificates by what is shown of them, with all that a check tells."""

import hashlib
from functools import cache

from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import prefetch_related_objects

from certificates import codes
from certificates.status import Event
from training.composed import Asked, Composed, columns

from .parameters import asked_list

FACTS = frozenset(
    (
        *("id", "number", "credential_id", "level", "issuer_name", "holder_name"),
        *("title", "minutes", "completed_on", "issued_at", "expires_on", "zone"),
        *("grace_days", "is_withheld", "shows_name", "is_neutral", "hides_name"),
    )
)
"""Fields that come with what was looked up; any other costs a query of its own."""

EVENT = (
    *("kind", "effective_at", "recorded_at", "position"),
    *("public_reason", "conditions", "last_day"),
)
"""Fields of an event, as ``status.Event`` takes them."""


class CertificateManager(models.Manager):
    """Looks certificates up in one statement, their events joined.

    One whose document does not exist yet is not found: nobody can hold it.
    """

    def find(self, identifier):
        """Return the certificate of this number, QR token or credential id, or None.

        Raises:
            MalformedNumber: ``identifier`` is neither; the database is not asked.
        """
        if credential_id := codes.credential_id_in(identifier):
            by, value = "credential_id", credential_id
        elif codes.is_token(identifier):
            by, value = "token_hash", hash_of(identifier)
        else:
            by, value = "number", codes.normalise(identifier)
        found = self._read(_by(self.model, by).rows(value=value))
        return found[0] if found else None

    def with_numbers(self, numbers):
        """Return those with these numbers by number, in two queries for any count.

        Successors come apart, since few can have one.

        Args:
            numbers: as ``codes.normalise`` writes them.
        """
        found = self._read(_by_numbers(self.model).rows(value=list(numbers)))
        replaced = [one for one in found if one.may_be_replaced]
        prefetch_related_objects(replaced, "replaced_by")
        return {one.number: one for one in found}

    def _read(self, rows):
        """Make certificates of ``rows``, one for each event of one."""
        names = _names(self.model)
        found = {}
        for row in rows:
            facts, event = row[: len(names)], row[len(names) :]
            if facts[0] not in found:
                one = self.model.from_db(DEFAULT_DB_ALIAS, names, facts)
                one.joined_facts = []
                found[facts[0]] = one
            if event[0] is not None:
                found[facts[0]].joined_facts.append(Event(*event))
        return list(found.values())


def hash_of(token):
    """Return what is stored of a QR token: a hash, at 130 bits without salt."""
    plain = codes.normalise_token(token)
    return hashlib.sha256(plain.encode()).hexdigest()


@cache
def _names(model):
    """Return the ``FACTS`` in the order in which ``from_db`` takes them, id first."""
    return [name for name in columns(model) if name in FACTS]


@cache
def _by(model, name):
    asked = {name: Asked("value", model._meta.get_field(name))}
    return Composed(lambda: _joined(model, **asked))


@cache
def _by_numbers(model):
    return Composed(lambda: _joined(model, number__in=asked_list("value")))


def _joined(model, **asked):
    known = model.objects.exclude(token_hash=None).filter(**asked)
    joined = (f"events__{name}" for name in EVENT)
    return known.order_by("events__position").values_list(*_names(model), *joined)
