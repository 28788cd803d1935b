"""The status lists as they are published: what credentials point at."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PublishedList(models.Model):
    """One signed status list in both its forms, replaced as a whole."""

    number = models.PositiveIntegerField(_("number"), primary_key=True)
    as_json = models.TextField()
    as_jwt = models.TextField()
    made_at = models.DateTimeField(_("signed"))
    valid_until = models.DateTimeField(_("good until"))

    class Meta:
        verbose_name = _("status list")
        verbose_name_plural = _("status lists")
        default_permissions = ()
        ordering = ["number"]

    def __str__(self):
        return str(self.number)
