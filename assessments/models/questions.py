"""The bank of questions."""

from dataclasses import replace

from django.contrib.contenttypes.models import ContentType
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
    WorkflowState,
)
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from assessments.blocks import QuestionBodyBlock
from assessments.explanation import explain
from assessments.pictures import keep_pictures
from assessments.selection import Candidate
from assessments.sheets import sheet
from assessments.wording import plain
from courses.models import CompetencyDomain, LessonPage

from .banks import EnemySet, QuestionBank


class QuestionQuerySet(models.QuerySet):
    """Questions, by whether and where they may be asked."""

    def asked(self):
        """Published questions that have not been retired."""
        return self.filter(live=True).exclude(stage="retired")

    def at_stage(self, stage):
        """Published questions at one stage of their life."""
        return self.filter(live=True, stage=stage)

    def in_banks(self, bank_keys, locale):
        """Questions of these banks, whatever language names the bank.

        Args:
            bank_keys: ``translation_key`` of each bank.
            locale: the language of the questions.
        """
        return self.filter(bank__translation_key__in=bank_keys, locale=locale)

    def valid_in(self, jurisdiction):
        """Questions that hold everywhere, or where ``jurisdiction`` says."""
        return self.filter(jurisdiction__in={"", jurisdiction})

    def in_review(self):
        """Questions that wait for a second trainer."""
        waiting = WorkflowState.objects.active().filter(
            base_content_type=ContentType.objects.get_for_model(self.model)
        )
        keys = waiting.values_list("object_id", flat=True)
        return self.filter(pk__in=[int(key) for key in keys])

    def for_paper(self):
        """Join what freezing a question reads."""
        return self.select_related("domain", "lesson", "locale")

    def candidates(self):
        """Return what a draw needs to know of each question, in a fixed order."""
        rows = self.order_by("code", "pk").values_list(
            "translation_key",
            "bank__translation_key",
            "domain__code",
            "difficulty",
            "enemies",
        )
        return [
            Candidate(str(key), str(bank), code or "", level, str(enemies or ""))
            for key, bank, code, level, enemies in rows
        ]

    @transaction.atomic
    def lay(self, item, *, bank, block_of, by=None, moves=False):
        """Make the question that a file describes, or a new draft of it.

        Nothing is published: that is for a reviewer, or for the caller.

        Args:
            item: an ``interchange.items.Item`` with a code.
            bank: where a new question goes; says in which language to look.
            block_of: gives the raw block of the question that is there, or new.
            by: who brings it in, if a person does.
            moves: whether a question that is there goes to ``bank``, too.

        Returns:
            The question with its draft saved, and whether it is new.
        """
        found = self.filter(code=item.code, locale=bank.locale_id).first()
        if found:
            question = found.get_latest_revision_as_object()
        else:
            question = self.model(code=item.code, locale=bank.locale, live=False)
        if moves or not found:
            question.bank = bank
        question.describe(item, block_of(question))
        if not (found and found.live):
            question.save()
        question.save_revision(user=by, clean=False)
        return question, not found


class QuestionTag(TaggedItemBase):
    """A tag on a question."""

    content_object = ParentalKey(
        "assessments.Question", on_delete=models.CASCADE, related_name="tagged_items"
    )


