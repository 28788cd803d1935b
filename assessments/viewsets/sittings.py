"""What the listings of attempts and of runs have in common."""

import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import TitleColumn
from wagtail.admin.views.generic import InspectView

from training.users.records import RecordIndexView, RecordViewSet

NOTHING = "–"  # noqa: RUF001
LEARNER = ["enrolment.learner.email", "enrolment.learner.display_name"]


class SittingFilter(WagtailFilterSet):
    """By when it was begun."""

    started_at = django_filters.DateFromToRangeFilter(
        widget=DateRangePickerWidget, label=_("Started")
    )


class SittingIndexView(RecordIndexView):
    """Sittings with their learners, in a fixed number of queries."""

    def get_base_queryset(self):
        return super().get_base_queryset().for_listing()


class SittingInspectView(InspectView):
    """One sitting; what is not known yet has a dash."""

    def get_percentage_display_value(self):
        percentage = self.object.percentage
        return NOTHING if percentage is None else percentage

    def get_is_passed_display_value(self):
        return {True: _("Yes"), False: _("No"), None: NOTHING}[self.object.is_passed]


class SittingViewSet(RecordViewSet):
    """Who sat what, and how it came out."""

    index_view_class = SittingIndexView
    search_fields = [
        "enrolment__learner__email",
        "enrolment__learner__display_name",
        "assessment_title",
    ]
    export_headings = {
        "enrolment.learner.email": _("E-mail"),
        "enrolment.learner.display_name": _("Learner"),
        "percentage": _("Score, %"),
    }


def learner_column(name):
    """Return the column that leads to one sitting.

    Args:
        name: of the viewset, as its addresses say it.
    """
    return TitleColumn(
        "learner",
        label=_("Learner"),
        accessor="enrolment.learner",
        url_name=f"{name}:inspect",
        get_title_id=lambda row: f"{name}-{row.pk}",
    )
