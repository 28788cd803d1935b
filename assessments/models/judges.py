"""Who judges where the cut lies, and what they estimate."""

from fractions import Fraction

from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .invited import InvitationClosed, Invited, InvitedQuerySet, StaleSheet


class JudgeQuerySet(InvitedQuerySet):
    """Judges, by how far they are."""

    def estimating(self, *, at):
        """Those from whom estimates are still taken in the round that is open."""
        in_round = Q(done_rounds=F("setting__round") - 1)
        return self.standing(at=at).filter(in_round, setting__closed_at=None)

    def counted(self, in_round):
        """Those whose estimates of a round count."""
        return self.filter(done_rounds__gte=in_round, withdrawn_at=None)

    def with_progress(self):
        """Count what each has estimated in the open round: never what they said."""
        is_open = Q(estimates__round=F("setting__round"))
        return self.annotate(
            begun=models.Count(
                "estimates", filter=is_open & Q(estimates__percent__isnull=False)
            )
        )


class Judge(Invited):
    """Somebody who estimates."""

    setting = models.ForeignKey(
        "assessments.StandardSetting", on_delete=models.PROTECT, related_name="judges"
    )
    done_rounds = models.PositiveSmallIntegerField(
        _("rounds finished"), default=0, editable=False
    )

    objects = JudgeQuerySet.as_manager()

    class Meta(Invited.Meta):
        verbose_name = _("judge")
        verbose_name_plural = _("judges")

    @transaction.atomic
    def finish(self, *, at):
        """Hand over the estimates of the open round.

        Returns:
            The numbers of the questions that have none; empty once finished.

        Raises:
            InvitationClosed: finished before, withdrawn, or the session is closed.
        """
        own = Judge.objects.estimating(at=at).filter(pk=self.pk)
        if not own.select_for_update(of=("self",)).exists():
            raise InvitationClosed
        open_round = self.done_rounds + 1
        rows = self.estimates.filter(round=open_round)
        gaps = rows.filter(percent=None).order_by("item__number")
        if missing := list(gaps.values_list("item__number", flat=True)):
            return missing
        if not own.filter(done_rounds=self.done_rounds).update(done_rounds=open_round):
            raise InvitationClosed
        self.done_rounds = open_round
        return []


class EstimateQuerySet(models.QuerySet):
    """Estimates, by what reads them."""

    def for_sheets(self, in_round):
        """Of one round, in the order of the questions, with the questions."""
        rows = self.filter(round=in_round).select_related("item")
        return rows.order_by("item__number")

    def shares(self, setting, in_round):
        """Return shares by judge and question of those who finished a round."""
        rows = self.filter(
            judge__setting=setting,
            judge__withdrawn_at=None,
            judge__done_rounds__gte=in_round,
            round=in_round,
        )
        found = {}
        for judge, key, percent in rows.values_list(
            "judge_id", "item__question_key", "percent"
        ):
            found.setdefault(str(judge), {})[str(key)] = Fraction(percent, 100)
        return found


class Estimate(models.Model):
    """One judge's estimate for one question in one round.

    A row stands ready for each question once its round opens, so that saving is
    one guarded ``UPDATE``.
    """

    judge = models.ForeignKey(Judge, on_delete=models.PROTECT, related_name="estimates")
    item = models.ForeignKey(
        "assessments.SettingItem", on_delete=models.PROTECT, related_name="estimates"
    )
    round = models.PositiveSmallIntegerField()
    percent = models.PositiveSmallIntegerField(
        null=True, validators=[MaxValueValidator(100)]
    )
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)

    objects = EstimateQuerySet.as_manager()

    class Meta:
        verbose_name = _("estimate")
        verbose_name_plural = _("estimates")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["judge", "item", "round"],
                name="a_judge_estimates_once_in_each_round",
            ),
            models.CheckConstraint(
                condition=Q(percent=None) | Q(percent__lte=100),
                name="an_estimate_is_at_most_all_the_points",
            ),
        ]

    def __str__(self):
        return f"estimate {self.pk}"

    @property
    def is_complete(self):
        return self.percent is not None

    def save_percent(self, percent, *, revision, at):
        """Keep an estimate if the writer knew the latest revision.

        Args:
            percent: share of the points, 0 to 100, or None to take it back.
            revision: the one that the writer last saw.
            at: the instant, aware.

        Raises:
            InvitationClosed: the round is finished, the invitation is over, or the
                session is closed.
            StaleSheet: changed elsewhere in the meantime.
        """
        with transaction.atomic():
            own = Judge.objects.estimating(at=at).filter(
                pk=self.judge_id, done_rounds=self.round - 1
            )
            # On PostgreSQL a save and finishing wait for each other.
            own = own.select_for_update(of=("self",))
            known = Estimate.objects.filter(
                pk=self.pk, revision=revision, judge__in=own
            )
            saved = known.update(percent=percent, revision=revision + 1, saved_at=at)
        if not saved:
            self._explain_refusal(percent, at=at)

    def _explain_refusal(self, percent, *, at):
        self.refresh_from_db(fields=["percent", "revision", "saved_at"])
        own = Judge.objects.estimating(at=at).filter(pk=self.judge_id)
        if not own.filter(done_rounds=self.round - 1).exists():
            raise InvitationClosed
        if self.percent != percent:
            raise StaleSheet(self)
