"""The ledger of marks: who marked what, when, why and by which key."""

from dataclasses import replace
from fractions import Fraction

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments import freezing
from training.append_only import AppendOnly

RULINGS = {"passed": True, "not_passed": False, "stands": None}
"""What people may rule, and what it makes of the result; None: the score decides."""


class Mark(AppendOnly):
    """One marking of an attempt: who, why, when and what. Appended, never edited.

    ``basis`` holds everything beside paper and answers that decided: ``keys``
    that replaced the paper's, ``awards`` that people gave, and their ``ruling``.
    So every mark can be worked out again from what is stored.
    """

    REASONS = [
        ("submitted", _("Handed in")),
        ("time_up", _("The time was up")),
        ("marked", _("Marked by people")),
        ("reviewed", _("Reviewed by people")),
        ("regraded", _("Marked again with another key")),
        ("appealed", _("Decided on an appeal")),
    ]

    attempt = models.ForeignKey(
        "assessments.Attempt", on_delete=models.PROTECT, related_name="marks"
    )
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
    note = models.TextField(_("reason given"), blank=True)
    basis = models.JSONField(default=dict, editable=False)
    percentage = models.DecimalField(
        _("score in per cent"), max_digits=5, decimal_places=2
    )
    is_passed = models.BooleanField(_("passed"), null=True)
    held_for = models.CharField(max_length=10, blank=True, editable=False)
    result = models.JSONField()

    class Meta:
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        ordering = ["pk"]
        default_permissions = ("view",)

    def __str__(self):
        return f"{self.percentage} %"

    @classmethod
    def of(cls, frozen, responses, basis):
        """Return the unsaved mark that follows from what is stored.

        Args:
            frozen: the ``paper.Paper``.
            responses: what was answered, by question key.
            basis: as the field.
        """
        awards = {k: Fraction(v) for k, v in basis.get("awards", {}).items()}
        keyed = freezing.keyed(frozen, basis)
        result = keyed.mark(responses, awards)
        ruling = basis.get("ruling")
        held_for = "" if ruling else keyed.held_for(result)
        ruled = RULINGS[ruling] if ruling else None
        is_passed = result.is_passed if ruled is None else ruled
        return cls(
            basis=basis,
            percentage=result.percentage,
            is_passed=None if held_for else is_passed,
            held_for=held_for,
            result=freezing.freeze_result(result),
        )

    def paper(self):
        """Return the paper with the keys by which this mark was made."""
        frozen = freezing.thaw(self.attempt.frozen_paper)
        return freezing.keyed(frozen, self.basis)

    @property
    def says(self):
        """What the learner sees of it first."""
        return self.percentage, self.is_passed, self.held_for

    def outcome(self):
        """Return the ``scoring.Result``, with what people ruled about passing."""
        result = freezing.thaw_result(self.result)
        return replace(result, is_passed=bool(self.is_passed))

    def equals(self, other):
        """Whether both say the same of every question and of the whole."""
        return self.says == other.says and freezing.thaw_result(
            self.result
        ) == freezing.thaw_result(other.result)
