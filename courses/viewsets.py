"""Courses in the Wagtail admin: the words of the catalogue, and who is where."""

import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from training.users.records import RecordIndexView, RecordViewSet

from .models import CompetencyDomain, CoursePage, Enrolment, Topic, UnitCompletion


class CompetencyDomainViewSet(SnippetViewSet):
    """The areas in which contact hours are credited."""

    model = CompetencyDomain
    icon = "tag"
    menu_label = _("Competency domains")
    list_display = ["name", "code", "order"]


class TopicViewSet(SnippetViewSet):
    """The subjects by which the catalogue is filtered."""

    model = Topic
    icon = "folder-open-inverse"
    menu_label = _("Topics")
    list_display = ["name", "slug"]


class CatalogueGroup(SnippetViewSetGroup):
    """What courses are sorted by."""

    items = (CompetencyDomainViewSet, TopicViewSet)
    menu_label = _("Catalogue")
    menu_icon = "folder-open-inverse"
    menu_order = 210


class EnrolmentFilter(WagtailFilterSet):
    """By course, by whether it is complete, by when it began."""

    course = django_filters.ModelChoiceFilter(
        queryset=CoursePage.objects.all(), label=_("Course")
    )
    completed_at = django_filters.BooleanFilter(
        lookup_expr="isnull", exclude=True, label=_("Completed")
    )
    started_at = django_filters.DateFromToRangeFilter(
        widget=DateRangePickerWidget, label=_("Started")
    )

    class Meta:
        model = Enrolment
        fields = ["course", "completed_at", "started_at"]


class EnrolmentIndexView(RecordIndexView):
    """Learners with how far they have come, in a fixed number of queries."""

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("learner").with_progress()


class EnrolmentViewSet(RecordViewSet):
    """Who is where."""

    model = Enrolment
    icon = "user"
    menu_label = _("Enrollments")
    index_view_class = EnrolmentIndexView
    filterset_class = EnrolmentFilter
    search_fields = ["learner__email", "learner__display_name", "course_title"]
    list_display = [
        TitleColumn(
            "learner",
            label=_("Learner"),
            url_name="enrolment:inspect",
            get_title_id=lambda row: f"enrolment-{row.pk}",
        ),
        Column("course_title", label=_("Course"), sort_key="course_title"),
        Column("progress", label=_("Units done"), accessor="progress"),
        DateColumn("started_at", label=_("Started"), sort_key="started_at"),
        DateColumn("completed_at", label=_("Completed"), sort_key="completed_at"),
    ]
    list_export = [
        "learner.email",
        "learner.display_name",
        "course_title",
        "units_done",
        "units_total",
        "started_at",
        "completed_at",
    ]
    export_headings = {
        "learner.email": _("E-mail"),
        "learner.display_name": _("Learner"),
        "units_done": _("Units done"),
        "units_total": _("Units in all"),
    }
    export_filename = "enrollments"
    inspect_view_fields = [
        "learner",
        "course_title",
        "started_at",
        "completed_at",
    ]


class UnitCompletionFilter(WagtailFilterSet):
    """By course and by when."""

    course = django_filters.ModelChoiceFilter(
        field_name="enrolment__course",
        queryset=CoursePage.objects.all(),
        label=_("Course"),
    )
    completed_at = django_filters.DateFromToRangeFilter(
        widget=DateRangePickerWidget, label=_("Completed")
    )

    class Meta:
        model = UnitCompletion
        fields = ["course", "completed_at", "domain_code"]


class UnitCompletionIndexView(RecordIndexView):
    """Completed units with their learner, in a fixed number of queries."""

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("enrolment__learner")


class UnitCompletionViewSet(RecordViewSet):
    """What was completed, when, and for how many minutes."""

    model = UnitCompletion
    icon = "check"
    menu_label = _("Completed units")
    index_view_class = UnitCompletionIndexView
    filterset_class = UnitCompletionFilter
    search_fields = ["unit_title", "enrolment__learner__email"]
    list_display = [
        TitleColumn("unit_title", label=_("Unit"), url_name="unitcompletion:inspect"),
        Column("enrolment", label=_("Learner and course")),
        Column("domain_name", label=_("Domain")),
        Column("minutes", label=_("Minutes")),
        DateColumn("completed_at", label=_("Completed"), sort_key="completed_at"),
    ]
    list_export = [
        "enrolment.learner.email",
        "enrolment.course_title",
        "unit_title",
        "unit_kind",
        "domain_name",
        "minutes",
        "completed_at",
    ]
    export_headings = {
        "enrolment.learner.email": _("E-mail"),
        "enrolment.course_title": _("Course"),
    }
    export_filename = "completed-units"
    ordering = ["-completed_at"]


class LearnersGroup(ViewSetGroup):
    """Learners and their progress."""

    items = (EnrolmentViewSet, UnitCompletionViewSet)
    menu_label = _("Learners")
    menu_icon = "group"
    menu_order = 220
