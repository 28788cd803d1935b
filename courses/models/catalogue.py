"""The words by which courses are found and hours are credited."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Locale, TranslatableMixin
from wagtail.search import index


class InLanguage(models.QuerySet):
    """Rows that exist once in every language."""

    def in_language(self):
        """Rows in the language of the page being shown."""
        return self.filter(locale=Locale.get_active())


class CompetencyDomain(TranslatableMixin, models.Model):
    """An area of competence in which contact hours are credited."""

    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=80)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = InLanguage.as_manager()

    panels = [FieldPanel("code"), FieldPanel("name"), FieldPanel("order")]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("competency domain")
        verbose_name_plural = _("competency domains")
        ordering = ["order", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "locale"], name="one_domain_per_code_and_language"
            )
        ]

    def __str__(self):
        return self.name


class Topic(TranslatableMixin, index.Indexed, models.Model):
    """A subject by which the catalogue is filtered."""

    slug = models.SlugField(_("slug"), max_length=40)
    name = models.CharField(_("name"), max_length=80)

    objects = InLanguage.as_manager()

    panels = [FieldPanel("name"), FieldPanel("slug")]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "locale"], name="one_topic_per_slug_and_language"
            )
        ]

    def __str__(self):
        return self.name
