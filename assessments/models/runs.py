"""Scenarios as learners play them."""

import uuid
from functools import cached_property

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments import path_grade, scenario, script
from assessments.standing import Past, stand

from .remediation import Rereading
from .starting import START_TRIES, MayNotStart

OUTCOME = ["percentage", "is_passed", "held_for"]


class BrokenScenario(Exception):
    """The scenario would leave a learner stuck.

    Attributes:
        problems: the ``scenario.Problem`` objects.
    """

    def __init__(self, problems):
        super().__init__(problems)
        self.problems = problems


class AlreadyDecided(Exception):
    """This move has been made, or it is not this one's turn."""


class NoWayBack(Exception):
    """In an exam a decision stands."""


class NotHeld(Exception):
    """The result does not wait for a person: it is final, or there is none yet."""


class ScenarioRunQuerySet(models.QuerySet):
    """Runs, by whose they are and what they wait for."""

    def for_learner(self, user):
        return self.filter(enrolment__learner=user)

    def of(self, page, enrolment):
        """Runs of one learner through one scenario, in whatever language."""
        return self.filter(enrolment=enrolment, assessment_key=page.translation_key)

    def held(self):
        """Exams that wait for a person, the longest wait first."""
        return self.filter(held_for="review").order_by("ended_at")

    def for_listing(self):
        """Join and count what a listing shows of each run."""
        listed = self.defer("frozen_scenario").select_related("enrolment__learner")
        made = Q(steps__back_to=None)
        return listed.annotate(decisions=models.Count("steps", filter=made))

    def start(self, page, enrolment, *, at):
        """Begin a run; while one is open, return that one.

        Safe under any race: of two requests one inserts, and the other finds a
        constraint in its way, looks again and returns what is there.

        Raises:
            BrokenScenario: it would leave the learner stuck.
            MayNotStart: an exam that is passed, waits for a person, is used up,
                comes too early, or has lessons to be looked at first.
        """
        for _try in range(START_TRIES):
            overview = self.overview(page, enrolment, at=at)
            if run := overview["open_run"]:
                return run
            if found := page.problems():
                raise BrokenScenario(found)
            standing = overview["standing"]
            if standing and not standing.may_start:
                raise MayNotStart(standing)
            # From the same reading as the limit: a slot that has been used in
            # the meantime is refused by the constraint on the number.
            number = standing.used + 1 if standing else None
            try:
                with transaction.atomic():
                    return self._create(page, enrolment, number, at=at)
            except IntegrityError:
                continue
        return self.of(page, enrolment).get(ended_at=None)

    def _create(self, page, enrolment, number, *, at):
        return self.create(
            enrolment=enrolment,
            page=page,
            assessment_key=page.translation_key,
            assessment_title=page.title,
            language=page.locale.language_code,
            has_content_note=bool(page.content_note),
            frozen_scenario=script.freeze(page.as_played()),
            mode=page.mode,
            number=number,
            started_at=at,
        )

    def overview(self, page, enrolment, *, at):
        """Return how a learner stands with a scenario, in a fixed number of queries.

        Returns:
            ``open_run``, ended ``runs`` (latest first); for an exam ``standing``
            and the ``lessons`` to look at again, else None and nothing.
        """
        own = list(self.of(page, enrolment).defer("frozen_scenario"))
        ended = [run for run in own if run.has_ended]
        overview = {
            "open_run": next((run for run in own if not run.has_ended), None),
            "runs": ended,
            "standing": None,
            "lessons": [],
        }
        if page.mode != "exam":
            return overview
        exams = [run for run in ended if run.is_exam]
        lessons = exams[0].lessons_due() if exams and not exams[0].is_passed else []
        standing = stand(
            [Past(run.ended_at, run.is_passed) for run in exams],
            limit=page.max_attempts,
            wait=page.wait,
            at=at,
            has_lessons_due=bool(lessons),
        )
        return overview | {"standing": standing, "lessons": lessons}


