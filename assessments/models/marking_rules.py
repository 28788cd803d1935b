"""What people do with the answers of a quiz, as its author settles it."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail_localize.fields import SynchronizedField

APPEAL_DAYS = 14
"""For how long a result may be challenged unless a quiz says otherwise."""


class MarkingRules(models.Model):
    """Second markers and appeals: one set of rules for all languages of a quiz."""

    SECOND_MARKERS = [
        ("none", _("No second marker")),
        ("every", _("Every written answer is marked twice")),
        ("sample", _("A sample is marked twice")),
    ]

    second_marker = models.CharField(
        _("second marker"),
        max_length=10,
        choices=SECOND_MARKERS,
        default="none",
        help_text=_("The second marker does not see what the first one gave."),
    )
    second_marker_share = models.PositiveSmallIntegerField(
        _("size of the sample"),
        default=20,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("In per cent of the written answers, chosen by chance."),
    )
    marking_tolerance = models.PositiveSmallIntegerField(
        _("tolerance between markers"),
        default=15,
        validators=[MaxValueValidator(100)],
        help_text=_(
            "In per cent of full credit. Further apart, and the two are put side by "
            "side for an agreed mark; else their mean counts."
        ),
    )
    appeal_days = models.PositiveSmallIntegerField(
        _("time to appeal"),
        default=APPEAL_DAYS,
        validators=[MaxValueValidator(365)],
        help_text=_("In days after a result is final. 0 for no appeals."),
    )

    marking_panel = MultiFieldPanel(
        [
            FieldRowPanel(
                [FieldPanel("second_marker"), FieldPanel("second_marker_share")]
            ),
            FieldRowPanel([FieldPanel("marking_tolerance"), FieldPanel("appeal_days")]),
        ],
        heading=_("Marks by people, and appeals"),
    )
    marking_synchronized = [
        SynchronizedField(name, overridable=False)
        for name in (
            *("second_marker", "second_marker_share"),
            *("marking_tolerance", "appeal_days"),
        )
    ]

    class Meta:
        abstract = True
