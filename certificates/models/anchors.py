"""The end of the chain of events, signed once a day."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from training.append_only import AppendOnly


class Anchor(AppendOnly):
    """What the chain ended with on one day; a file beside the database says the same.

    Published, so that others can keep it: whoever has one can tell that nothing
    before it was changed since.
    """

    day = models.DateField(_("day"), primary_key=True)
    position = models.PositiveBigIntegerField(_("up to event"))
    token = models.TextField(_("signed"))
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("anchor of the chain")
        verbose_name_plural = _("anchors of the chain")
        default_permissions = ()
        ordering = ["day"]

    def __str__(self):
        return f"{self.day:%Y-%m-%d}"