class ScenarioRun(models.Model):
    """One learner's way through one scenario, pinned to the scenes they got."""

    MODES = [("practice", _("Practice")), ("exam", _("Exam"))]
    HOLDS = [("review", _("Review by people"))]

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(
        "courses.Enrolment",
        on_delete=models.PROTECT,
        related_name="scenario_runs",
        verbose_name=_("learner"),
    )
    page = models.ForeignKey(
        "assessments.ScenarioPage",
        on_delete=models.SET_NULL,
        null=True,
        related_name="runs",
        verbose_name=_("scenario"),
    )
    assessment_key = models.UUIDField(editable=False)
    assessment_title = models.CharField(_("scenario"), max_length=255)
    language = models.CharField(_("language"), max_length=12)
    has_content_note = models.BooleanField(default=False)
    frozen_scenario = models.JSONField(editable=False)
    mode = models.CharField(_("mode"), max_length=10, choices=MODES, default="practice")
    number = models.PositiveSmallIntegerField(
        _("attempt"), null=True, help_text=_("Exams are counted, practice is not.")
    )
    started_at = models.DateTimeField(_("started"))
    ended_at = models.DateTimeField(_("ended"), null=True)
    ending_title = models.CharField(_("ending"), max_length=120, blank=True)
    percentage = models.DecimalField(
        _("score in per cent"), max_digits=5, decimal_places=2, null=True
    )
    is_passed = models.BooleanField(_("passed"), null=True)
    held_for = models.CharField(
        _("waits for"), max_length=10, choices=HOLDS, blank=True, editable=False
    )

    wagtail_reference_index_ignore = True
    objects = ScenarioRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("scenario run")
        verbose_name_plural = _("scenario runs")
        ordering = ["-started_at"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "assessment_key"],
                condition=Q(ended_at=None),
                name="one_open_run_per_scenario",
            ),
            models.UniqueConstraint(
                fields=["enrolment", "assessment_key", "number"],
                name="exam_runs_are_numbered_once",
            ),
            models.CheckConstraint(
                condition=Q(mode="practice", number=None)
                | Q(mode="exam", number__isnull=False),
                name="exam_runs_alone_are_numbered",
            ),
            models.CheckConstraint(
                condition=Q(percentage=None, is_passed=None, held_for="")
                & (Q(mode="practice") | Q(ended_at=None))
                | Q(mode="exam", ended_at__isnull=False, percentage__isnull=False)
                & (
                    Q(held_for="", is_passed__isnull=False)
                    | Q(held_for="review", is_passed=None)
                ),
                name="an_ended_exam_run_is_final_or_held",
            ),
        ]

    def __str__(self):
        return self.assessment_title

    def get_absolute_url(self):
        return reverse("assessments:run", args=[self.public_id])

    @property
    def has_ended(self):
        """Whether an ending was reached; in practice one may have gone back since."""
        return self.ended_at is not None

    @property
    def is_exam(self):
        return self.mode == "exam"

    @cached_property
    def scenario(self):
        """The ``scenario.Scenario`` as it was when the run began."""
        return script.thaw(self.frozen_scenario)

    def path(self):
        """Return what was decided and where it led, in one query."""
        return scenario.walk(self.scenario, self.steps.moves())

    def choose(self, key, *, index, at):
        """Decide as move number ``index``; at an ending, complete or grade.

        Args:
            key: the choice's key in the present scene.
            index: number of the move, from 1, that the page showed.
            at: the instant, aware.

        Returns:
            The ``scenario.Path`` after it.

        Raises:
            AlreadyDecided: another click was faster, or the path is at an ending.
            ValueError: the choice is not offered here.
        """
        path = self.path()
        if path.is_over or index != path.index:
            raise AlreadyDecided
        after = scenario.go_on(self.scenario, path, key)
        move = {"scene": path.place.name, "choice_key": key}
        self._append(index, move, after, at=at)
        return after

    def go_back(self, number, *, index, at):
        """Return to decision ``number`` as move ``index``, to try otherwise.

        What was decided from there on stays on record. An ending that was reached
        before still counts.

        Raises:
            NoWayBack: this is an exam.
            AlreadyDecided: another click was faster.
            ValueError: the path holds no decision of this number.
        """
        if self.is_exam:
            raise NoWayBack
        path = self.path()
        if index != path.index:
            raise AlreadyDecided
        after = scenario.go_back(path, scenario.Back(number))
        move = {"scene": after.place.name, "back_to": number}
        self._append(index, move, after, at=at)
        return after

    def _append(self, index, move, after, *, at):
        """Write a move; of two with one number, the database lets one in."""
        try:
            with transaction.atomic():
                self.steps.create(index=index, chosen_at=at, **move)
                if after.is_over:
                    self._end(after, at=at)
        except IntegrityError:
            raise AlreadyDecided from None

    def _end(self, path, *, at):
        self.ended_at = self.ended_at or at
        self.ending_title = path.place.title
        if self.is_exam:
            grade = path_grade.grade(self.scenario, path)
            self.percentage, self.held_for = grade.percentage, grade.held_for
            self.is_passed = grade.is_passed
        self.save(update_fields=["ended_at", "ending_title", *OUTCOME])
        self._complete(at=at)

    def _complete(self, *, at):
        """Complete the unit, unless it has become an exam since a practice began."""
        if self.page and (self.is_passed or self.page.mode == self.mode == "practice"):
            self.enrolment.complete_unit(self.page, at=at)

    def grade(self):
        """Work the grade out again from what is stored; None unless an exam is over.

        Returns:
            The ``path_grade.Grade``, as it stands before anybody's review.
        """
        path = self.path()
        if not (self.is_exam and path.is_over):
            return None
        return path_grade.grade(self.scenario, path)

    @transaction.atomic
    def decide_review(self, *, passed, by, why, at):
        """Make a held result final.

        Args:
            passed: whether the exam counts as passed.
            by: who decides; never the learner.
            why: the reason, in words.
            at: the instant, aware.

        Raises:
            NotHeld: somebody else was faster, or nothing is to be decided.
            ValueError: no reason is given, or people decide about themselves.
        """
        if not why.strip() or by == self.enrolment.learner:
            raise ValueError("a review needs a reason, and somebody else's eyes")
        held = ScenarioRun.objects.held().filter(pk=self.pk)
        if not held.update(held_for="", is_passed=passed):
            raise NotHeld
        self.held_for, self.is_passed = "", passed
        review = self.reviews.create(
            is_passed=passed, made_by=by, reason=why.strip(), made_at=at
        )
        self._complete(at=at)
        return review

    def lessons_due(self):
        """Return the lessons to be opened again before another exam may begin."""
        if not (self.is_exam and self.has_ended):
            return []
        if not (keys := path_grade.lessons_after(self.path().steps)):
            return []
        due = Rereading.objects.still_due(
            keys, self.enrolment_id, since=self.ended_at, language=self.language
        )
        return list(due)
