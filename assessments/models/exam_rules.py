"""The rules by which a quiz and a scenario examine, as their author settles them."""

from datetime import timedelta
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail_localize.fields import SynchronizedField


class ExamRules(models.Model):
    """Pass mark, attempts and unsafe choices: one set of rules for all languages.

    A page that has them says with ``overview(enrolment, at=…)`` how a learner stands
    with it: what its template shows at that instant.
    """

    UNSAFE_RULES = [
        ("debrief", _("They are talked about in the debrief")),
        ("review", _("People review before the result is final")),
        ("fail", _("The attempt is not passed")),
    ]

    pass_mark = models.DecimalField(
        _("pass mark"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(80),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
        help_text=_("In per cent."),
    )
    max_attempts = models.PositiveSmallIntegerField(
        _("attempts allowed"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Leave empty for no limit."),
    )
    wait_minutes = models.PositiveIntegerField(
        _("wait between attempts"),
        default=0,
        help_text=_("In minutes, after an attempt that was not passed."),
    )
    unsafe_rule = models.CharField(
        _("unsafe choices"),
        max_length=10,
        choices=UNSAFE_RULES,
        default="review",
        help_text=_("What answers do that would put a person at risk."),
    )
    unsafe_threshold = models.PositiveSmallIntegerField(
        _("threshold"),
        default=2,
        validators=[MinValueValidator(1)],
        help_text=_("In how many different questions, before they do."),
    )

    exam_synchronized = [
        SynchronizedField(name, overridable=False)
        for name in (
            *("pass_mark", "max_attempts", "wait_minutes"),
            *("unsafe_rule", "unsafe_threshold"),
        )
    ]

    class Meta:
        abstract = True

    @property
    def wait(self):
        return timedelta(minutes=self.wait_minutes)

    def get_context(self, request, *args, **kwargs):
        """Read the clock, once, for all that the page says of the moment."""
        context = super().get_context(request, *args, **kwargs)
        if enrolment := context["enrolment"]:
            context |= self.overview(enrolment, at=timezone.now())
        return context
