"""The question bank in the Wagtail admin."""

import django_filters
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView as ModelIndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.snippets.views.snippets import (
    IndexView,
    SnippetViewSet,
    SnippetViewSetGroup,
)

from assessments.models import Answer, EnemySet, Question, QuestionBank
from courses.models import CompetencyDomain


class QuestionFilter(WagtailFilterSet):
    """By where a question belongs and where it stands in its life."""

    bank = django_filters.ModelChoiceFilter(
        queryset=QuestionBank.objects.order_by("title"), label=_("Bank")
    )
    domain = django_filters.ModelChoiceFilter(
        queryset=CompetencyDomain.objects.all(), label=_("Domain")
    )
    jurisdiction = django_filters.AllValuesFilter(label=_("Holds only in"))
    tags = django_filters.CharFilter(
        field_name="tags__name", lookup_expr="iexact", distinct=True, label=_("Tag")
    )

    class Meta:
        model = Question
        fields = [
            *("bank", "domain", "difficulty", "stage", "live"),
            *("jurisdiction", "enemies", "tags"),
        ]


class QuestionIndexView(IndexView):
    """The list of questions, in a fixed number of queries.

    It leaves out the buttons that other apps add to each row, because they ask
    the database row by row; the same actions wait on the question's own page.
    """

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        shown = list(context["object_list"])
        papers = Answer.objects.count_papers([question.key for question in shown])
        in_review = set(Question.objects.in_review().values_list("pk", flat=True))
        for question in shown:
            question.papers = papers.get(question.key, 0)
            question.is_in_review = question.pk in in_review
        return context

    def get_list_buttons(self, instance):
        return super(IndexView, self).get_list_buttons(instance)

    def get_list_more_buttons(self, instance):
        url = reverse("print_question", args=[instance.pk])
        item = MenuItem(_("Print"), url=url, icon_name="doc-full", priority=60)
        return [*super().get_list_more_buttons(instance), item]


def analysis_url(question):
    """Return where the figures of ``question`` are; None if it was never asked."""
    if not question.papers:
        return None
    return reverse("question_analysis", args=[question.key])


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
        Column("life", label=_("Stage"), sort_key="stage"),
        TitleColumn(
            "papers",
            label=_("On papers"),
            get_url=analysis_url,
            get_title_id=lambda question: f"papers-{question.pk}",
        ),
        Column("locale.language_code", label=_("Language"), sort_key="locale"),
    ]
    index_view_class = QuestionIndexView
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


class EnemySetIndexView(ModelIndexView):
    """The sets, with how many questions each has."""

    def get_base_queryset(self):
        return super().get_base_queryset().annotate(size=Count("questions"))


class EnemySetViewSet(ModelViewSet):
    """Questions that may not come together."""

    model = EnemySet
    icon = "warning"
    menu_label = _("Sets of enemies")
    index_view_class = EnemySetIndexView
    form_fields = ["title", "why"]
    list_display = ["title", Column("size", label=_("Questions"))]


class QuestionsGroup(SnippetViewSetGroup):
    """What quizzes draw from."""

    items = (QuestionViewSet, QuestionBankViewSet, EnemySetViewSet)
    menu_label = _("Question bank")
    menu_icon = "help"
    menu_order = 215
