"""What is appended to a scenario run: moves, and people's decisions about it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.scenario import Back
from training.append_only import AppendOnly, AppendOnlyQuerySet


class ScenarioStepQuerySet(AppendOnlyQuerySet):
    """Moves of a run."""

    def moves(self):
        """Return keys of choices and ``scenario.Back``, in order."""
        rows = self.order_by("index").values_list("choice_key", "back_to")
        return [key if back is None else Back(back) for key, back in rows]


class ScenarioStep(AppendOnly):
    """One move of a run: a decision, or going back to one. Appended, never edited."""

    run = models.ForeignKey(
        "assessments.ScenarioRun", on_delete=models.CASCADE, related_name="steps"
    )
    index = models.PositiveSmallIntegerField()
    scene = models.CharField(max_length=80)
    choice_key = models.CharField(max_length=64, blank=True)
    back_to = models.PositiveSmallIntegerField(null=True)
    chosen_at = models.DateTimeField()

    objects = ScenarioStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["index"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["run", "index"], name="a_decision_is_made_once"
            ),
            models.CheckConstraint(
                condition=Q(choice_key="", back_to__isnull=False, back_to__gte=1)
                | ~Q(choice_key="") & Q(back_to=None),
                name="a_move_goes_on_or_goes_back",
            ),
        ]

    def __str__(self):
        return f"decision {self.index}"


class RunReview(AppendOnly):
    """A person's decision about an exam with unsafe choices."""

    run = models.ForeignKey(
        "assessments.ScenarioRun", on_delete=models.PROTECT, related_name="reviews"
    )
    is_passed = models.BooleanField(_("passed"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("decided by"),
    )
    reason = models.TextField(_("reason given"))
    made_at = models.DateTimeField(_("decided"))

    class Meta:
        verbose_name = _("review of a run")
        verbose_name_plural = _("reviews of runs")
        ordering = ["made_at"]
        default_permissions = ()

    def __str__(self):
        return f"review {self.pk}"
