"""What a quiz asks: fixed questions, and draws from banks."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from assessments import selection

from .questions import Question


class FixedQuestionQuerySet(models.QuerySet):
    """Fixed questions, by what can be asked."""

    def to_ask(self, quiz):
        """Return those that may be asked in the language of ``quiz``, as candidates."""
        keys = self.filter(quiz=quiz).order_by("sort_order")
        keys = list(keys.values_list("question__translation_key", flat=True))
        asked = Question.objects.asked().filter(
            locale=quiz.locale_id, translation_key__in=keys
        )
        found = {candidate.key: candidate for candidate in asked.candidates()}
        return [found[str(key)] for key in keys if str(key) in found]


class FixedQuestion(Orderable):
    """A question that a quiz always asks."""

    quiz = ParentalKey(
        "assessments.QuizPage",
        on_delete=models.CASCADE,
        related_name="fixed_questions",
    )
    question = models.ForeignKey(
        Question,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("question"),
    )

    objects = FixedQuestionQuerySet.as_manager()

    class Meta(Orderable.Meta):
        verbose_name = _("fixed question")
        verbose_name_plural = _("fixed questions")
        constraints = [
            models.UniqueConstraint(
                fields=["quiz", "question"], name="a_question_is_fixed_once_per_quiz"
            )
        ]

    def __str__(self):
        return str(self.question)


class DrawQuerySet(models.QuerySet):
    """Draws, with what drawing reads."""

    def of(self, quiz):
        rows = self.filter(quiz=quiz).order_by("sort_order", "pk")
        return rows.select_related("bank", "domain")


class Draw(Orderable):
    """So many questions from a bank, by chance, for each attempt."""

    quiz = ParentalKey(
        "assessments.QuizPage", on_delete=models.CASCADE, related_name="draws"
    )
    bank = models.ForeignKey(
        "assessments.QuestionBank",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("bank"),
    )
    domain = models.ForeignKey(
        "courses.CompetencyDomain",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("only this domain"),
    )
    difficulty = models.PositiveSmallIntegerField(
        _("only this difficulty"),
        choices=Question.DIFFICULTIES,
        null=True,
        blank=True,
    )
    count = models.PositiveSmallIntegerField(
        _("how many"), default=10, validators=[MinValueValidator(1)]
    )

    objects = DrawQuerySet.as_manager()

    class Meta(Orderable.Meta):
        verbose_name = _("draw")
        verbose_name_plural = _("draws")

    def __str__(self):
        return f"{self.bank}: {self.count}"

    def as_draw(self):
        return selection.Draw(
            bank=str(self.bank.translation_key),
            domain=self.domain.code if self.domain else "",
            difficulty=self.difficulty or 0,
            count=self.count,
        )
