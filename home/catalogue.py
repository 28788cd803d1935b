"""Finding a course: words, topic, length, language and credit."""

import re

import django_filters
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from courses.models import CompetencyDomain, CoursePage, Topic

MOST_WORDS = 12
"""Of what is searched for; SQLite nests its query once for each word."""

LENGTHS = {"short": (0, 120), "medium": (120, 480), "long": (480, None)}


class CatalogueFilter(django_filters.FilterSet):
    """The catalogue's form; what it cannot understand it leaves out."""

    q = django_filters.CharFilter(label=_("Search"), method="search")
    topic = django_filters.ChoiceFilter(
        label=_("Topic"),
        field_name="topic__slug",
        choices=lambda: Topic.objects.in_language().values_list("slug", "name"),
        empty_label=_("All topics"),
    )
    length = django_filters.ChoiceFilter(
        label=_("Length"),
        choices=[
            ("short", _("Under 2 hours")),
            ("medium", _("2 to 8 hours")),
            ("long", _("Over 8 hours")),
        ],
        empty_label=_("Any length"),
        method="of_length",
    )
    language = django_filters.ChoiceFilter(
        label=_("Language"),
        field_name="locale__language_code",
        choices=settings.LANGUAGES,
        empty_label=_("All languages"),
    )
    credit = django_filters.ChoiceFilter(
        label=_("Credit in"),
        choices=lambda: CompetencyDomain.objects.in_language().values_list(
            "code", "name"
        ),
        empty_label=_("All areas"),
        method="with_credit",
    )

    class Meta:
        model = CoursePage
        fields = []

    def search(self, queryset, name, value):
        # SQLite takes other characters for the grammar of its own queries.
        words = " ".join(re.findall(r"\w+", value)[:MOST_WORDS])
        if not words:
            return queryset.none()
        # Whole words anywhere, and beginnings of words in the title.
        live = CoursePage.objects.live()
        found = [*live.search(words), *live.autocomplete(words)]
        return queryset.filter(pk__in={course.pk for course in found})

    def of_length(self, queryset, name, value):
        least, most = LENGTHS[value]
        queryset = queryset.filter(minutes__gte=least)
        return queryset.filter(minutes__lt=most) if most else queryset

    def with_credit(self, queryset, name, value):
        return queryset.crediting(value)
