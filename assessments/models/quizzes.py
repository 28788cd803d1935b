"""Quizzes: units that ask questions and mark the answers."""

from datetime import timedelta

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
)
from wagtail.fields import RichTextField
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from assessments import paper, selection
from assessments.authoring import BlueprintPanel, QuizPageForm, quiz_warnings
from assessments.blocks import EXPLAINING
from assessments.standing import in_window, stand
from courses.models import UnitPage

from .attempts import Attempt
from .blueprint import Draw, FixedQuestion
from .exam_rules import ExamRules
from .keys import KeyVersion
from .marking_rules import MarkingRules
from .questions import Question
from .timing import Windowed, own_time


class NothingToAsk(ValueError):
    """The quiz has no published question."""


class QuizPage(Windowed, MarkingRules, ExamRules, UnitPage):
    """A unit that is complete once its questions are answered well enough."""

    FEEDBACK_POLICIES = [
        ("after_each", _("After every attempt")),
        ("after_pass", _("Once it is passed")),
        ("score_only", _("Never: only the score")),
    ]

    introduction = RichTextField(
        _("introduction"),
        blank=True,
        features=EXPLAINING,
        help_text=_("What to expect, that breaks are fine, what happens after."),
    )
    cut_score = models.ForeignKey(
        "assessments.CutScore",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cut score on record"),
        help_text=_("Gives the pass mark. Leave empty to type one yourself."),
    )
    time_limit_minutes = models.PositiveSmallIntegerField(
        _("time limit"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("In minutes. Leave empty for no clock."),
    )
    shuffle_questions = models.BooleanField(_("shuffle the questions"), default=True)
    shuffle_options = models.BooleanField(_("shuffle the options"), default=True)
    feedback = models.CharField(
        _("feedback"),
        max_length=12,
        choices=FEEDBACK_POLICIES,
        default="after_each",
        help_text=_("When the learner sees what was right, and why."),
    )

    pilot_count = models.PositiveSmallIntegerField(
        _("pilot questions"),
        default=0,
        help_text=_(
            "So many questions that are being tried out are mixed in. They are not "
            "scored, and learners are told so."
        ),
    )
    jurisdiction = models.CharField(
        _("examined under the rules of"),
        max_length=60,
        blank=True,
        help_text=_("Draws leave out questions that hold only elsewhere."),
    )
    kind_label = _("Quiz")
    kind_icon = "list-checks"
    template = "assessments/quiz_page.html"
    base_form_class = QuizPageForm
    parent_page_types = ["courses.ModulePage"]
    subpage_types = []
    content_panels = [
        *UnitPage.content_panels,
        FieldPanel("introduction"),
        MultiFieldPanel(
            [
                InlinePanel(
                    "fixed_questions", label=_("Question that is always asked")
                ),
                InlinePanel("draws", label=_("Draw from a bank")),
                BlueprintPanel(heading=_("Can the banks fill it?")),
                FieldRowPanel([FieldPanel("pilot_count"), FieldPanel("jurisdiction")]),
                FieldRowPanel(
                    [FieldPanel("shuffle_questions"), FieldPanel("shuffle_options")]
                ),
            ],
            heading=_("What is asked"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("cut_score"),
                FieldRowPanel([FieldPanel("pass_mark"), FieldPanel("feedback")]),
                FieldRowPanel([FieldPanel("max_attempts"), FieldPanel("wait_minutes")]),
                FieldPanel("time_limit_minutes"),
                FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
                FieldRowPanel(
                    [FieldPanel("unsafe_rule"), FieldPanel("unsafe_threshold")]
                ),
            ],
            heading=_("Rules"),
        ),
        MarkingRules.marking_panel,
    ]
    # One set of rules for all languages: only the words are translated.
    override_translatable_fields = [
        SynchronizedField(name, overridable=False)
        for name in (
            *("cut_score", "time_limit_minutes", "opens_at", "closes_at"),
            *("shuffle_questions", "shuffle_options", "feedback"),
            *("pilot_count", "jurisdiction"),
        )
    ] + [*ExamRules.exam_synchronized, *MarkingRules.marking_synchronized]
    search_fields = [*UnitPage.search_fields, index.SearchField("introduction")]

    class Meta:
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")

    def count_questions(self):
        """Return how many questions one paper has."""
        drawn = sum(draw.count for draw in self.draws.all())
        return self.fixed_questions.count() + drawn + self.pilot_count

    @property
    def time_limit(self):
        """How long an attempt may take, or None for no clock."""
        minutes = self.time_limit_minutes
        return None if minutes is None else timedelta(minutes=minutes)

    def stand(self, past, *, at, has_lessons_due=False):
        """Return how somebody with these ``past`` attempts stands."""
        standing = stand(
            past,
            limit=self.max_attempts,
            wait=self.wait,
            at=at,
            has_lessons_due=has_lessons_due,
        )
        return in_window(standing, self.window, at=at)

    def compose_paper(self, rng, seen=selection.NEVER_SEEN):
        """Draw and order one paper; ``rng`` decides.

        Args:
            rng: draws and shuffles.
            seen: how often the learner has had a question, by key; those seen
                least are drawn first.

        Raises:
            selection.BankTooSmall: a bank holds fewer published questions than
                one of the draws asks for.
            NothingToAsk: the quiz has no published question at all.
        """
        draws = [draw.as_draw() for draw in Draw.objects.of(self)]
        fixed = FixedQuestion.objects.to_ask(self)
        keys = selection.select(fixed, draws, self._pool(draws, "live"), rng, seen)
        if not keys:
            raise NothingToAsk
        keys += self._pilots(draws, keys, rng, seen)
        if self.shuffle_questions:
            keys = selection.shuffled(keys, rng)
        questions = Question.objects.filter(
            translation_key__in=keys, locale=self.locale_id
        )
        found = {question.key: question for question in questions.for_paper()}
        return self._paper([found[key] for key in keys], rng)

    def _pilots(self, draws, keys, rng, seen):
        """Return keys of pilot questions, as many as the banks have to try out."""
        if not self.pilot_count:
            return ()
        pool = self._pool(draws, "pilot")
        live = [c for c in self._pool(draws, "live") if c.key in keys]
        return selection.spare(live, self.pilot_count, pool, rng, seen)

    def _paper(self, questions, rng):
        versions = KeyVersion.objects.latest_for([q.key for q in questions])
        whole = [q.as_paper_question(versions.get(q.key)) for q in questions]
        entries = [w.arranged(rng, shuffles=self.shuffle_options) for w in whole]
        domains = {q.domain.code: q.domain.name for q in questions if q.domain}
        lessons = {
            str(q.lesson.translation_key): q.lesson.title for q in questions if q.lesson
        }
        return paper.Paper(
            title=self.title,
            language=questions[0].locale.language_code,
            rules=paper.Rules(
                pass_mark=self.pass_mark,
                feedback=self.feedback,
                unsafe_rule=self.unsafe_rule,
                unsafe_threshold=self.unsafe_threshold,
            ),
            questions=tuple(entries),
            domains=domains,
            lessons=lessons,
        )

    def _pool(self, draws, stage):
        banks = {draw.bank for draw in draws}
        questions = Question.objects.at_stage(stage).valid_in(self.jurisdiction)
        return questions.in_banks(banks, self.locale_id).candidates()

    def shortfalls(self, fixed, draws):
        """Return the draws that the banks cannot fill, as an author would save them.

        Args:
            fixed: questions that are always asked.
            draws: ``Draw`` rows, saved or not.
        """
        wanted = [draw.as_draw() for draw in draws]
        asked = [question.as_candidate() for question in fixed]
        return selection.shortfalls(asked, wanted, self._pool(wanted, "live"))

    def blueprint(self):
        """Return each draw with how many questions its bank has for it alone."""
        rows = list(Draw.objects.of(self))
        pool = self._pool([row.as_draw() for row in rows], "live")
        return [(row, sum(row.as_draw().takes(c) for c in pool)) for row in rows]

    def warnings(self):
        """Return what the author should mend, in words."""
        return quiz_warnings(self)

    def overview(self, enrolment, *, at):
        own = {}
        if self.time_limit or self.closes_at:
            own = own_time(self.time_limit, enrolment.learner_id)
        return own | Attempt.objects.overview(self, enrolment, at=at)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        return context | {"question_count": self.count_questions()}
