"""Who checked a certificate: appended only."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from training.append_only import AppendOnly, AppendOnlyQuerySet


class CheckQuerySet(AppendOnlyQuerySet):
    """Checks, by who reads of them."""

    def for_holder(self):
        """Join what the holder's log shows of each."""
        return self.select_related("agency", "link", "report", "proof")

    def answered(self, number, *, at):
        """Return the check of ``number`` that was answered at the instant ``at``."""
        return self.filter(certificate__number=number, at=at).order_by("pk").first()

    def of_line(self, result):
        """Return the check that told an agency this ``RosterResult``, or None."""
        run = result.run
        made = self.filter(how="roster", agency=run.roster.agency_id)
        told = made.filter(certificate__number=result.row.number, outcome=result.status)
        within = told.filter(at__gte=run.started_at, at__lte=run.finished_at)
        return within.order_by("pk").first()


class Check(AppendOnly):
    """Somebody looked a certificate up.

    An agency that signed in is named; of everybody else only that they looked.
    """

    WAYS = [
        ("number", _("By number")),
        ("qr", _("By QR code")),
        ("shared", _("By a link that you shared")),
        ("file", _("By the file")),
        ("roster", _("In a list of an agency")),
        ("api", _("By an agency's own software")),
        ("watch", _("By an agency that you let watch")),
    ]
    OUTCOMES = [
        ("genuine", _("Genuine")),
        ("restricted", _("Genuine, with conditions")),
        ("probation", _("Genuine, on probation")),
        ("inactive", _("Voluntarily inactive")),
        ("expired", _("Expired")),
        ("suspended", _("Suspended")),
        ("surrendered", _("Surrendered")),
        ("revoked", _("Revoked")),
        ("superseded", _("Replaced")),
        ("withheld", _("Withheld: answered like an unknown number")),
        ("unmatched", _("Another name: answered like an unknown number")),
        ("document", _("The PDF was downloaded")),
    ]

    # No index of its own: ``checks_of_one`` begins with it.
    certificate = models.ForeignKey(
        "certificates.Certificate",
        on_delete=models.PROTECT,
        related_name="checks",
        db_index=False,
    )
    at = models.DateTimeField(_("when"))
    how = models.CharField(_("how"), max_length=10, choices=WAYS)
    outcome = models.CharField(_("answer"), max_length=20, choices=OUTCOMES)
    name_matched = models.BooleanField(_("name matched"), null=True)
    agency = models.ForeignKey(
        "certificates.Agency",
        on_delete=models.PROTECT,
        null=True,
        related_name="checks",
        verbose_name=_("agency"),
    )
    link = models.ForeignKey(
        "certificates.ShareLink",
        on_delete=models.PROTECT,
        null=True,
        related_name="checks",
        verbose_name=_("by the link"),
    )

    objects = CheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("check")
        verbose_name_plural = _("checks")
        ordering = ["-at", "-pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["certificate", "-at"], name="checks_of_one")]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.outcome}"
