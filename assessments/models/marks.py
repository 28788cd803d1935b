"""The ledger of marks: who marked what, when and why."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from training.append_only import AppendOnly

from .attempts import Attempt


class Mark(AppendOnly):
    """One marking of an attempt: who, why, when and what. Appended, never edited."""

    REASONS = [("submitted", _("Handed in")), ("time_up", _("The time was up"))]

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="marks")
    made_at = models.DateTimeField(_("marked"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("marked by"),
        help_text=_("Empty when the system marked."),
    )
    reason = models.CharField(_("why"), max_length=20, choices=REASONS)
    percentage = models.DecimalField(
        _("score in per cent"), max_digits=5, decimal_places=2
    )
    is_passed = models.BooleanField(_("passed"))
    result = models.JSONField()

    class Meta:
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        ordering = ["made_at", "pk"]
        default_permissions = ("view",)

    def __str__(self):
        return f"{self.percentage} %"
