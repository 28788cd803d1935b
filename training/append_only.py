"""Rows that tell what happened: written once, never changed, never deleted."""

from functools import cache

from django.db import connection, models

from training.composed import keeping_cursor


class Unchangeable(TypeError):
    """Somebody tried to change or delete a record of what happened."""


class LogQuerySet(models.QuerySet):
    """Rows of which many are added, often."""

    def log(self, rows):
        """Append unsaved ``rows``, whose keys stay unset, as one statement.

        ``bulk_create`` composes that statement anew each time, which takes longer
        than it does to write a row.
        """
        statement, fields = _insertion(self.model)
        values = [
            [f.get_db_prep_save(getattr(row, f.attname), connection) for f in fields]
            for row in rows
        ]
        with keeping_cursor() as cursor:
            cursor.executemany(statement, values)


class AppendOnlyQuerySet(LogQuerySet):
    """Reads and adds; the correction of a record is another record."""

    def update(self, **values):
        raise Unchangeable("Records of what happened are not edited: append one.")

    def delete(self):
        raise Unchangeable("Records of what happened are not deleted.")

    def bulk_update(self, objs, fields, batch_size=None):
        raise Unchangeable("Records of what happened are not edited: append one.")


@cache
def _insertion(model):
    """Return the statement that inserts a row, and the fields that it takes."""
    fields = [f for f in model._meta.concrete_fields if not f.primary_key]
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    places = ", ".join("%s" for _field in fields)
    into = quote(model._meta.db_table)
    return f"INSERT INTO {into} ({names}) VALUES ({places})", fields  # noqa: S608


class AppendOnly(models.Model):
    """Base of such rows."""

    # What people did is no content: Wagtail's index of references would take six
    # more statements for each row, and show it as a "use" of what it names.
    wagtail_reference_index_ignore = True

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise Unchangeable("Records of what happened are not edited: append one.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise Unchangeable("Records of what happened are not deleted.")
