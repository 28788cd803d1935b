"""Attempts at a quiz."""

import uuid

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments import freezing

from .marks import Mark
from .remediation import Rereading
from .starting import AttemptQuerySet
from .timing import Timed

OUTCOME = ["submitted_at", "percentage", "is_passed", "held_for"]


class AttemptClosed(Exception):
    """The attempt takes no more answers: it is handed in, or its time is up."""


class Attempt(Timed):
    """One learner's try at one quiz, pinned to the paper they got."""

    HOLDS = [("marking", _("Marking by people")), ("review", _("Review by people"))]

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(
        "courses.Enrolment",
        on_delete=models.PROTECT,
        related_name="attempts",
        verbose_name=_("learner"),
    )
    quiz = models.ForeignKey(
        "assessments.QuizPage",
        on_delete=models.SET_NULL,
        null=True,
        related_name="attempts",
        verbose_name=_("quiz"),
    )
    assessment_key = models.UUIDField(editable=False)
    assessment_title = models.CharField(_("quiz"), max_length=255)
    language = models.CharField(_("language"), max_length=12)
    number = models.PositiveSmallIntegerField(_("attempt"))
    has_content_note = models.BooleanField(default=False)
    frozen_paper = models.JSONField(editable=False)
    started_at = models.DateTimeField(_("started"))
    submitted_at = models.DateTimeField(_("handed in"), null=True)
    percentage = models.DecimalField(
        _("score in per cent"), max_digits=5, decimal_places=2, null=True
    )
    is_passed = models.BooleanField(_("passed"), null=True)
    held_for = models.CharField(
        _("waits for"), max_length=10, choices=HOLDS, blank=True, editable=False
    )
    tallied_mark = models.ForeignKey(
        Mark,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
        help_text=_("The mark that the tallies of the analysis count."),
    )
    is_tallied = models.BooleanField(default=False, editable=False)

    wagtail_reference_index_ignore = True
    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["-started_at"]
        default_permissions = ("view",)
        permissions = [("review_attempt", _("Can decide on unsafe choices"))]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "assessment_key"],
                condition=Q(submitted_at=None),
                name="one_open_attempt_per_assessment",
            ),
            models.UniqueConstraint(
                fields=["enrolment", "assessment_key", "number"],
                name="attempts_are_numbered_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    submitted_at=None, percentage=None, is_passed=None, held_for=""
                )
                | Q(
                    submitted_at__isnull=False,
                    percentage__isnull=False,
                    is_passed__isnull=False,
                    held_for="",
                )
                | Q(submitted_at__isnull=False, is_passed=None)
                & Q(held_for__in=["marking", "review"]),
                name="a_closed_attempt_is_final_or_waits_for_people",
            ),
        ]
        indexes = [
            models.Index(
                fields=["closes_at"],
                condition=Q(submitted_at=None),
                name="open_attempts_by_deadline",
            ),
            models.Index(
                fields=["assessment_key", "submitted_at"], name="attempts_by_quiz"
            ),
            models.Index(
                fields=["assessment_key"],
                condition=Q(is_tallied=False, submitted_at__isnull=False),
                name="attempts_to_tally",
            ),
        ]

    def __str__(self):
        return f"{self.assessment_title} · {self.number}"

    def get_absolute_url(self):
        return reverse("assessments:attempt", args=[self.public_id])

    @property
    def is_closed(self):
        return self.submitted_at is not None

    def shown_questions(self):
        """Return what the learner may see of the paper."""
        return freezing.deliver(self.frozen_paper)

    @property
    def is_final(self):
        """Whether it is closed and waits for nobody."""
        return self.is_closed and not self.held_for

    def lessons_due(self):
        """Return the lessons that unsafe choices make due before another attempt."""
        if not self.is_closed or self.is_passed:
            return []
        unsafe = self.latest_mark().result.get("unsafe")
        if not unsafe:
            return []
        keys = self.frozen_paper["keys"]
        due = Rereading.objects.still_due(
            {keys[question]["lesson"] for question in unsafe} - {""},
            self.enrolment_id,
            since=self.submitted_at,
            language=self.language,
        )
        return list(due)

    def latest_mark(self):
        """Return the mark that counts: the one appended last."""
        return self.marks.order_by("-pk").first()

    def submit(self, *, at):
        """Mark what is saved, close the attempt, complete the unit if passed.

        Raises:
            AttemptClosed: handed in before, or ``at`` is past deadline and grace.
        """
        finished = at if self.closes_at is None else min(at, self.closes_at)
        still_open = Attempt.objects.open(at=at)
        self._close(still_open, finished_at=finished, reason="submitted", at=at)

    def close_if_overdue(self, *, at):
        """Close an attempt whose time is over; the deadline is when it finished.

        Returns:
            Whether the attempt is closed, by this call or before.
        """
        if self.is_overdue(at=at):
            overdue = Attempt.objects.overdue(at=at)
            try:
                self._close(
                    overdue, finished_at=self.closes_at, reason="time_up", at=at
                )
            except AttemptClosed:
                self.refresh_from_db(fields=OUTCOME)
        return self.is_closed

    @transaction.atomic
    def _close(self, closable, *, finished_at, reason, at):
        """Mark and close, if this attempt is still among ``closable``."""
        this = closable.filter(pk=self.pk)
        # Holds back saves that are on their way until the marks are written, so
        # that no answer is acknowledged and then left out. SQLite has one writer.
        if not this.select_for_update().values_list("pk").first():
            raise AttemptClosed
        self._record(this, reason=reason, at=at, submitted_at=finished_at)

    @transaction.atomic
    def mark_again(self, reason, *, by, note, at, **changes):
        """Append a mark of a closed attempt and let its outcome count.

        Keys and awards of the latest mark stay in force unless ``changes``
        replace them. A unit that was completed stays completed.

        Args:
            reason: one of ``Mark.REASONS``.
            by: the person who decides.
            note: why, in words.
            at: the instant, aware.
            **changes: ``keys`` (``freezing.freeze_key`` JSON by question key),
                ``awards`` (credit as text, by question key) or ``ruling``
                ("passed", "not_passed", "stands"); whole mappings, not additions.

        Returns:
            The ``Mark``.

        Raises:
            ValueError: the attempt is open.
        """
        this = Attempt.objects.closed().filter(pk=self.pk)
        if not this.select_for_update().values_list("pk").first():
            raise ValueError("an open attempt cannot be marked again")
        before = self.latest_mark().basis
        return self._record(
            this, reason=reason, at=at, by=by, note=note, basis=before | changes
        )

    def _record(self, this, *, reason, at, basis=None, submitted_at=None, **who):
        """Write a mark and its outcome. ``this`` is the attempt as a queryset."""
        frozen = freezing.thaw(self.frozen_paper)
        mark = Mark.of(frozen, self.answers.responses(), basis or {})
        outcome = {
            "percentage": mark.percentage,
            "is_passed": mark.is_passed,
            "held_for": mark.held_for,
            "is_tallied": False,
        }
        if submitted_at:
            outcome["submitted_at"] = submitted_at
        if not this.update(**outcome):
            raise AttemptClosed
        mark.attempt, mark.made_at, mark.reason = self, at, reason
        mark.made_by, mark.note = who.get("by"), who.get("note", "")
        mark.save()
        for field, value in outcome.items():
            setattr(self, field, value)
        if self.held_for == "marking":
            waiting = mark.result["waiting"]
            self.written_tasks.lay_out(self, waiting, at=self.submitted_at)
        if self.is_passed and self.quiz:
            self.enrolment.complete_unit(self.quiz, at=submitted_at or at)
        return mark
