"""Mail that tells a holder that a document is ready: an outbox, each row sent once."""

import datetime as dt
import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

TRIES = 12
LONGEST_WAIT = dt.timedelta(hours=6)


class ReadyNoticeQuerySet(models.QuerySet):
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


class ReadyNotice(models.Model):
    """One mail for one certificate, written in the transaction that keeps its PDF."""

    certificate = models.OneToOneField(
        "certificates.Certificate",
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="notice",
    )
    # In the Message-ID, so that it tells nothing and stays the same in every try.
    message_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    due_at = models.DateTimeField(_("due"), db_index=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    claimed_at = models.DateTimeField(_("handed over"), null=True)
    sent_at = models.DateTimeField(_("sent"), null=True)

    wagtail_reference_index_ignore = True
    objects = ReadyNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice of a document")
        verbose_name_plural = _("notices of documents")
        default_permissions = ()

    def __str__(self):
        return str(self.message_key)

    def claim(self, *, at):
        """Take it upon this process to send; of many that try, one is told True."""
        free = ReadyNotice.objects.filter(pk=self.pk, claimed_at=None)
        return bool(free.update(claimed_at=at, tries=models.F("tries") + 1))

    def confirm(self, *, at):
        """Note that the mail server has taken it."""
        ReadyNotice.objects.filter(pk=self.pk).update(sent_at=at)

    def release(self, *, at):
        """Let it be tried again later: the mail server said that it did not take it."""
        wait = min(dt.timedelta(minutes=2**self.tries), LONGEST_WAIT)
        claimed = ReadyNotice.objects.filter(pk=self.pk, sent_at=None)
        claimed.update(claimed_at=None, due_at=at + wait)
