"""Sessions in which judges set the cut score of a quiz: modified Angoff."""

from fractions import Fraction

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from assessments import cut_score, freezing
from assessments.facility import facilities
from training.append_only import AppendOnly

from .cut_scores import CutScore
from .invited import InvitationClosed, as_experts_see
from .judges import Estimate, Judge
from .marks import Mark

LEAST_JUDGES = 2
"""Fewer have no standard error."""

RESULTS_READ = 1000
"""So many of the latest results tell how hard the questions are."""


class TooFewJudges(Exception):
    """Not enough judges have finished the round."""


class StandardSettingQuerySet(models.QuerySet):
    """Sessions, by what reads them."""

    def open(self):
        return self.filter(closed_at=None)

    def for_listing(self):
        """Count the people of each session in the same query."""
        asked = Q(judges__withdrawn_at=None)
        done = asked & Q(judges__done_rounds__gte=F("round"))
        return self.annotate(
            asked=Count("judges", filter=asked, distinct=True),
            done=Count("judges", filter=done, distinct=True),
        )

    @transaction.atomic
    def open_with(self, quiz, questions, *, by, at, **fields):
        """Start a session about ``questions`` as they read now.

        Args:
            quiz: the ``QuizPage`` whose cut is sought.
            questions: ``Question`` rows that it may ask.
            by: who starts it.
            at: the instant, aware.
            **fields: the description of somebody who is just good enough.
        """
        setting = self.create(
            assessment_key=quiz.translation_key,
            assessment_title=quiz.title,
            language=quiz.locale.language_code,
            opened_by=by,
            opened_at=at,
            **fields,
        )
        SettingItem.objects.bulk_create(
            SettingItem.of(question, setting, number)
            for number, question in enumerate(questions, start=1)
        )
        return setting


