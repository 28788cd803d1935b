"""The bank of questions."""

from html import unescape

from django.db import models
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    TranslatableMixin,
)
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from assessments import paper
from assessments.blocks import QuestionBodyBlock
from assessments.selection import Candidate


class QuestionBank(TranslatableMixin, index.Indexed, models.Model):
    """A titled set of questions from which quizzes draw."""

    code = models.SlugField(
        _("code"), max_length=60, help_text=_("Short, unique, stable for ever.")
    )
    title = models.CharField(_("title"), max_length=120)

    panels = [FieldPanel("title"), FieldPanel("code")]
    override_translatable_fields = [SynchronizedField("code", overridable=False)]
    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.FilterField("code"),
        index.FilterField("locale"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("question bank")
        verbose_name_plural = _("question banks")
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "locale"], name="one_bank_per_code_and_language"
            )
        ]

    def __str__(self):
        return self.title


class QuestionQuerySet(models.QuerySet):
    """Questions, by whether and where they may be asked."""

    def live(self):
        """Questions that are published."""
        return self.filter(live=True)

    def in_banks(self, bank_keys, locale):
        """Published questions of these banks, whatever language names the bank.

        Args:
            bank_keys: ``translation_key`` of each bank.
            locale: the language of the questions.
        """
        return self.live().filter(bank__translation_key__in=bank_keys, locale=locale)

    def for_paper(self):
        """Join what freezing a question reads."""
        return self.select_related("domain", "lesson")

    def candidates(self):
        """Return what a draw needs to know of each question, in a fixed order."""
        rows = self.order_by("code", "pk").values_list(
            "translation_key", "bank__translation_key", "domain__code"
        )
        return [Candidate(str(key), str(bank), code or "") for key, bank, code in rows]


class Question(
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    TranslatableMixin,
    index.Indexed,
    models.Model,
):
    """A question of the bank, with its key."""

    DIFFICULTIES = [(1, _("Easy")), (2, _("Medium")), (3, _("Hard"))]

    code = models.SlugField(
        _("code"), max_length=60, help_text=_("Short, unique, stable for ever.")
    )
    bank = models.ForeignKey(
        QuestionBank,
        on_delete=models.PROTECT,
        related_name="questions",
        verbose_name=_("bank"),
    )
    domain = models.ForeignKey(
        "courses.CompetencyDomain",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("competency domain"),
    )
    difficulty = models.PositiveSmallIntegerField(
        _("difficulty"), choices=DIFFICULTIES, default=2
    )
    lesson = models.ForeignKey(
        "courses.LessonPage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lesson that teaches it"),
        help_text=_("Results link to it."),
    )
    body = StreamField(QuestionBodyBlock(), verbose_name=_("question"))

    objects = QuestionQuerySet.as_manager()

    panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("bank"), FieldPanel("code")]),
                FieldRowPanel([FieldPanel("domain"), FieldPanel("difficulty")]),
                FieldPanel("lesson"),
            ],
            heading=_("Where it belongs"),
        ),
        FieldPanel("body"),
    ]
    override_translatable_fields = [
        SynchronizedField("code", overridable=False),
        SynchronizedField("difficulty", overridable=False),
    ]
    search_fields = [
        index.SearchField("code"),
        index.SearchField("body"),
        index.AutocompleteField("code"),
        index.FilterField("locale"),
        index.FilterField("live"),
        index.FilterField("bank"),
        index.FilterField("domain"),
        index.FilterField("difficulty"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "locale"], name="one_question_per_code_and_language"
            )
        ]

    def __str__(self):
        return f"{self.code}: {self.prompt_text}" if self.prompt_text else self.code

    @property
    def key(self):
        """The question's identity in every language, as text."""
        return str(self.translation_key)

    @property
    def kind(self):
        """The kind of question, or "" while its author has not chosen one."""
        return self.body[0].block_type if len(self.body) else ""

    @property
    def prompt_text(self):
        """The first words of the question, as plain text."""
        if not self.kind:
            return ""
        prompt = str(self.body[0].value["prompt"]).replace("</p>", "</p> ")
        words = unescape(strip_tags(prompt)).split()
        return Truncator(" ".join(words)).words(10, truncate="…")

    def as_paper_question(self):
        """Return the whole question for freezing; reads domain and lesson."""
        value = self.body[0].value
        return paper.Question(
            shown=value.as_shown(self.key, self.kind),
            key=value.as_key(
                self.kind,
                domain=self.domain.code if self.domain else "",
                lesson=str(self.lesson.translation_key) if self.lesson else "",
                code=self.code,
                difficulty=self.difficulty,
                revision=self.live_revision_id,
            ),
        )

    @property
    def preview_modes(self):
        return [
            ("trainee", _("As trainee")),
            ("answers", _("With answers and feedback")),
        ]

    def get_preview_template(self, request, mode_name):
        return "assessments/question_preview.html"

    def get_preview_context(self, request, mode_name):
        context = super().get_preview_context(request, mode_name)
        if not self.kind:
            return context
        value = self.body[0].value
        return context | {
            "question": value.as_shown(self.key, self.kind),
            "value": value,
            "with_answers": mode_name == "answers",
        }
