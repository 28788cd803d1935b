"""Lessons that are to be looked at again before another attempt."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models import LessonPage
from training.append_only import AppendOnly, AppendOnlyQuerySet


class RereadingQuerySet(AppendOnlyQuerySet):
    """Lessons opened again, by whose and since when."""

    def still_due(self, keys, enrolment, *, since, language):
        """Return lessons that were not opened again after ``since``.

        A lesson that is no longer published cannot be asked for.

        Args:
            keys: translation keys of the lessons.
            enrolment: whose rereading it is.
            since: the instant, aware, from which an opening counts.
            language: code of the language in which the lessons are shown.
        """
        opened = self.filter(enrolment=enrolment, opened_at__gte=since)
        live = LessonPage.objects.live().filter(
            translation_key__in=keys, locale__language_code=language
        )
        return live.exclude(
            models.Exists(opened.filter(lesson_key=models.OuterRef("translation_key")))
        )

    def note(self, lesson, enrolment, *, at):
        """Record that ``lesson`` was opened to be looked at again."""
        return self.create(
            enrolment=enrolment, lesson_key=lesson.translation_key, opened_at=at
        )


class Rereading(AppendOnly):
    """One opening of a lesson after a choice that it teaches about."""

    enrolment = models.ForeignKey(
        "courses.Enrolment", on_delete=models.PROTECT, related_name="rereadings"
    )
    lesson_key = models.UUIDField()
    opened_at = models.DateTimeField(_("opened again"))

    objects = RereadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("lesson looked at again")
        verbose_name_plural = _("lessons looked at again")
        ordering = ["opened_at"]
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["enrolment", "lesson_key"], name="rereadings_of_a_lesson"
            )
        ]

    def __str__(self):
        return f"rereading {self.pk}"
