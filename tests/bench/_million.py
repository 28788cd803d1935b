"""Very many certificates in a database of its own, quickly: copies of one that is real.

Every column that must be unique gets a value of its own, whatever its name; all
others are those of the first. Each has the event of its issue.
"""

import random
import uuid

from django.db import connection, models, transaction

from certificates import codes
from certificates.models import Certificate, StatusEvent
from certificates.models.lookups import hash_of
from tests.certificates.builders import make_rendered
from tests.courses.builders import make_course
from tests.examhall import make_learners

IN_ONE_ENROLMENT = 25_000
"""Editions that one enrolment has here; the records allow up to 32,767."""

AT_ONCE = 20_000
FAR = 10_000_000
"""Numbers from here on are nobody else's."""


def fill(count, seed=471_100):
    """Make ``count`` certificates; return numbers and tokens to look up."""
    from django.utils import timezone

    from courses.models import Enrolment

    rng, now = random.Random(seed), timezone.now()
    first, course = make_rendered(at=now), make_course()
    learners = make_learners(-(-count // IN_ONE_ENROLMENT))
    homes = [Enrolment.objects.enrol(one, course, at=now).pk for one in learners]
    fields = [field for field in Certificate._meta.concrete_fields if _varies(field)]
    statement, numbers = _statement(fields, first.pk), []
    _make_haste()
    for start in range(0, count, AT_ONCE):
        own = range(start, min(start + AT_ONCE, count))
        made = [codes.new_number(rng.randbytes) for _one in own]
        rows = [
            [_value(f, n, homes, number, rng) for f in fields]
            for n, number in zip(own, made, strict=True)
        ]
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                columns = [list(column) for column in zip(*rows, strict=True)]
                cursor.execute(statement, columns)
            else:
                cursor.executemany(statement, rows)
        numbers += rng.sample(made, len(made) // 50)
    _issue(first)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return numbers


def _issue(first):
    """Copy the event of the issue of ``first`` for all others."""
    fields = [f for f in StatusEvent._meta.concrete_fields if not f.primary_key]
    own = {"certificate_id": "c.id", "position": f"c.id + {FAR}"}
    quote = connection.ops.quote_name
    into = ", ".join(quote(field.column) for field in fields)
    taken = ", ".join(own.get(f.column) or f"e.{quote(f.column)}" for f in fields)
    events = quote(StatusEvent._meta.db_table)
    certificates = quote(Certificate._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {events} ({into}) SELECT {taken} "
            f"FROM {events} e, {certificates} c "
            "WHERE e.certificate_id = %s AND c.id <> e.certificate_id",
            [first.pk],
        )


def _make_haste():
    """Let this connection wait for no disk: what it makes is thrown away."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
            cursor.execute("PRAGMA cache_size=-1000000")


def _varies(field):
    is_own = field.unique and not field.primary_key
    return is_own or field.name in {"enrolment", "edition"}


def _value(field, n, homes, number, rng):
    """Return the value of one column in row ``n``."""
    named = {
        "enrolment": homes[n // IN_ONE_ENROLMENT],
        "edition": n % IN_ONE_ENROLMENT + 1,
        "number": number,
        "token_hash": hash_of(f"{n:026}"),
    }
    if field.name in named:
        return named[field.name]
    if isinstance(field, models.OneToOneField):
        return None
    if isinstance(field, models.UUIDField):
        own = uuid.UUID(int=rng.getrandbits(128), version=4)
        return field.get_db_prep_value(own, connection)
    if isinstance(field, models.CharField):
        return f"{rng.getrandbits(128):032x}"[: field.max_length]
    return n + FAR


def _statement(fields, first):
    table = connection.ops.quote_name(Certificate._meta.db_table)
    own = [field.column for field in fields]
    same = [
        field.column
        for field in Certificate._meta.concrete_fields
        if field not in fields and not field.primary_key
    ]
    into = ", ".join(connection.ops.quote_name(name) for name in [*own, *same])
    copied = ", ".join(f"t.{connection.ops.quote_name(name)}" for name in same)
    types = [field.db_type(connection) for field in fields]
    if connection.vendor == "postgresql":  # many rows at once, each value a column
        arrays = ", ".join(f"%s::{name}[]" for name in types)
        return (
            f"INSERT INTO {table} ({into}) SELECT own.*, {copied} "
            f"FROM {table} t, unnest({arrays}) own WHERE t.id = {first:d}"
        )
    given = ", ".join(f"CAST(%s AS {name})" for name in types)
    return (
        f"INSERT INTO {table} ({into}) SELECT {given}, {copied} "
        f"FROM {table} t WHERE t.id = {first:d}"
    )
