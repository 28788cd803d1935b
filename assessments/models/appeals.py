"""What learners challenge, and what they are answered."""

import datetime as dt

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .attempts import Attempt
from .marking_rules import APPEAL_DAYS


class MayNotAppeal(Exception):
    """The window is closed, the result is not final, or one waits already."""


class MayNotAnswer(Exception):
    """It is answered already, or by somebody who had a hand in the mark."""


class AppealQuerySet(models.QuerySet):
    """Appeals, by whose they are and whether they wait."""

    def waiting(self):
        """Those that nobody has answered, the longest first."""
        return self.filter(answered_at=None).order_by("made_at")

    def for_listing(self):
        listed = self.select_related("attempt__enrolment__learner", "answered_by")
        return listed.defer("attempt__frozen_paper")


class Appeal(models.Model):
    """One challenge of one result, or of one question in it.

    What was written stays as it was; the answer is added once.
    """

    OUTCOMES = [
        ("not_upheld", _("Not upheld")),
        ("upheld", _("Upheld for this result")),
        ("regrade", _("Upheld: the question is marked again for everybody")),
    ]

    attempt = models.ForeignKey(
        Attempt, on_delete=models.PROTECT, related_name="appeals"
    )
    question_key = models.CharField(max_length=64, blank=True)
    number = models.PositiveSmallIntegerField(null=True)
    reason = models.TextField(_("why"))
    made_at = models.DateTimeField(_("made"))
    outcome = models.CharField(_("answer"), max_length=10, choices=OUTCOMES, blank=True)
    answer = models.TextField(_("reason for the answer"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ["-made_at", "-pk"]
        default_permissions = ()
        permissions = [("answer_appeal", _("Can answer appeals"))]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "question_key"],
                condition=Q(answered_at=None),
                name="one_open_appeal_per_question",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", answer="", answered_by=None, answered_at=None)
                | Q(answered_by__isnull=False, answered_at__isnull=False)
                & ~Q(outcome="")
                & ~Q(answer=""),
                name="an_appeal_is_answered_with_a_reason_or_waits",
            ),
        ]
        indexes = [
            models.Index(
                fields=["made_at"],
                condition=Q(answered_at=None),
                name="appeals_waiting",
            )
        ]

    def __str__(self):
        return f"{self.attempt} · {self.made_at:%Y-%m-%d}"

    @property
    def is_open(self):
        return self.answered_at is None

    @classmethod
    def closes_at(cls, attempt, marks):
        """Return until when a result may be challenged; None for not at all.

        Counted from the mark that last changed what the learner sees.

        Args:
            attempt: whose result it is.
            marks: all of them, in their order.
        """
        days = attempt.quiz.appeal_days if attempt.quiz else APPEAL_DAYS
        if not attempt.is_final or not days:
            return None
        since, before = None, None
        for mark in marks:
            if mark.says != before:
                since, before = mark.made_at, mark.says
        return since + dt.timedelta(days=days)

    @classmethod
    def make(cls, attempt, *, reason, question=None, at):
        """Put a challenge on record.

        Args:
            attempt: the learner's own.
            reason: in the learner's words.
            question: the ``Answer`` that it is about, or None for the whole.
            at: the instant, aware.

        Raises:
            MayNotAppeal: not final, too late, or one about this is open.
        """
        until = cls.closes_at(attempt, attempt.marks.all())
        if until is None or at > until:
            raise MayNotAppeal
        try:
            with transaction.atomic():
                return cls.objects.create(
                    attempt=attempt,
                    question_key=question.question_key if question else "",
                    number=question.number if question else None,
                    reason=reason,
                    made_at=at,
                )
        except IntegrityError:
            raise MayNotAppeal from None

    def may_be_answered_by(self, user):
        """Whether ``user`` had no hand in the mark, and is not the learner."""
        attempt = self.attempt
        if attempt.enrolment.learner_id == user.pk:
            return False
        if attempt.marks.filter(made_by=user).exists():
            return False
        marked = attempt.written_tasks.filter(answer__markings__marker=user)
        if self.question_key:
            marked = marked.filter(answer__question_key=self.question_key)
        return not marked.exists()

    @transaction.atomic
    def settle(self, *, outcome, answer, by, at):
        """Answer, once; upheld for this one, mark again at the same time.

        A question counts in full for this learner; a whole result is passed.

        Args:
            outcome: one of ``OUTCOMES``.
            answer: the reason, which the learner reads.
            by: who answers.
            at: the instant, aware.

        Returns:
            The ``Mark`` made, or None.

        Raises:
            MayNotAnswer: answered already, or ``by`` had a hand in the mark.
        """
        if not self.may_be_answered_by(by):
            raise MayNotAnswer
        this = Appeal.objects.filter(pk=self.pk, answered_at=None)
        said = {
            "outcome": outcome,
            "answer": answer,
            "answered_by": by,
            "answered_at": at,
        }
        if not this.update(**said):
            raise MayNotAnswer
        for field, value in said.items():
            setattr(self, field, value)
        return self._uphold(by=by, at=at) if outcome == "upheld" else None

    def _uphold(self, *, by, at):
        attempt = Attempt.objects.select_for_update().get(pk=self.attempt_id)
        if self.question_key:
            awards = attempt.latest_mark().basis.get("awards", {})
            change = {"awards": awards | {self.question_key: "1"}}
        else:
            change = {"ruling": "passed"}
        return attempt.mark_again("appealed", by=by, note=self.answer, at=at, **change)
