"""Panels of experts, who rate options so that a key can be made of it."""

from fractions import Fraction

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from assessments import keying
from assessments.consensus import settle
from training.append_only import AppendOnly

from .invited import InvitationClosed, as_experts_see
from .keys import KeyVersion
from .panelists import Panelist, Rating


class PanelStillOpen(Exception):
    """The panel still takes ratings, so nobody may see any."""


class PanelQuerySet(models.QuerySet):
    """Panels, by what reads them."""

    def open(self):
        """Panels that still take ratings."""
        return self.filter(closed_at=None)

    def for_listing(self):
        """Count the people of each panel in the same query."""
        asked = Q(panelists__withdrawn_at=None)
        done = asked & Q(panelists__finished_at__isnull=False)
        return self.annotate(
            asked=Count("panelists", filter=asked, distinct=True),
            done=Count("panelists", filter=done, distinct=True),
        )

    @transaction.atomic
    def open_with(self, questions, *, by, at, **fields):
        """Start a panel that rates ``questions`` as they read now.

        Args:
            questions: ``Question`` rows of kinds that a panel can key.
            by: who starts it.
            at: the instant, aware.
            **fields: title, language, rule and thresholds.
        """
        panel = self.create(opened_by=by, opened_at=at, **fields)
        PanelQuestion.objects.bulk_create(
            PanelQuestion.of(question, panel, number)
            for number, question in enumerate(questions, start=1)
        )
        return panel


class Panel(models.Model):
    """Experts who rate the same questions, none seeing what the others say."""

    RULES = [
        ("preview", _("Full, half or no credit (as in AAMC PREview)")),
        ("mode_share", _("Share of the panel at that level")),
        ("mean_distance", _("Distance from the panel's mean")),
    ]

    title = models.CharField(_("title"), max_length=120)
    language = models.CharField(_("language"), max_length=12, editable=False)
    rule = models.CharField(
        _("rule"),
        max_length=20,
        choices=RULES,
        default="preview",
        help_text=_(
            "For questions that ask to rate every option. A question with one answer "
            "and one for best and worst are weighed by the panel's means, an order "
            "follows them."
        ),
    )
    least_raters = models.PositiveSmallIntegerField(
        _("fewest people"),
        default=5,
        validators=[MinValueValidator(2)],
        help_text=_("Who must have finished. 30 or more give a key that stays put."),
    )
    agreement_percent = models.PositiveSmallIntegerField(
        _("agreement"),
        default=70,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_(
            "In per cent: fewest at one level. Options below it are dropped. "
            "70 to 75 is usual."
        ),
    )
    least_options = models.PositiveSmallIntegerField(
        _("fewest options"),
        default=2,
        validators=[MinValueValidator(2)],
        help_text=_("That must stay, or the question gets no key."),
    )
    unsafe_percent = models.PositiveSmallIntegerField(
        _("unsafe"),
        default=50,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("In per cent: fewest who call an option unsafe before it is."),
    )
    opened_at = models.DateTimeField(_("opened"), editable=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("opened by"),
    )
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)
    adopted_at = models.DateTimeField(_("adopted"), null=True, editable=False)

    objects = PanelQuerySet.as_manager()

    class Meta:
        verbose_name = _("expert panel")
        verbose_name_plural = _("expert panels")
        ordering = ["-opened_at"]
        default_permissions = ("add", "change", "view")
        permissions = [("adopt_panel", "Can adopt the keys of a panel")]
        constraints = [
            models.CheckConstraint(
                condition=Q(adopted_at=None) | Q(closed_at__isnull=False),
                name="only_a_closed_panel_is_adopted",
            )
        ]

    def __str__(self):
        return self.title

    @property
    def is_open(self):
        return self.closed_at is None

    @property
    def thresholds(self):
        return keying.Thresholds(
            raters=self.least_raters,
            agreement=Fraction(self.agreement_percent, 100),
            options=self.least_options,
            unsafe=Fraction(self.unsafe_percent, 100),
        )

    @transaction.atomic
    def invite(self, *, at, **fields):
        """Ask somebody to rate.

        Args:
            at: the instant, aware.
            **fields: name, e-mail and role.

        Returns:
            The ``Panelist`` and the secret of their link, which is kept nowhere.

        Raises:
            InvitationClosed: the panel is closed.
        """
        if not Panel.objects.open().select_for_update().filter(pk=self.pk).exists():
            raise InvitationClosed
        panelist = Panelist(panel=self, **fields)
        token = panelist.give_link(at=at)
        panelist.save()
        Rating.objects.bulk_create(
            Rating(panelist=panelist, question=question)
            for question in self.questions.all()
        )
        return panelist, token

    def close(self, *, at):
        """Take no more ratings; only now may anybody see them.

        Returns:
            Whether this call closed it.
        """
        closed = Panel.objects.open().filter(pk=self.pk).update(closed_at=at)
        self.refresh_from_db(fields=["closed_at"])
        return bool(closed)

    def outcomes(self):
        """Return each ``PanelQuestion`` with its ``Consensus``, in two queries.

        Raises:
            PanelStillOpen: nobody sees ratings before it is closed.
        """
        if self.is_open:
            raise PanelStillOpen
        sheets = {}
        for rating in Rating.objects.counted(self):
            sheets.setdefault(rating.question_id, []).append(rating.as_sheet())
        return [
            (question, question.settle(self, sheets.get(question.pk, [])))
            for question in self.questions.all()
        ]

    @transaction.atomic
    def adopt(self, numbers, *, by, at):
        """Make keys of the questions numbered, once.

        Args:
            numbers: of ``PanelQuestion``; those without agreement are passed over.
            by: who decides.
            at: the instant, aware.

        Returns:
            The ``KeyVersion`` rows made; none if it was adopted before.
        """
        ready = Panel.objects.filter(
            pk=self.pk, adopted_at=None, closed_at__isnull=False
        )
        if not ready.update(adopted_at=at):
            return []
        self.refresh_from_db(fields=["adopted_at", "closed_at"])
        chosen = [
            (question, found)
            for question, found in self.outcomes()
            if question.number in numbers and found.key
        ]
        return KeyVersion.objects.append_all(self, chosen, by=by, at=at)


class PanelQuestion(AppendOnly):
    """A question as the panel sees it, whatever becomes of it afterwards."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="questions")
    number = models.PositiveSmallIntegerField()
    question_key = models.UUIDField()
    code = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    content_revision = models.PositiveIntegerField(null=True)
    shown = models.JSONField()

    class Meta:
        verbose_name = _("question of a panel")
        verbose_name_plural = _("questions of a panel")
        ordering = ["number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["panel", "number"], name="panel_questions_are_numbered_once"
            ),
            models.UniqueConstraint(
                fields=["panel", "question_key"], name="a_panel_rates_a_question_once"
            ),
        ]

    def __str__(self):
        return f"{self.code} ({self.number})"

    @classmethod
    def of(cls, question, panel, number):
        """Return the unsaved row for a ``Question`` as it reads now."""
        shown = question.as_paper_question().shown
        return cls(
            panel=panel,
            number=number,
            question_key=question.translation_key,
            code=question.code,
            kind=shown.kind,
            content_revision=question.live_revision_id,
            shown=as_experts_see(shown),
        )

    def settle(self, panel, sheets):
        """Return the ``Consensus`` that ``sheets`` come to by the panel's rule."""
        return settle(
            self.kind,
            [(option["key"], option["text"]) for option in self.shown["options"]],
            sheets,
            rule=keying.rule_for(self.kind, keying.KeyRule(panel.rule)),
            thresholds=panel.thresholds,
        )
