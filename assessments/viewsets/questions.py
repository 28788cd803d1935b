"""The question bank in the Wagtail admin."""

import django_filters
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from assessments.models import Question, QuestionBank
from courses.models import CompetencyDomain


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
