"""What a holder asks for when a certificate bears a name that is theirs no more."""

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from training import second_person


class RenamingClosed(Exception):
    """It is decided already, or it is the decider's own."""


class NameRequestQuerySet(models.QuerySet):
    """Requests, by how far they are."""

    def waiting(self):
        """Those that nobody has decided, the oldest first."""
        return self.filter(decided_at=None).order_by("asked_at")

    def ask(self, certificate, *, by, at, **said):
        """Ask for another name; one request for a certificate waits at a time.

        Args:
            certificate: the holder's own.
            by: the holder.
            at: now.
            **said: ``new_name``, ``is_correction`` and ``evidence``.

        Returns:
            Whether it is new: sent twice at once, one request waits.
        """
        asked = {"asked_by": by, "asked_at": at} | said
        try:
            with transaction.atomic():
                self.create(certificate=certificate, **asked)
        except IntegrityError:
            return False
        return True


class NameRequest(models.Model):
    """A holder's wish for a new edition with another name; a certifier decides."""

    certificate = models.ForeignKey(
        "certificates.Certificate",
        on_delete=models.PROTECT,
        related_name="name_requests",
    )
    new_name = models.CharField(_("name as it should be printed"), max_length=120)
    is_correction = models.BooleanField(
        _("the name was misspelled and is not a new one"), default=False
    )
    evidence = models.TextField(_("what shows it"), max_length=1000, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked"))
    is_granted = models.BooleanField(null=True)
    answer = models.TextField(_("answer to the holder"), max_length=1000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    edition = models.OneToOneField(
        "certificates.Certificate",
        on_delete=models.PROTECT,
        null=True,
        related_name="granted_name_request",
    )

    wagtail_reference_index_ignore = True
    objects = NameRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for a name")
        verbose_name_plural = _("requests for names")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["certificate"],
                condition=Q(decided_at=None),
                name="one_open_request_for_a_name",
            ),
            second_person.is_another_than(
                "asked_by", name="a_name_is_decided_by_a_second_person"
            ),
            second_person.decides_at_once(
                "is_granted", name="a_name_is_decided_by_somebody_at_some_time"
            ),
        ]

    def __str__(self):
        return f"{self.asked_at:%Y-%m-%d}"

    def close(self, *, is_granted, by, answer, at):
        """Decide, once, as a second person.

        Raises:
            RenamingClosed: decided already, or one's own.
        """
        mine = NameRequest.objects.waiting().filter(pk=self.pk).exclude(asked_by=by)
        if not mine.update(
            is_granted=is_granted, decided_by=by, decided_at=at, answer=answer
        ):
            raise RenamingClosed
        self.refresh_from_db()

    def link(self, edition):
        """Note which edition came of it."""
        self.edition = edition
        self.save(update_fields=["edition"])
