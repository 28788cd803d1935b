"""Scenarios as learners play them."""

import uuid

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments import scenario, script
from training.append_only import AppendOnly


class BrokenScenario(Exception):
    """The scenario would leave a learner stuck.

    Attributes:
        problems: the ``proofreading.Problem`` objects.
    """

    def __init__(self, problems):
        super().__init__(problems)
        self.problems = problems


class AlreadyDecided(Exception):
    """This decision has been made, or it is not this one's turn."""


class ScenarioRunQuerySet(models.QuerySet):
    """Runs, by whose they are."""

    def for_learner(self, user):
        return self.filter(enrolment__learner=user)

    def of(self, page, enrolment):
        """Runs of one learner through one scenario, in whatever language."""
        return self.filter(enrolment=enrolment, assessment_key=page.translation_key)

    def for_listing(self):
        """Join and count what a listing shows of each run."""
        listed = self.defer("frozen_scenario").select_related("enrolment__learner")
        return listed.annotate(decisions=models.Count("steps"))

    def start(self, page, enrolment, *, at):
        """Begin a run; while one is open, return that one.

        Raises:
            BrokenScenario: it would leave the learner stuck.
        """
        open_runs = self.of(page, enrolment).filter(ended_at=None)
        if run := open_runs.first():
            return run
        if found := page.problems():
            raise BrokenScenario(found)
        try:
            with transaction.atomic():
                return self.create(
                    enrolment=enrolment,
                    page=page,
                    assessment_key=page.translation_key,
                    assessment_title=page.title,
                    language=page.locale.language_code,
                    has_content_note=bool(page.content_note),
                    frozen_scenario=script.freeze(page.as_played()),
                    started_at=at,
                )
        except IntegrityError:
            return open_runs.get()

    def overview(self, page, enrolment):
        """Return a learner's open run and ended runs (latest first), in one query."""
        own = list(self.of(page, enrolment).defer("frozen_scenario"))
        return {
            "open_run": next((run for run in own if run.ended_at is None), None),
            "runs": [run for run in own if run.ended_at is not None],
        }


class ScenarioRun(models.Model):
    """One learner's way through one scenario, pinned to the scenes they got."""

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
    started_at = models.DateTimeField(_("started"))
    ended_at = models.DateTimeField(_("ended"), null=True)
    ending_title = models.CharField(_("ending"), max_length=120, blank=True)

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
            )
        ]

    def __str__(self):
        return self.assessment_title

    def get_absolute_url(self):
        return reverse("assessments:run", args=[self.public_id])

    @property
    def is_over(self):
        return self.ended_at is not None

    def path(self):
        """Return the decisions so far and where they led, in one query."""
        keys = self.steps.order_by("index").values_list("choice_key", flat=True)
        return scenario.walk(script.thaw(self.frozen_scenario), keys)

    def choose(self, key, *, index, at):
        """Make decision number ``index``; at an ending, complete the unit.

        Args:
            key: the choice's key in the present scene.
            index: number of the decision, from 1, that the page showed.
            at: the instant, aware.

        Returns:
            The ``ScenarioStep`` made.

        Raises:
            AlreadyDecided: another click was faster, or the run is over.
            ValueError: the scene offers no such choice.
        """
        path = self.path()
        if path.is_over or index != path.number:
            raise AlreadyDecided
        choice = path.place.choice(key)
        place = script.thaw(self.frozen_scenario).place(choice.leads_to)
        try:
            with transaction.atomic():
                step = self.steps.create(
                    index=index, scene=path.place.name, choice_key=key, chosen_at=at
                )
                if isinstance(place, scenario.Ending):
                    self._end(place, at=at)
        except IntegrityError:
            raise AlreadyDecided from None
        return step

    def _end(self, ending, *, at):
        self.ended_at, self.ending_title = at, ending.title
        self.save(update_fields=["ended_at", "ending_title"])
        if self.page:
            self.enrolment.complete_unit(self.page, at=at)


class ScenarioStep(AppendOnly):
    """One decision of a run. Appended, never edited."""

    run = models.ForeignKey(ScenarioRun, on_delete=models.CASCADE, related_name="steps")
    index = models.PositiveSmallIntegerField()
    scene = models.CharField(max_length=80)
    choice_key = models.CharField(max_length=64)
    chosen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["index"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["run", "index"], name="a_decision_is_made_once"
            )
        ]

    def __str__(self):
        return f"decision {self.index}"
