"""Written answers on their way through the hands of people."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.double_marking import Round, apart, credit_of, needs_second
from training.append_only import AppendOnly

from .attempts import Attempt

CLAIM = dt.timedelta(minutes=20)
"""How long an answer stays with one marker after the last sign of life."""

ROUNDS = [
    ("first", _("First marking")),
    ("second", _("Second marking")),
    ("agreed", _("Agreement")),
]


class TakenByOther(Exception):
    """Somebody else marks this answer now, or it has moved on."""


class WrittenTaskQuerySet(models.QuerySet):
    """Written answers, by who may mark them."""

    def lay_out(self, attempt, waiting, *, at):
        """Make the task of each answer in ``waiting`` that has none yet.

        Args:
            attempt: closed.
            waiting: question keys.
            at: the instant, aware.
        """
        rules = attempt.quiz
        answers = attempt.answers.filter(question_key__in=waiting)
        self.bulk_create(
            [
                WrittenTask(
                    attempt=attempt,
                    answer=answer,
                    waiting_since=at,
                    tolerance=rules.marking_tolerance if rules else 0,
                    is_double=rules is not None
                    and needs_second(
                        rules.second_marker,
                        rules.second_marker_share,
                        f"{attempt.public_id}:{answer.question_key}",
                    ),
                )
                for answer in answers
            ],
            ignore_conflicts=True,
        )

    def waiting(self):
        """Answers that hold a result up, the longest first."""
        held = self.filter(done_at=None, attempt__held_for="marking")
        return held.order_by("waiting_since", "pk")

    def for_marker(self, user):
        """Leave out one's own answers, and what one has marked in another round."""
        mine = WrittenMarking.objects.filter(answer=models.OuterRef("answer"))
        again = mine.filter(marker=user).exclude(round="agreed")
        # No join: the conditions of a guarded UPDATE must be on the row itself.
        own = Q(attempt__in=Attempt.objects.for_learner(user))
        return self.exclude(own).exclude(models.Exists(again), ~Q(round="agreed"))

    def for_listing(self):
        """Join what the desk lists, which never says whose answer it is."""
        joined = self.select_related("attempt", "answer", "claimed_by")
        return joined.defer("attempt__frozen_paper")

    def free_for(self, user, *, at):
        """Answers that nobody else has in hand at the instant ``at``."""
        mine = Q(claimed_by=None) | Q(claimed_by=user) | Q(claimed_until__lte=at)
        return self.filter(mine, done_at=None)


