"""Single checks that an agency made at its desk, for its own file."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from training.append_only import AppendOnly, AppendOnlyQuerySet


class DeskCheckQuerySet(AppendOnlyQuerySet):
    """Checks at a desk, always of one agency."""

    def for_agency(self, agency):
        """The agency's own."""
        return self.filter(agency=agency)

    def file(self, agency, number, answer, *, by, at):
        """Note for the agency what it was told.

        Args:
            agency: whose desk it is.
            number: that was asked.
            answer: a ``checking.Answer`` or None.
            by: who asked.
            at: now, aware.
        """
        told = {}
        if answer is not None:
            told = {
                "status": answer.status.name,
                "title": answer.title,
                "expires_on": answer.status.last_day,
            }
        return self.create(agency=agency, number=number, by=by, at=at, **told)


class DeskCheck(AppendOnly):
    """What was asked and what was told; the name that was typed is not kept.

    Attributes:
        status: "" where nothing could be shown, whatever the reason.
        expires_on: the last good day, renewals counted.
    """

    agency = models.ForeignKey(
        "certificates.Agency", on_delete=models.PROTECT, related_name="desk_checks"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("when"))
    number = models.CharField(_("number"), max_length=32)
    status = models.CharField(_("status"), max_length=20, blank=True)
    title = models.CharField(_("title"), max_length=255, blank=True)
    expires_on = models.DateField(_("good through"), null=True)

    objects = DeskCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("check at the desk")
        ordering = ["-at", "-pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["agency", "-at"], name="checks_at_a_desk")]

    def __str__(self):
        return f"{self.number} {self.status}"
