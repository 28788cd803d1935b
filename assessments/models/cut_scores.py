"""Cut scores on record: where each comes from."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from training.append_only import AppendOnly, AppendOnlyQuerySet


class CutScoreQuerySet(AppendOnlyQuerySet):
    """Cut scores, by whose they are."""

    def of(self, assessment_key):
        """Those of one quiz, in whatever language it is taken, latest first."""
        return self.filter(assessment_key=assessment_key)

    def append_session(self, setting, found, *, by, at):
        """Put the result of a session on record.

        Args:
            setting: the ``StandardSetting``, closed in the same transaction.
            found: its ``cut_score.Cut``.
            by: who decides.
            at: the instant, aware.
        """
        agreement = found.agreement
        return self.create(
            assessment_key=setting.assessment_key,
            assessment_title=setting.assessment_title,
            method="angoff",
            percentage=found.percentage,
            error_percentage=found.error_percentage,
            figures={
                "points": str(found.points),
                "total": str(found.total),
                "error": found.error,
                "icc_single": agreement and agreement.single,
                "icc_average": agreement and agreement.average,
            },
            judges=len(found.by_judge),
            rounds=setting.round,
            setting=setting,
            recorded_at=at,
            recorded_by=by,
        )

    def append_legal(self, quiz, *, percentage, legal_basis, by, at):
        """Put a cut that a regulator fixed on record.

        Args:
            quiz: the ``QuizPage``.
            percentage: in per cent, two places.
            legal_basis: the rule and its section, never empty.
            by: who records it.
            at: the instant, aware.
        """
        return self.create(
            assessment_key=quiz.translation_key,
            assessment_title=quiz.title,
            method="regulator",
            percentage=percentage,
            legal_basis=legal_basis,
            recorded_at=at,
            recorded_by=by,
        )


class CutScore(AppendOnly):
    """One cut, with its source."""

    # Quizzes name it: whoever looks at a cut sees where it is in force.
    wagtail_reference_index_ignore = False
    METHODS = [("angoff", _("Modified Angoff")), ("regulator", _("Fixed by law"))]

    assessment_key = models.UUIDField(db_index=True)
    assessment_title = models.CharField(_("quiz"), max_length=255)
    method = models.CharField(_("method"), max_length=10, choices=METHODS)
    percentage = models.DecimalField(
        _("cut in per cent"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    error_percentage = models.DecimalField(
        _("standard error in per cent"), max_digits=5, decimal_places=2, null=True
    )
    figures = models.JSONField(default=dict)
    judges = models.PositiveSmallIntegerField(_("judges"), default=0)
    rounds = models.PositiveSmallIntegerField(_("rounds"), default=0)
    setting = models.OneToOneField(
        "assessments.StandardSetting",
        on_delete=models.PROTECT,
        null=True,
        related_name="cut_score",
    )
    legal_basis = models.TextField(
        _("legal basis"),
        blank=True,
        help_text=_("The law or rule, its section and its date."),
    )
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("recorded by"),
    )

    objects = CutScoreQuerySet.as_manager()

    class Meta:
        verbose_name = _("cut score")
        verbose_name_plural = _("cut scores")
        ordering = ["-recorded_at"]
        default_permissions = ("add", "view")
        constraints = [
            models.CheckConstraint(
                condition=Q(method="angoff", setting__isnull=False, judges__gte=2)
                | (Q(method="regulator", setting=None) & ~Q(legal_basis="")),
                name="a_cut_score_has_a_source",
            )
        ]

    def __str__(self):
        return f"{self.percentage} %: {self.source}"

    @property
    def source(self):
        """Where the cut comes from, in words."""
        if self.method == "regulator":
            return _now("fixed by law (%(basis)s)") % {"basis": self.legal_basis}
        told = ngettext(
            "set by %(judges)d judge on %(day)s (modified Angoff, standard error "
            "%(error)s %%)",
            "set by %(judges)d judges on %(day)s (modified Angoff, standard error "
            "%(error)s %%)",
            self.judges,
        )
        day = date_format(self.recorded_at, "DATE_FORMAT")
        facts = {"judges": self.judges, "day": day, "error": self.error_percentage}
        return told % facts