class WrittenTask(models.Model):
    """One written answer that people mark, and how far it has come."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    attempt = models.ForeignKey(
        Attempt, on_delete=models.PROTECT, related_name="written_tasks"
    )
    answer = models.OneToOneField(
        "assessments.Answer", on_delete=models.PROTECT, related_name="task"
    )
    round = models.CharField(max_length=10, choices=ROUNDS, default="first")
    is_double = models.BooleanField()
    tolerance = models.PositiveSmallIntegerField()
    waiting_since = models.DateTimeField(_("waiting since"))
    done_at = models.DateTimeField(null=True)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    claimed_until = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True
    objects = WrittenTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("written answer to mark")
        verbose_name_plural = _("written answers to mark")
        default_permissions = ()
        permissions = [("mark_writtentask", _("Can mark written answers"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(claimed_by=None) | Q(claimed_until__isnull=False),
                name="a_claim_on_an_answer_has_an_end",
            ),
        ]
        indexes = [
            models.Index(
                fields=["waiting_since"],
                condition=Q(done_at=None),
                name="written_answers_waiting",
            )
        ]

    def __str__(self):
        return self.label

    @property
    def label(self):
        """A name for the answer that says nothing of the person."""
        return self.public_id.hex[:6].upper()

    def question(self):
        """Return the ``paper.Question`` as it counts now, with its rubric."""
        attempt = self.attempt
        whole = attempt.latest_mark().paper()
        key = self.answer.question_key
        return next(q for q in whole.questions if q.shown.key == key)

    def claim(self, *, by, at):
        """Take the answer in hand for a while; again, to keep it.

        Raises:
            TakenByOther: somebody else has it, or it is done.
        """
        free = WrittenTask.objects.free_for(by, at=at).for_marker(by)
        free = free.filter(pk=self.pk, round=self.round)
        if not free.update(claimed_by=by, claimed_until=at + CLAIM):
            raise TakenByOther
        self.claimed_by, self.claimed_until = by, at + CLAIM

    def release(self, *, by):
        """Let others take it."""
        WrittenTask.objects.filter(pk=self.pk, claimed_by=by).update(
            claimed_by=None, claimed_until=None
        )

    def is_held_by_other(self, user, *, at):
        is_claimed = self.claimed_by_id and self.claimed_until > at
        return bool(is_claimed and self.claimed_by_id != user.pk)

    def keep_draft(self, *, by, at, **words):
        """Keep what a marker has so far; ``words`` are levels, comment and note.

        Raises:
            TakenByOther: as for ``claim``.
        """
        self.claim(by=by, at=at)
        MarkingDraft.objects.update_or_create(
            task=self,
            marker=by,
            round=self.round,
            defaults=words | {"saved_at": at},
        )

    @transaction.atomic
    def hand_in(self, *, by, levels, at, **words):
        """Put one marking on record; the last one of a paper marks the attempt.

        Args:
            by: the marker.
            levels: the level reached, from 0, by criterion key; all of them.
            at: the instant, aware.
            **words: ``comment`` to the learner and ``private_note``.

        Returns:
            The ``Mark`` of the attempt, or None while more is to be marked.

        Raises:
            TakenByOther: somebody else has it, or it has moved on.
            ValueError: a criterion without a level that it has.
        """
        # Holds back others who finish the same paper until this is written.
        attempt = Attempt.objects.select_for_update().get(pk=self.attempt_id)
        given = self.levels_given() | {self.round: levels}
        credit = credit_of(self.question().key.truth.criteria, given, self.tolerance)
        now = self.round
        if now == Round.FIRST and self.is_double:
            self._move_on(by, at, round=Round.SECOND)
        elif credit is None:
            self._move_on(by, at, round=Round.AGREED)
        else:
            self._move_on(by, at, done_at=at)
        WrittenMarking.objects.create(
            answer=self.answer, round=now, marker=by, levels=levels, made_at=at, **words
        )
        MarkingDraft.objects.filter(task=self, marker=by, round=now).delete()
        return self._mark_attempt(attempt, by=by, at=at) if self.done_at else None

    def levels_given(self):
        """Return the levels on record, by round."""
        return dict(self.answer.markings.values_list("round", "levels"))

    def credit(self):
        """Return what the markings come to; None while more is needed."""
        criteria = self.question().key.truth.criteria
        return credit_of(criteria, self.levels_given(), self.tolerance)

    def disagreement(self):
        """Return both markings and the criteria on which they differ."""
        first, second = self.answer.markings.exclude(round="agreed").order_by("pk")
        criteria = self.question().key.truth.criteria
        return [first, second], apart(criteria, first.levels, second.levels)

    def _move_on(self, by, at, **changes):
        this = WrittenTask.objects.free_for(by, at=at).for_marker(by)
        this = this.filter(pk=self.pk, round=self.round)
        changes |= {"claimed_by": None, "claimed_until": None}
        if not this.update(**changes):
            raise TakenByOther
        for field, value in changes.items():
            setattr(self, field, value)

    def _mark_attempt(self, attempt, *, by, at):
        tasks = attempt.written_tasks
        if tasks.filter(done_at=None).exists():
            return None
        # Awards that people gave otherwise, as on an appeal, stay.
        awards = dict(attempt.latest_mark().basis.get("awards", {}))
        for task in tasks.select_related("attempt", "answer"):
            awards.setdefault(task.answer.question_key, str(task.credit()))
        return attempt.mark_again("marked", by=by, note="", at=at, awards=awards)


class WrittenMarking(AppendOnly):
    """What one person gave one written answer. Appended, never edited."""

    answer = models.ForeignKey(
        "assessments.Answer", on_delete=models.PROTECT, related_name="markings"
    )
    round = models.CharField(_("round"), max_length=10, choices=ROUNDS)
    marker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("marker"),
    )
    levels = models.JSONField()
    comment = models.TextField(_("comment to the learner"), blank=True)
    private_note = models.TextField(_("private note"), blank=True)
    made_at = models.DateTimeField(_("marked"))

    class Meta:
        verbose_name = _("marking of a written answer")
        verbose_name_plural = _("markings of written answers")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "round"],
                name="a_written_answer_is_marked_once_a_round",
            ),
            models.UniqueConstraint(
                fields=["answer", "marker"],
                condition=~Q(round="agreed"),
                name="two_people_mark_a_written_answer_twice",
            ),
        ]

    def __str__(self):
        return f"{self.get_round_display()}, {self.made_at:%Y-%m-%d}"


class MarkingDraft(models.Model):
    """What a marker has so far, kept as it is typed."""

    task = models.ForeignKey(
        WrittenTask, on_delete=models.CASCADE, related_name="drafts"
    )
    marker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    round = models.CharField(max_length=10, choices=ROUNDS)
    levels = models.JSONField(default=dict)
    comment = models.TextField(blank=True)
    private_note = models.TextField(blank=True)
    saved_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("draft of a marking")
        verbose_name_plural = _("drafts of markings")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["task", "marker", "round"],
                name="one_draft_per_marker_answer_and_round",
            )
        ]

    def __str__(self):
        return f"{self.task}, {self.saved_at:%Y-%m-%d %H:%M}"
