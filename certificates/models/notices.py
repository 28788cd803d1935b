"""Mail to holders about their documents: outboxes, each row sent once."""

import datetime as dt
import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

TRIES = 12
LONGEST_WAIT = dt.timedelta(hours=6)


class NoticeQuerySet(models.QuerySet):
    """Notices, by how far they have come."""

    def waiting(self, *, at):
        """Those that may be handed over at the instant ``at``."""
        return self.filter(
            claimed_at=None,
            due_at__lte=at,
            tries__lt=TRIES,
            certificate__holder__is_active=True,
        )

    def in_doubt(self):
        """Those handed over by a process that died before it heard the answer.

        They may have been sent. Sending again could tell the holder twice, and
        the document is in My learning anyway: they stay as they are, to be counted.
        """
        return self.filter(sent_at=None).exclude(claimed_at=None)


class Notice(models.Model):
    """One mail about one certificate."""

    # In the Message-ID, so that it tells nothing and stays the same in every try.
    message_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    due_at = models.DateTimeField(_("due"), db_index=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    claimed_at = models.DateTimeField(_("handed over"), null=True)
    sent_at = models.DateTimeField(_("sent"), null=True)

    wagtail_reference_index_ignore = True
    objects = NoticeQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self):
        return str(self.message_key)

    def claim(self, *, at):
        """Take it upon this process to send; of many that try, one is told True."""
        free = self._own().filter(claimed_at=None)
        return bool(free.update(claimed_at=at, tries=models.F("tries") + 1))

    def confirm(self, *, at):
        """Note that the mail server has taken it."""
        self._own().update(sent_at=at)

    def release(self, *, at):
        """Let it be tried again later: the mail server said that it did not take it."""
        wait = min(dt.timedelta(minutes=2**self.tries), LONGEST_WAIT)
        self._own().filter(sent_at=None).update(claimed_at=None, due_at=at + wait)

    def _own(self):
        return type(self).objects.filter(pk=self.pk)


class ReadyNotice(Notice):
    """That a document is ready, written in the transaction that keeps its PDF."""

    certificate = models.OneToOneField(
        "certificates.Certificate",
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="notice",
    )

    class Meta:
        verbose_name = _("notice of a document")
        verbose_name_plural = _("notices of documents")
        default_permissions = ()


class DecisionNotice(Notice):
    """That something was decided about a certificate, once for each event."""

    event = models.OneToOneField(
        "certificates.StatusEvent",
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="+",
    )
    certificate = models.ForeignKey(
        "certificates.Certificate", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("notice of a decision")
        verbose_name_plural = _("notices of decisions")
        default_permissions = ()
