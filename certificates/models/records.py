"""What was decided about a certificate, and who checked it: appended only."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates import status
from training.append_only import AppendOnly, AppendOnlyQuerySet


class StatusEvent(AppendOnly):
    """A decision: suspended, reinstated, revoked or superseded."""

    KINDS = [
        ("suspended", _("Suspended")),
        ("reinstated", _("Reinstated")),
        ("revoked", _("Revoked")),
        ("superseded", _("Superseded")),
    ]
    REASONS = [
        ("administrative", _("Administrative")),
        ("requirements", _("A requirement turned out not to be met")),
        ("conduct", _("Conduct, after a finding")),
        ("request", _("At the holder's request")),
        ("error", _("Issued in error")),
        ("appeal", _("After an appeal")),
        ("other", _("Other")),
    ]

    certificate = models.ForeignKey(
        "certificates.Certificate", on_delete=models.PROTECT, related_name="events"
    )
    kind = models.CharField(_("decision"), max_length=20, choices=KINDS)
    reason_code = models.CharField(_("reason"), max_length=20, choices=REASONS)
    public_reason = models.CharField(
        _("wording that everyone sees"), max_length=200, blank=True
    )
    private_note = models.TextField(_("private note"), max_length=4000, blank=True)
    effective_at = models.DateTimeField(_("holds from"))
    recorded_at = models.DateTimeField(_("recorded"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("decided by"),
    )

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["recorded_at", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=status.DECISIONS),
                name="a_decision_is_of_a_known_kind",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.effective_at:%Y-%m-%d}"

    def as_event(self):
        """Return the plain facts, for ``status``."""
        return status.Event(
            kind=self.kind,
            effective_at=self.effective_at,
            recorded_at=self.recorded_at,
            sequence=self.pk or 0,
            public_reason=self.public_reason,
        )


class CheckQuerySet(AppendOnlyQuerySet):
    """Checks, by who reads of them."""

    def for_holder(self):
        """Join what the holder's log shows of each."""
        return self.select_related("agency", "link", "report", "proof")

    def answered(self, number, *, at):
        """Return the check of ``number`` that was answered at the instant ``at``."""
        return self.filter(certificate__number=number, at=at).order_by("pk").first()


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
        ("expired", _("Expired")),
        ("suspended", _("Suspended")),
        ("revoked", _("Revoked")),
        ("superseded", _("Superseded")),
        ("withheld", _("Withheld: answered like an unknown number")),
        ("unmatched", _("Another name: answered like an unknown number")),
        ("document", _("The PDF was downloaded")),
    ]

    certificate = models.ForeignKey(
        "certificates.Certificate", on_delete=models.PROTECT, related_name="checks"
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
