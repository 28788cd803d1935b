"""Scenario runs in the Wagtail admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn

from assessments.debrief import domain_lines
from assessments.models import ScenarioPage, ScenarioRun
from assessments.page_choice import PageChoiceFilter

from .sittings import (
    LEARNER,
    NOTHING,
    SittingFilter,
    SittingInspectView,
    SittingViewSet,
    learner_column,
)


class ScenarioRunFilter(SittingFilter):
    """By scenario and by when."""

    page = PageChoiceFilter(
        queryset=ScenarioPage.objects.order_by("title"), label=_("Scenario")
    )

    class Meta:
        model = ScenarioRun
        fields = ["page", "mode", "held_for", "started_at"]


class OutcomeColumn(Column):
    """How an exam came out, in words; nothing for practice or an open run."""

    def get_value(self, run):
        if run.held_for:
            return run.get_held_for_display()
        return {True: _("Passed"), False: _("Not yet"), None: NOTHING}[run.is_passed]


class ScenarioRunInspectView(SittingInspectView):
    """One run: every move with its time, what each choice meant, and the grade."""

    template_name = "assessments/admin/run_inspect.html"

    def get_ended_at_display_value(self):
        return self.object.ended_at or _("Not yet")

    def get_held_for_display_value(self):
        return self.object.get_held_for_display() or NOTHING

    def get_context_data(self, **kwargs):
        run = self.object
        path = run.path()
        times = run.steps.order_by("index").values_list("chosen_at", flat=True)
        context = {
            "moves": [
                (chosen_at, move, move in path.steps)
                for chosen_at, move in zip(times, path.moves, strict=True)
            ],
            "reviews": run.reviews.select_related("made_by"),
        }
        if grade := run.grade():
            domains = domain_lines(grade.by_domain, run.scenario.domains)
            context |= {"grade": grade, "domains": domains}
        return super().get_context_data(**kwargs) | context


class ScenarioRunViewSet(SittingViewSet):
    """Who played which scenario, and where it led."""

    model = ScenarioRun
    icon = "comment"
    menu_label = _("Scenario runs")
    inspect_view_class = ScenarioRunInspectView
    filterset_class = ScenarioRunFilter
    list_display = [
        learner_column("scenariorun"),
        Column("assessment_title", label=_("Scenario"), sort_key="assessment_title"),
        Column("decisions", label=_("Decisions"), sort_key="decisions"),
        Column("ending_title", label=_("Ending")),
        Column("percentage", label=_("Score, %"), sort_key="percentage"),
        OutcomeColumn("outcome", label=_("Result"), sort_key="is_passed"),
        DateColumn("started_at", label=_("Started"), sort_key="started_at"),
        DateColumn("ended_at", label=_("Ended"), sort_key="ended_at"),
    ]
    list_export = [
        *LEARNER,
        "assessment_title",
        "decisions",
        "ending_title",
        "mode",
        "percentage",
        "is_passed",
        "started_at",
        "ended_at",
    ]
    export_headings = SittingViewSet.export_headings | {"decisions": _("Decisions")}
    export_filename = "scenario-runs"
    inspect_view_fields = [
        "enrolment",
        "assessment_title",
        "language",
        "started_at",
        "ended_at",
        "ending_title",
        "mode",
        "percentage",
        "is_passed",
        "held_for",
    ]