class Question(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    TranslatableMixin,
    index.Indexed,
    ClusterableModel,
):
    """A question of the bank, with its key.

    Its life: a draft, in review, then published as a pilot (asked, but not
    scored), live, and at last retired.
    """

    STAGES = [
        ("pilot", _("Pilot: asked, not scored")),
        ("live", _("Live: asked and scored")),
        ("retired", _("Retired: no longer asked")),
    ]
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
    stage = models.CharField(
        _("stage"),
        max_length=10,
        choices=STAGES,
        default="live",
        help_text=_("What happens with it once it is published."),
    )
    points = models.PositiveSmallIntegerField(
        _("points"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("What full credit is worth."),
    )
    jurisdiction = models.CharField(
        _("holds only in"),
        max_length=60,
        blank=True,
        help_text=_("A state or country whose rules it asks about; empty anywhere."),
    )
    ethics_code = models.CharField(
        _("code of ethics"),
        max_length=120,
        blank=True,
        help_text=_("The code and its version that the key rests on."),
    )
    enemies = models.ForeignKey(
        EnemySet,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="questions",
        verbose_name=_("set of enemies"),
        help_text=_("Of one set, one question at most comes on a paper."),
    )
    tags = ClusterTaggableManager(
        through=QuestionTag, blank=True, verbose_name=_("tags")
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
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("stage"), FieldPanel("points")]),
                FieldRowPanel([FieldPanel("jurisdiction"), FieldPanel("ethics_code")]),
                FieldRowPanel([FieldPanel("enemies"), FieldPanel("tags")]),
            ],
            heading=_("How it is used"),
        ),
    ]
    override_translatable_fields = [
        SynchronizedField(name, overridable=False)
        for name in (
            *("code", "difficulty", "points", "jurisdiction", "ethics_code"),
            "enemies",
        )
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
        index.FilterField("stage"),
        index.FilterField("jurisdiction"),
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
    def life(self):
        """Where the question stands in its life, in words."""
        if not self.live:
            return _("In review") if self.is_in_review else _("Draft")
        return self.get_stage_display()

    @cached_property
    def is_in_review(self):
        """Whether it waits for a second trainer; listings fill this in at once."""
        return self.current_workflow_state is not None

    @property
    def prompt_text(self):
        """The first words of the question, as plain text."""
        if not self.kind:
            return ""
        words = plain(str(self.body[0].value["prompt"]))
        return Truncator(words).words(10, truncate="…")

    def describe(self, item, block):
        """Say of the question what a file says of it; not saved.

        A domain or lesson that this site does not have stays empty. A file that
        names no stage is not one of ours: then stage and enemies stay as they are.
        """
        domains = CompetencyDomain.objects.filter(locale=self.locale_id)
        lessons = LessonPage.objects.filter(locale=self.locale_id)
        self.domain = domains.filter(code=item.domain).first()
        self.lesson = lessons.filter(slug=item.lesson).first() if item.lesson else None
        for name in ("difficulty", "points", "jurisdiction", "ethics_code"):
            setattr(self, name, getattr(item, name))
        self.stage = item.stage or self.stage
        if item.stage or item.enemies:
            self.enemies = EnemySet.objects.named(item.enemies, why=item.enemies_why)
        self.tags.set([tag[:100] for tag in item.tags])
        self.body = self._meta.get_field("body").to_python([block])

    def as_candidate(self):
        """Return what a draw needs to know; reads bank and domain."""
        return Candidate(
            self.key,
            str(self.bank.translation_key),
            self.domain.code if self.domain else "",
            self.difficulty,
            str(self.enemies_id or ""),
        )

    def as_paper_question(self, version=None):
        """Return the whole question for freezing; reads domain, lesson and language.

        Args:
            version: the ``KeyVersion`` that experts agreed on, if any. It takes the
                place of the author's key only while the question reads as the
                experts saw it.
        """
        whole = self.body[0].value.as_whole(
            self.key,
            self.kind,
            domain=self.domain.code if self.domain else "",
            lesson=str(self.lesson.translation_key) if self.lesson else "",
            code=self.code,
            difficulty=self.difficulty,
            revision=self.live_revision_id,
            points=self.points,
            is_scored=self.stage != "pilot",
        )
        prompt = keep_pictures(whole.shown.prompt)
        whole = replace(whole, shown=replace(whole.shown, prompt=prompt))
        if version and version.belongs_to(whole.shown, self.locale.language_code):
            return version.pinned_to(whole)
        return whole

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
        whole = self.body[0].value.as_whole(self.key, self.kind)
        context["sheet"] = sheet(whole.shown)
        if mode_name == "answers":
            context["line"] = explain(whole)
        return context
