"""Attempts and their results in the Wagtail admin."""

import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn

from assessments.debrief import debrief
from assessments.ledger import ledger
from assessments.models import Attempt, QuizPage
from assessments.page_choice import PageChoiceFilter

from .sittings import (
    LEARNER,
    SittingFilter,
    SittingInspectView,
    SittingViewSet,
    learner_column,
)


class AttemptFilter(SittingFilter):
    """By quiz, by whether it is handed in or passed, by when."""

    quiz = PageChoiceFilter(
        queryset=QuizPage.objects.order_by("title"), label=_("Quiz")
    )
    is_closed = django_filters.BooleanFilter(
        field_name="submitted_at",
        lookup_expr="isnull",
        exclude=True,
        label=_("Handed in"),
    )
    is_passed = django_filters.BooleanFilter(label=_("Passed"))

    class Meta:
        model = Attempt
        fields = ["quiz", "is_closed", "is_passed", "started_at"]


class AttemptInspectView(SittingInspectView):
    """One attempt: how it was marked, and what was answered."""

    template_name = "assessments/admin/attempt_inspect.html"

    def get_closes_at_display_value(self):
        return self.object.closes_at or _("No clock")

    def get_submitted_at_display_value(self):
        return self.object.submitted_at or _("Not yet")

    def get_context_data(self, **kwargs):
        attempt = self.object
        marks = list(attempt.marks.select_related("made_by"))
        context = {"ledger": ledger(marks)}
        if attempt.is_closed:
            told = debrief(
                marks[-1].paper(),
                marks[-1].outcome(),
                attempt.answers.responses(),
                is_for_trainer=True,
            )
            # Who marks must not learn here whose words they have before them.
            is_marked = attempt.held_for != "marking"
            context |= {"debrief": told, "is_marked": is_marked}
        else:
            answers = list(attempt.answers.all())
            context |= {
                "answered": sum(answer.is_answered for answer in answers),
                "total": len(answers),
            }
        return super().get_context_data(**kwargs) | context


class AttemptViewSet(SittingViewSet):
    """Every attempt and its result."""

    model = Attempt
    icon = "tasks"
    menu_label = _("Attempts and results")
    inspect_view_class = AttemptInspectView
    filterset_class = AttemptFilter
    list_display = [
        learner_column("attempt"),
        Column("assessment_title", label=_("Quiz"), sort_key="assessment_title"),
        Column("number", label=_("Attempt"), sort_key="number"),
        DateColumn("started_at", label=_("Started"), sort_key="started_at"),
        DateColumn("submitted_at", label=_("Handed in"), sort_key="submitted_at"),
        Column("percentage", label=_("Score, %"), sort_key="percentage"),
        BooleanColumn("is_passed", label=_("Passed"), sort_key="is_passed"),
    ]
    list_export = [
        *LEARNER,
        "assessment_title",
        "number",
        "started_at",
        "submitted_at",
        "percentage",
        "is_passed",
    ]
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
