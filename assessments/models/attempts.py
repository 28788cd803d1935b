"""Attempts at a quiz."""

import uuid

from django.db import IntegrityError, models, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Cast, Floor, Least
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments import deadline, freezing
from assessments.standing import Past
from training.users.models import Accommodation

from .marks import Mark
from .remediation import Rereading
from .timing import Timed, TimedQuerySet

START_TRIES = 5

OUTCOME = ["submitted_at", "percentage", "is_passed", "held_for"]


class AttemptClosed(Exception):
    """The attempt takes no more answers: it is handed in, or its time is up."""


class MayNotStart(Exception):
    """No attempt may begin now.

    Attributes:
        standing: the ``standing.Standing`` that says why, and until when.
    """

    def __init__(self, standing):
        super().__init__(standing.bar)
        self.standing = standing


class AttemptQuerySet(TimedQuerySet):
    """Attempts, by whose they are and whether they are open."""

    def for_learner(self, user):
        return self.filter(enrolment__learner=user)

    def of(self, quiz, enrolment):
        """Attempts of one learner at one quiz, in whatever language."""
        return self.filter(enrolment=enrolment, assessment_key=quiz.translation_key)

    def closed(self):
        """Attempts that are marked."""
        return self.exclude(submitted_at=None)

    def final(self):
        """Closed attempts that wait for nobody."""
        return self.closed().filter(held_for="")

    def held(self, reason):
        """Closed attempts that wait for people, the longest first."""
        return self.filter(held_for=reason).order_by("submitted_at")

    def to_tally(self):
        """Closed attempts whose latest mark the tallies do not know yet."""
        return self.closed().filter(is_tallied=False)

    def without_paper(self):
        """Leave the frozen paper in the database: listings do not read it."""
        return self.defer("frozen_paper")

    def begun_since(self, instant):
        return self.filter(started_at__gt=instant)

    def for_listing(self):
        """Join what a listing shows of each attempt."""
        return self.without_paper().select_related("enrolment__learner")

    def start(self, quiz, enrolment, *, at, rng):
        """Begin an attempt; while one is open, return that one.

        Safe under any race: of two requests one inserts, and the other finds
        the constraint in its way, looks again and returns what is there.

        Args:
            quiz: the ``QuizPage``, in the language of the attempt.
            enrolment: whose attempt it is.
            at: the instant, aware; the clock runs from here.
            rng: draws and shuffles.

        Raises:
            MayNotStart: passed already, no attempts left, or too early.
            selection.BankTooSmall: the bank cannot fill the draw.
        """
        for _try in range(START_TRIES):
            overview = self.overview(quiz, enrolment, at=at)
            if attempt := overview["open_attempt"]:
                return attempt
            if not overview["standing"].may_start:
                raise MayNotStart(overview["standing"])
            # From the same reading as the limit: a slot that has been used in
            # the meantime is refused by the constraint on the number.
            number = overview["standing"].used + 1
            try:
                return self._create(quiz, enrolment, number, at=at, rng=rng)
            except IntegrityError:
                continue
        raise MayNotStart(overview["standing"])

    def _create(self, quiz, enrolment, number, *, at, rng):
        seen = self.model.objects.for_learner(enrolment.learner).questions_seen()
        composed = quiz.compose_paper(rng, seen)
        time = deadline.time_for_all(quiz.time_limit, quiz.window, at=at)
        with transaction.atomic():
            attempt = self.model(
                enrolment=enrolment,
                quiz=quiz,
                assessment_key=quiz.translation_key,
                assessment_title=quiz.title,
                language=composed.language,
                has_content_note=bool(quiz.content_note),
                number=number,
                frozen_paper=freezing.freeze(composed),
                started_at=at,
            )
            # Read in the transaction that inserts: an accommodation changed
            # meanwhile waits, and then finds this attempt.
            granted = Accommodation.objects.applying_to(enrolment.learner_id)
            attempt.begin_clock(time, granted, at=at)
            attempt.save(force_insert=True)
            attempt.answers.lay_out(attempt, [q.shown for q in composed.questions])
        return attempt

    def overview(self, quiz, enrolment, *, at):
        """Return how a learner stands with ``quiz``, in a fixed number of queries.

        An attempt whose time is over is closed and marked on the way.

        Returns:
            ``open_attempt``, closed ``attempts`` (latest first), ``standing`` and
            the ``lessons_due`` to be looked at before another attempt.
        """
        own = list(self.of(quiz, enrolment).without_paper().order_by("-number"))
        closed = [attempt for attempt in own if attempt.close_if_overdue(at=at)]
        past = [Past(attempt.submitted_at, attempt.is_passed) for attempt in closed]
        due = closed[0].lessons_due() if closed else []
        return {
            "open_attempt": next((a for a in own if a.submitted_at is None), None),
            "attempts": closed,
            "standing": quiz.stand(past, at=at, has_lessons_due=bool(due)),
            "lessons_due": due,
        }

    def questions_seen(self):
        """Return how often each question was on a paper, by question key."""
        rows = self.order_by().values_list("answers__question_key")
        return dict(rows.annotate(papers=models.Count("pk")))

    def count_by_score(self):
        """Return how many closed attempts fall in each tenth, as ``(tenth, n)``.

        The top tenth, 9, takes 100 % as well.
        """
        tenths = Cast(F("percentage"), models.FloatField()) / 10
        tenth = Least(Floor(tenths), Value(9.0))
        rows = self.final().annotate(tenth=tenth).order_by()
        counted = rows.values("tenth").annotate(n=models.Count("pk"))
        return [(int(row["tenth"]), row["n"]) for row in counted]


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
