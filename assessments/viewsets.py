"""Questions, attempts and scenario runs in the Wagtail admin."""

import django_filters
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import (
    BooleanColumn,
    Column,
    DateColumn,
    LiveStatusTagColumn,
    TitleColumn,
)
from wagtail.admin.views.generic import InspectView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from courses.models import CompetencyDomain
from training.users.records import RecordIndexView, RecordViewSet

from . import paper
from .debrief import debrief
from .models import Attempt, Question, QuestionBank, QuizPage, ScenarioPage, ScenarioRun


class QuestionFilter(WagtailFilterSet):
    """By bank, domain, difficulty and whether it is published."""

    bank = django_filters.ModelChoiceFilter(
        queryset=QuestionBank.objects.order_by("title"), label=_("Bank")
    )
    domain = django_filters.ModelChoiceFilter(
        queryset=CompetencyDomain.objects.all(), label=_("Domain")
    )

    class Meta:
        model = Question
        fields = ["bank", "domain", "difficulty", "live"]


class QuestionViewSet(SnippetViewSet):
    """The questions of all banks."""

    model = Question
    icon = "help"
    menu_label = _("Questions")
    filterset_class = QuestionFilter
    list_display = [
        "__str__",
        Column("bank", label=_("Bank"), sort_key="bank__title"),
        Column("domain", label=_("Domain"), sort_key="domain__name"),
        Column("get_difficulty_display", label=_("Difficulty"), sort_key="difficulty"),
        Column("locale.language_code", label=_("Language"), sort_key="locale"),
        LiveStatusTagColumn(label=_("Status")),
    ]
    ordering = ["code"]

    def get_queryset(self, request):
        return Question.objects.select_related("bank", "domain", "locale")


class QuestionBankViewSet(SnippetViewSet):
    """Banks, with how many questions may be drawn from each."""

    model = QuestionBank
    icon = "folder-open-inverse"
    menu_label = _("Question banks")
    list_display = [
        "title",
        "code",
        Column("live_questions", label=_("Published questions")),
        Column("locale.language_code", label=_("Language"), sort_key="locale"),
    ]

    def get_queryset(self, request):
        is_live = Q(questions__live=True)
        return QuestionBank.objects.select_related("locale").annotate(
            live_questions=Count("questions", filter=is_live)
        )


class QuestionsGroup(SnippetViewSetGroup):
    """What quizzes draw from."""

    items = (QuestionViewSet, QuestionBankViewSet)
    menu_label = _("Question bank")
    menu_icon = "help"
    menu_order = 215


class AttemptFilter(WagtailFilterSet):
    """By quiz, by whether it is handed in or passed, by when."""

    quiz = django_filters.ModelChoiceFilter(
        queryset=QuizPage.objects.order_by("title"), label=_("Quiz")
    )
    is_closed = django_filters.BooleanFilter(
        field_name="submitted_at",
        lookup_expr="isnull",
        exclude=True,
        label=_("Handed in"),
    )
    is_passed = django_filters.BooleanFilter(label=_("Passed"))
    started_at = django_filters.DateFromToRangeFilter(
        widget=DateRangePickerWidget, label=_("Started")
    )

    class Meta:
        model = Attempt
        fields = ["quiz", "is_closed", "is_passed", "started_at"]


class AttemptIndexView(RecordIndexView):
    """Attempts with their learners, in a fixed number of queries."""

    def get_base_queryset(self):
        return super().get_base_queryset().for_listing()


class AttemptInspectView(InspectView):
    """One attempt: how it was marked, and what was answered."""

    template_name = "assessments/admin/attempt_inspect.html"

    def get_closes_at_display_value(self):
        return self.object.closes_at or _("No clock")

    def get_submitted_at_display_value(self):
        return self.object.submitted_at or _("Not yet")

    def get_percentage_display_value(self):
        return "" if self.object.percentage is None else self.object.percentage

    def get_is_passed_display_value(self):
        return {True: _("Yes"), False: _("No"), None: ""}[self.object.is_passed]

    def get_context_data(self, **kwargs):
        attempt = self.object
        context = {"marks": attempt.marks.select_related("made_by")}
        if attempt.is_closed:
            frozen = paper.thaw(attempt.frozen_paper)
            marked = paper.thaw_result(attempt.latest_mark().result)
            told = debrief(
                frozen, marked, attempt.answers.chosen(), is_for_trainer=True
            )
            context |= {"debrief": told}
        else:
            answers = list(attempt.answers.all())
            context |= {
                "answered": sum(answer.is_answered for answer in answers),
                "total": len(answers),
            }
        return super().get_context_data(**kwargs) | context


