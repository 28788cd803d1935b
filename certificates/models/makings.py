"""Documents whose making was begun and has not come to an end."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

MOST_TRIES = 5
PAUSE = dt.timedelta(seconds=15)
"""Between the second try and the third; it grows with the square of the tries."""


class BegunBefore(Exception):
    """Its making was begun a moment ago, and may still come to an end."""


class GivenUp(Exception):
    """Its making was begun as often as it may be, and never came to an end."""


class MakingQuerySet(models.QuerySet):
    """Makings, by whether they may begin again."""

    def of(self, model):
        """Those of one kind of document, named by its model."""
        return self.filter(kind=model._meta.model_name)

    def resting(self, *, at):
        """Those that have to wait before their next try."""
        return self.filter(again_at__gt=at)

    def given_up(self):
        """Those whose last try has begun: there is no other."""
        return self.filter(tries__gte=MOST_TRIES)

    def begin(self, document, *, at):
        """Put on record that a try begins, before it does.

        A first try that broke off may be followed at once, each later one after a
        longer pause: 15 seconds, 1, 2¼ and 4 minutes. So two may be at it, which
        does no harm: of two documents one is kept.

        Args:
            document: what is to be made, a saved row of any model.
            at: now.

        Returns:
            The ``Making``, to be ended by ``end``.

        Raises:
            BegunBefore, GivenUp: see there.
        """
        row, is_new = self.of(document).get_or_create(
            kind=document._meta.model_name,
            document_id=document.pk,
            defaults={"again_at": at, "tries": 1},
        )
        if is_new:
            return row
        if row.again_at > at:
            raise BegunBefore
        if row.tries >= MOST_TRIES:
            raise GivenUp
        again_at = at + PAUSE * row.tries**2
        same = self.filter(pk=row.pk, tries=row.tries)
        if not same.update(tries=F("tries") + 1, again_at=again_at):
            raise BegunBefore
        return row


class Making(models.Model):
    """One document's tries that were begun; gone once a try comes to an end.

    What a killed process, a fault in a library or a layout without end leaves
    behind is this row alone: it keeps one document from stopping all the others.
    """

    kind = models.CharField(_("kind"), max_length=30)
    document_id = models.PositiveBigIntegerField(_("document"))
    tries = models.PositiveSmallIntegerField(_("tries"))
    again_at = models.DateTimeField(_("next try"))

    objects = MakingQuerySet.as_manager()

    class Meta:
        verbose_name = _("making of a document")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "document_id"], name="one_making_per_document"
            ),
            models.CheckConstraint(
                condition=Q(tries__gte=1), name="a_making_was_begun_at_least_once"
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.document_id}"

    def end(self):
        """Note that it came to an end, well or ill."""
        Making.objects.filter(pk=self.pk).delete()
