"""What a learner writes and picks inside a lesson, ungraded."""

from django.db import models
from django.utils.translation import gettext_lazy as _

REFLECTION_LENGTH = 10_000


class ReflectionQuerySet(models.QuerySet):
    """Private notes, always read through their writer's enrolment."""

    def texts(self, *, enrolment, unit_key):
        """Return what the learner wrote in one lesson, by block id."""
        own = self.filter(enrolment=enrolment, unit_key=unit_key)
        return dict(own.values_list("block_id", "text"))

    def write(self, *, enrolment, unit_key, block_id, text, at):
        """Keep ``text`` in place of what was written there before."""
        return self.update_or_create(
            enrolment=enrolment,
            unit_key=unit_key,
            block_id=block_id,
            defaults={"text": text, "saved_at": at},
        )[0]


class Reflection(models.Model):
    """A learner's own words on a prompt; shown to nobody else."""

    enrolment = models.ForeignKey(
        "courses.Enrolment", on_delete=models.CASCADE, related_name="reflections"
    )
    unit_key = models.UUIDField()
    block_id = models.UUIDField()
    text = models.TextField(max_length=REFLECTION_LENGTH, blank=True)
    saved_at = models.DateTimeField()

    wagtail_reference_index_ignore = True
    objects = ReflectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("reflection")
        verbose_name_plural = _("reflections")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "unit_key", "block_id"],
                name="one_reflection_per_prompt",
            )
        ]

    def __str__(self):
        return f"reflection {self.pk}"


class CheckAnswerQuerySet(models.QuerySet):
    """Answers to ungraded checks."""

    def chosen(self, *, enrolment, unit_key):
        """Return the option ids chosen last in one lesson, by block id."""
        own = self.filter(enrolment=enrolment, unit_key=unit_key)
        return dict(own.values_list("block_id", "chosen"))

    def answer(self, *, enrolment, unit_key, block_id, chosen, at):
        """Keep the latest choice; a check may be tried as often as one likes."""
        return self.update_or_create(
            enrolment=enrolment,
            unit_key=unit_key,
            block_id=block_id,
            defaults={"chosen": sorted(chosen), "answered_at": at},
        )[0]


class CheckAnswer(models.Model):
    """The latest answer to a knowledge check, which is never graded."""

    enrolment = models.ForeignKey(
        "courses.Enrolment", on_delete=models.CASCADE, related_name="check_answers"
    )
    unit_key = models.UUIDField()
    block_id = models.UUIDField()
    chosen = models.JSONField()
    answered_at = models.DateTimeField()

    wagtail_reference_index_ignore = True
    objects = CheckAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("check answer")
        verbose_name_plural = _("check answers")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "unit_key", "block_id"],
                name="one_answer_per_check",
            )
        ]

    def __str__(self):
        return f"answer {self.pk}"