class StandardSetting(models.Model):
    """Judges, their questions and up to two rounds of estimates."""

    assessment_key = models.UUIDField(editable=False)
    assessment_title = models.CharField(_("quiz"), max_length=255, editable=False)
    language = models.CharField(_("language"), max_length=12, editable=False)
    just_enough = models.TextField(
        _("who is just good enough"),
        help_text=_(
            "Describe the person whom judges should think of: what they can do safely, "
            "and what they still get wrong. Judges see this on every page."
        ),
    )
    round = models.PositiveSmallIntegerField(_("round"), default=1, editable=False)
    facility = models.JSONField(default=dict, editable=False)
    opened_at = models.DateTimeField(_("opened"), editable=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("opened by"),
    )
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)

    objects = StandardSettingQuerySet.as_manager()

    class Meta:
        verbose_name = _("standard-setting session")
        verbose_name_plural = _("standard-setting sessions")
        ordering = ["-opened_at"]
        default_permissions = ("add", "change", "view")
        constraints = [
            models.CheckConstraint(
                condition=Q(round__in=[1, 2]), name="a_session_has_two_rounds"
            )
        ]

    def __str__(self):
        return self.assessment_title

    @property
    def is_open(self):
        return self.closed_at is None

    @transaction.atomic
    def invite(self, *, at, **fields):
        """Ask somebody to judge.

        Returns:
            The ``Judge`` and the secret of their link, which is kept nowhere.

        Raises:
            InvitationClosed: the first round is over.
        """
        first = StandardSetting.objects.open().filter(pk=self.pk, round=1)
        if not first.select_for_update().exists():
            raise InvitationClosed
        judge = Judge(setting=self, **fields)
        token = judge.give_link(at=at)
        judge.save()
        Estimate.objects.bulk_create(
            Estimate(judge=judge, item=item, round=1) for item in self.items.all()
        )
        return judge, token

    @transaction.atomic
    def start_second_round(self):
        """End the first round and show its estimates to those who finished it.

        Each begins from their own first estimates.

        Raises:
            InvitationClosed: there is a second round already, or it is all over.
            TooFewJudges: fewer than two finished the first.
        """
        first = StandardSetting.objects.open().filter(pk=self.pk, round=1)
        if not first.update(round=2, facility=self._facility()):
            raise InvitationClosed
        ready = self.judges.counted(1)
        if ready.count() < LEAST_JUDGES:
            raise TooFewJudges
        said = Estimate.objects.filter(judge__in=ready, round=1)
        Estimate.objects.bulk_create(
            Estimate(judge_id=judge, item_id=item, round=2, percent=percent)
            for judge, item, percent in said.values_list("judge", "item", "percent")
        )
        self.refresh_from_db(fields=["round", "facility"])

    def told(self):
        """Return what judges hear of the first round, by question key.

        Returns:
            ``cut_score.Feedback`` of the estimates of all who finished it.
        """
        shares = Estimate.objects.shares(self, 1)
        keys = [str(item.question_key) for item in self.items.all()]
        return {
            key: cut_score.feedback([given[key] for given in shares.values()])
            for key in keys
            if shares
        }

    def facility_percent(self, question_key):
        """Return how hard a question proved, as ``(per cent, n)``, or None."""
        known = self.facility.get(question_key)
        return known and (round(Fraction(known["share"]) * 100), known["n"])

    def cut(self, in_round):
        """Return the ``cut_score.Cut`` of a round, or None without two judges."""
        shares = Estimate.objects.shares(self, in_round)
        if len(shares) < LEAST_JUDGES:
            return None
        points = {str(i.question_key): i.points for i in self.items.all()}
        return cut_score.angoff(shares, points)

    @transaction.atomic
    def close(self, *, by, at):
        """Take no more estimates, and put the cut of the last round on record.

        Returns:
            The ``CutScore``.

        Raises:
            InvitationClosed: closed before.
            TooFewJudges: fewer than two finished the round.
        """
        is_first = StandardSetting.objects.open().filter(pk=self.pk)
        if not is_first.update(closed_at=at):
            raise InvitationClosed
        self.refresh_from_db(fields=["round", "closed_at"])
        found = self.cut(self.round)
        if found is None:
            raise TooFewJudges
        return CutScore.objects.append_session(self, found, by=by, at=at)

    def _facility(self):
        marks = Mark.objects.filter(attempt__assessment_key=self.assessment_key)
        newest = marks.order_by("attempt", "-made_at", "-pk")
        results = {}
        for attempt, result in newest.values_list("attempt", "result")[:RESULTS_READ]:
            results.setdefault(attempt, result)
        known = facilities(freezing.thaw_result(result) for result in results.values())
        keys = {str(item.question_key) for item in self.items.all()}
        return {
            key: {"share": str(one.share), "n": one.n}
            for key, one in known.items()
            if key in keys
        }


class SettingItem(AppendOnly):
    """A question as the judges see it, whatever becomes of it afterwards."""

    setting = models.ForeignKey(
        StandardSetting, on_delete=models.PROTECT, related_name="items"
    )
    number = models.PositiveSmallIntegerField()
    question_key = models.UUIDField()
    code = models.CharField(max_length=60)
    points = models.PositiveSmallIntegerField(default=1)
    shown = models.JSONField()

    class Meta:
        verbose_name = _("question of a session")
        verbose_name_plural = _("questions of a session")
        ordering = ["number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["setting", "number"], name="session_questions_are_numbered_once"
            ),
            models.UniqueConstraint(
                fields=["setting", "question_key"],
                name="a_session_judges_a_question_once",
            ),
        ]

    def __str__(self):
        return f"{self.code} ({self.number})"

    @classmethod
    def of(cls, question, setting, number):
        """Return the unsaved row for a ``Question`` as it reads now."""
        whole = question.as_paper_question()
        return cls(
            setting=setting,
            number=number,
            question_key=question.translation_key,
            code=question.code,
            points=whole.key.points,
            shown=as_experts_see(whole.shown),
        )
