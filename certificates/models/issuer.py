"""Who issues: one row, edited by certifiers under Settings."""

from django.core.validators import MaxLengthValidator, MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from training.users.models import validate_time_zone

WORDING_LENGTH = 90
LONGEST_GRACE = 1096


@register_setting(icon="clipboard-list")
class IssuerSettings(BaseGenericSetting):
    """What certificates issued from now on say of their issuer."""

    issuer_name = models.CharField(
        _("issuer"),
        max_length=80,
        default="Alongside",
        help_text=_("The organization that awards, as printed."),
    )
    signatory_name = models.CharField(
        _("name of the signatory"), max_length=80, blank=True
    )
    signatory_role = models.CharField(
        _("role of the signatory"), max_length=60, blank=True
    )
    statement = models.CharField(
        _("statement"),
        max_length=WORDING_LENGTH,
        blank=True,
        validators=[MaxLengthValidator(WORDING_LENGTH)],
        help_text=_(
            "Stands between the name and the title of the course. Leave empty for "
            "“has completed every unit of the course”, in the course's language."
        ),
    )
    contact = models.CharField(
        _("contact"),
        max_length=120,
        blank=True,
        help_text=_("An address for questions about a certificate, as printed."),
    )
    time_zone = models.CharField(
        _("time zone of dates"),
        max_length=60,
        default="UTC",
        validators=[validate_time_zone],
        help_text=_("A certificate is good to the end of its last day in this zone."),
    )
    grace_days = models.PositiveSmallIntegerField(
        _("days of grace for renewing"),
        default=0,
        validators=[MaxValueValidator(LONGEST_GRACE)],
        help_text=_(
            "After its last day a certificate is expired. For so many days more the "
            "verify page says that it may still be renewed. A course may say otherwise."
        ),
    )

    provider_number = models.CharField(
        _("approved provider number"),
        max_length=60,
        blank=True,
        help_text=_("As approving bodies know the organization; on training records."),
    )
    design = models.ForeignKey(
        "certificates.Design",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"live": True},
        verbose_name=_("design"),
        help_text=_("How documents look, unless a course has its own design."),
    )

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("issuer_name"),
                FieldPanel("signatory_name"),
                FieldPanel("signatory_role"),
                FieldPanel("contact"),
                FieldPanel("provider_number"),
            ],
            heading=_("Issuer"),
        ),
        FieldPanel("design"),
        FieldPanel("statement"),
        FieldPanel("time_zone"),
        FieldPanel("grace_days"),
    ]

    class Meta:
        verbose_name = _("issuer of certificates")
        default_permissions = ("change",)

    def __str__(self):
        return self.issuer_name
