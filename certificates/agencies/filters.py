"""How an agency sorts and narrows what a list has shown.

Nothing here takes a name or a number: what is chosen stands in the address.
"""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.models import RosterResult
from certificates.status_words import STATUS_WORDS

ANY, NOTHING = "any", "nothing"


class ResultFilterSet(django_filters.FilterSet):
    """Lines of one check."""

    shown = django_filters.ChoiceFilter(
        label=_("Show"),
        empty_label=_("All lines"),
        choices=[
            (ANY, _("Certificate found")),
            (NOTHING, _("Nothing to show")),
            *STATUS_WORDS.items(),
        ],
        method="by_status",
    )
    order = django_filters.OrderingFilter(
        label=_("Sort by"),
        empty_label=_("Line"),
        choices=[
            ("name", _("Family name")),
            ("status", _("Status")),
            ("ends", _("Good through, soonest first")),
            ("-ends", _("Good through, latest first")),
        ],
        fields=[
            ("row__family_name", "name"),
            ("status", "status"),
            ("expires_on", "ends"),
        ],
    )
    changed = django_filters.BooleanFilter(
        label=_("Only what has changed"),
        widget=forms.CheckboxInput,
        method="by_change",
    )

    class Meta:
        model = RosterResult
        fields = []

    def by_status(self, queryset, name, value):
        match value:
            case "any":
                return queryset.exclude(status="")
            case "nothing":
                return queryset.filter(status="")
            case status:
                return queryset.filter(status=status)

    def by_change(self, queryset, name, value):
        return queryset.filter(is_changed=True) if value else queryset
