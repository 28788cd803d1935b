"""What a learner answered, saved as it is given."""

from contextlib import nullcontext

from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

from assessments.responses import Offer, Response, from_json

from .attempts import Attempt, AttemptClosed
from .timing import Paused


class StaleAnswer(Exception):
    """The answer was changed elsewhere since this page last heard of it.

    Attributes:
        current: the ``Answer`` as it is on record.
    """

    def __init__(self, current):
        super().__init__(current.revision)
        self.current = current


class AnswerQuerySet(models.QuerySet):
    """Answers, always read through the learner who gave them."""

    def for_learner(self, user):
        return self.filter(attempt__enrolment__learner=user)

    def having(self, keys):
        """Return the attempts whose paper has one of these questions, as a subquery."""
        return self.filter(question_key__in=keys).values("attempt")

    def for_saving(self):
        """Join what a save needs of the attempt, without its paper."""
        return self.select_related("attempt").defer("attempt__frozen_paper")

    def lay_out(self, attempt, questions):
        """Make the blank rows of a new attempt, one for each delivered question."""
        self.bulk_create(
            Answer.blank(attempt, number, question)
            for number, question in enumerate(questions, start=1)
        )

    def count_papers(self, keys):
        """Return how many papers had each of these questions, by question key."""
        rows = self.filter(question_key__in=keys).order_by()
        return dict(rows.values_list("question_key").annotate(n=models.Count("pk")))

    def responses(self):
        """Return what was answered, by question key."""
        rows = self.values_list("question_key", "response")
        return {key: from_json(response) for key, response in rows}


class Answer(models.Model):
    """What a learner answered to one question of their paper.

    A row stands ready for each question from the start, so that saving is one
    guarded ``UPDATE``.
    """

    attempt = models.ForeignKey(
        Attempt, on_delete=models.CASCADE, related_name="answers"
    )
    number = models.PositiveSmallIntegerField()
    question_key = models.CharField(max_length=64)
    kind = models.CharField(max_length=20)
    offered = models.JSONField()
    columns = models.JSONField(default=list)
    response = models.JSONField()
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    first_shown_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True
    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "question_key"], name="one_answer_per_question"
            ),
            models.UniqueConstraint(
                fields=["attempt", "number"], name="one_question_per_number"
            ),
        ]
        indexes = [
            models.Index(fields=["question_key"], name="answers_by_question"),
        ]

    def __str__(self):
        return f"answer {self.number}"

    @classmethod
    def blank(cls, attempt, number, question):
        """Return the unsaved row for a delivered question."""
        offer = question.offer
        return cls(
            attempt=attempt,
            number=number,
            question_key=question.key,
            kind=question.kind,
            offered=list(offer.options),
            columns=list(offer.columns),
            response=offer.to_json(Response()),
        )

    @property
    def offer(self):
        """What may be answered."""
        return Offer(self.kind, self.offered, self.columns)

    @property
    def given(self):
        """What was answered, as a ``Response``."""
        return from_json(self.response)

    @property
    def is_answered(self):
        return self.given.is_answered

    @property
    def seconds(self):
        """Whole seconds from first sight to last save; None if either is unknown."""
        if not self.first_shown_at or not self.saved_at:
            return None
        return max(0, int((self.saved_at - self.first_shown_at).total_seconds()))

    def note_shown(self, *, at):
        """Remember when the question was first shown; later times change nothing."""
        if self.first_shown_at is None:
            unseen = Answer.objects.filter(pk=self.pk, first_shown_at=None)
            unseen.update(first_shown_at=at)

    @property
    def is_begun(self):
        """Whether something is answered, and something is still open."""
        return self.is_answered and not self.offer.is_complete(self.given)

    def save_response(self, response, *, revision, by, at):
        """Keep ``response`` if the writer knew the latest revision.

        One statement checks the revision, whose attempt it is and that it is
        open, and writes. Sending the value on record again changes nothing.

        Args:
            response: a ``Response`` that ``offer`` has read.
            revision: the revision that the writer last saw.
            by: the learner.
            at: the instant, aware.

        Raises:
            AttemptClosed: handed in, or past deadline and grace.
            Paused: in a break.
            StaleAnswer: changed elsewhere in the meantime.
        """
        response = self.offer.to_json(response)
        # The lock makes a save and a hand-in wait for each other. SQLite has one
        # writer, and there a lone statement is a whole transaction.
        has_locks = connection.features.has_select_for_update
        with transaction.atomic() if has_locks else nullcontext():
            own = Attempt.objects.for_learner(by).open(at=at)
            own = own.filter(pk=self.attempt_id).select_for_update(of=("self",))
            known = Answer.objects.filter(pk=self.pk, revision=revision)
            saved = known.filter(attempt__in=own).update(
                response=response, revision=revision + 1, saved_at=at
            )
        if saved:
            self.response, self.revision, self.saved_at = response, revision + 1, at
        else:
            self._explain_refusal(response, at=at)

    def _explain_refusal(self, response, *, at):
        self.refresh_from_db(fields=["response", "revision", "saved_at"])
        attempt = Attempt.objects.without_paper().get(pk=self.attempt_id)
        if attempt.is_closed or attempt.is_overdue(at=at):
            raise AttemptClosed
        if attempt.is_paused(at=at):
            raise Paused
        if self.response != response:
            raise StaleAnswer(self)
