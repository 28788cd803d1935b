"""Rows that tell what happened: written once, never changed, never deleted."""

from django.db import models


class Unchangeable(TypeError):
    """Somebody tried to change or delete a record of what happened."""


class AppendOnlyQuerySet(models.QuerySet):
    """Reads and adds; the correction of a record is another record."""

    def update(self, **values):
        raise Unchangeable("Records of what happened are not edited: append one.")

    def delete(self):
        raise Unchangeable("Records of what happened are not deleted.")

    def bulk_update(self, objs, fields, batch_size=None):
        raise Unchangeable("Records of what happened are not edited: append one.")


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