class AttemptViewSet(RecordViewSet):
    """Every attempt and its result."""

    model = Attempt
    icon = "tasks"
    menu_label = _("Attempts and results")
    index_view_class = AttemptIndexView
    inspect_view_class = AttemptInspectView
    filterset_class = AttemptFilter
    search_fields = [
        "enrolment__learner__email",
        "enrolment__learner__display_name",
        "assessment_title",
    ]
    list_display = [
        TitleColumn(
            "learner",
            label=_("Learner"),
            accessor="enrolment.learner",
            url_name="attempt:inspect",
            get_title_id=lambda row: f"attempt-{row.pk}",
        ),
        Column("assessment_title", label=_("Quiz"), sort_key="assessment_title"),
        Column("number", label=_("Attempt"), sort_key="number"),
        DateColumn("started_at", label=_("Started"), sort_key="started_at"),
        DateColumn("submitted_at", label=_("Handed in"), sort_key="submitted_at"),
        Column("percentage", label=_("Score, %"), sort_key="percentage"),
        BooleanColumn("is_passed", label=_("Passed"), sort_key="is_passed"),
    ]
    list_export = [
        "enrolment.learner.email",
        "enrolment.learner.display_name",
        "assessment_title",
        "number",
        "started_at",
        "submitted_at",
        "percentage",
        "is_passed",
    ]
    export_headings = {
        "enrolment.learner.email": _("E-mail"),
        "enrolment.learner.display_name": _("Learner"),
        "percentage": _("Score, %"),
    }
    export_filename = "attempts"
    inspect_view_fields = [
        "enrolment",
        "assessment_title",
        "number",
        "language",
        "started_at",
        "closes_at",
        "submitted_at",
        "percentage",
        "is_passed",
    ]


class ScenarioRunFilter(WagtailFilterSet):
    """By scenario and by when."""

    page = django_filters.ModelChoiceFilter(
        queryset=ScenarioPage.objects.order_by("title"), label=_("Scenario")
    )
    started_at = django_filters.DateFromToRangeFilter(
        widget=DateRangePickerWidget, label=_("Started")
    )

    class Meta:
        model = ScenarioRun
        fields = ["page", "started_at"]


class ScenarioRunIndexView(RecordIndexView):
    """Runs with their learners, in a fixed number of queries."""

    def get_base_queryset(self):
        return super().get_base_queryset().for_listing()


class ScenarioRunInspectView(InspectView):
    """One run: the path taken, with what each choice meant."""

    template_name = "assessments/admin/run_inspect.html"

    def get_context_data(self, **kwargs):
        context = {"path": self.object.path()}
        return super().get_context_data(**kwargs) | context


class ScenarioRunViewSet(RecordViewSet):
    """Who played which scenario, and where it led."""

    model = ScenarioRun
    icon = "comment"
    menu_label = _("Scenario runs")
    index_view_class = ScenarioRunIndexView
    inspect_view_class = ScenarioRunInspectView
    filterset_class = ScenarioRunFilter
    search_fields = [
        "enrolment__learner__email",
        "enrolment__learner__display_name",
        "assessment_title",
    ]
    list_display = [
        TitleColumn(
            "learner",
            label=_("Learner"),
            accessor="enrolment.learner",
            url_name="scenariorun:inspect",
            get_title_id=lambda row: f"run-{row.pk}",
        ),
        Column("assessment_title", label=_("Scenario"), sort_key="assessment_title"),
        Column("decisions", label=_("Decisions"), sort_key="decisions"),
        Column("ending_title", label=_("Ending")),
        DateColumn("started_at", label=_("Started"), sort_key="started_at"),
        DateColumn("ended_at", label=_("Ended"), sort_key="ended_at"),
    ]
    list_export = [
        "enrolment.learner.email",
        "enrolment.learner.display_name",
        "assessment_title",
        "decisions",
        "ending_title",
        "started_at",
        "ended_at",
    ]
    export_headings = {
        "enrolment.learner.email": _("E-mail"),
        "enrolment.learner.display_name": _("Learner"),
        "decisions": _("Decisions"),
    }
    export_filename = "scenario-runs"
    inspect_view_fields = [
        "enrolment",
        "assessment_title",
        "language",
        "started_at",
        "ended_at",
        "ending_title",
    ]


class ResultsGroup(ViewSetGroup):
    """What learners answered and decided."""

    items = (AttemptViewSet, ScenarioRunViewSet)
    menu_label = _("Results")
    menu_icon = "tasks"
    menu_order = 225
