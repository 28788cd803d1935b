"""Where questions are kept, and which of them exclude each other."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField


class QuestionBank(TranslatableMixin, index.Indexed, models.Model):
    """A titled set of questions from which quizzes draw."""

    code = models.SlugField(
        _("code"), max_length=60, help_text=_("Short, unique, stable for ever.")
    )
    title = models.CharField(_("title"), max_length=120)

    panels = [FieldPanel("title"), FieldPanel("code")]
    override_translatable_fields = [SynchronizedField("code", overridable=False)]
    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.FilterField("code"),
        index.FilterField("locale"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("question bank")
        verbose_name_plural = _("question banks")
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "locale"], name="one_bank_per_code_and_language"
            )
        ]

    def __str__(self):
        return self.title


class EnemySetQuerySet(models.QuerySet):
    """Sets of enemies, by their title."""

    def named(self, title, *, why=""):
        """Return the set of this title, made if need be; None for no title."""
        if not title:
            return None
        return self.get_or_create(title=title, defaults={"why": why})[0]


class EnemySet(models.Model):
    """Questions of which one at most may come on a paper.

    One gives the answer to another away, or both ask the same.
    """

    title = models.CharField(_("title"), max_length=120, unique=True)
    why = models.TextField(
        _("why"),
        help_text=_("One gives another away, or they ask the same thing twice."),
    )

    objects = EnemySetQuerySet.as_manager()

    panels = [FieldPanel("title"), FieldPanel("why")]

    class Meta:
        verbose_name = _("set of enemies")
        verbose_name_plural = _("sets of enemies")
        ordering = ["title"]

    def __str__(self):
        return self.title
