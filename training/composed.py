"""Queries that are composed once in a process and asked many times.

Composing one costs Django many times what the database takes to find a row by its
key. The SQL does not depend on the values, so it is kept and they are filled in.
"""

from functools import cache, cached_property

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Expression


@cache
def columns(model):
    """Return a model's own columns, in the order in which ``from_db`` takes them."""
    return [field.attname for field in model._meta.concrete_fields]


class Asked(Expression):
    """The place of a value that is given with each call."""

    def __init__(self, name, field):
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", [self]

    def value(self, given):
        """Return the value as the database's driver takes it."""
        return self.output_field.get_db_prep_value(given[self.name], connection)


def keeping_cursor():
    """Return a cursor on the default connection for statements that are asked often.

    PostgreSQL keeps them parsed and planned; they are bound on its side, which not
    every query that the ORM composes can bear.
    """
    if connection.vendor != "postgresql":
        return connection.cursor()
    from django.db.backends.postgresql.base import ServerBindingCursor

    connection.close_if_health_check_failed()
    connection.ensure_connection()
    return connection._prepare_cursor(ServerBindingCursor(connection.connection))


class Composed:
    """The rows of one query.

    Args:
        compose: returns a queryset of ``values_list`` with ``Asked`` in the place of
            each value; called at the first use, when the database is known.
    """

    def __init__(self, compose):
        self._compose = compose

    @cached_property
    def _parts(self):
        compiler = self._compose().query.get_compiler(DEFAULT_DB_ALIAS)
        sql, places = compiler.as_sql()
        read = [selected[0] for selected in compiler.select[: compiler.col_count]]
        return compiler, sql, places, compiler.get_converters(read)

    def rows(self, **given):
        """Return all rows for these values of the ``Asked``, as lists."""
        compiler, sql, places, converters = self._parts
        values = [
            place.value(given) if isinstance(place, Asked) else place
            for place in places
        ]
        with keeping_cursor() as cursor:
            cursor.execute(sql, values)
            found = cursor.fetchall()
        return list(compiler.apply_converters(found, converters))
