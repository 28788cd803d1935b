"""Who learns what, and what they have completed."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, OuterRef, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.signals import course_completed

from .paths import units_in


class EnrolmentQuerySet(models.QuerySet):
    """Enrolments, by whose they are."""

    def for_learner(self, user):
        return self.filter(learner=user)

    def in_course(self, course):
        """Enrolments in ``course``, whatever language it was joined in."""
        return self.filter(course_key=course.translation_key)

    def with_progress(self):
        """Annotate ``units_done`` and ``units_total`` (live units), for listings."""
        return self.annotate(
            units_done=Count("completions"),
            units_total=units_in(OuterRef("course__path")),
        )

    def enrol(self, learner, course, *, at):
        """Enrol ``learner``; a second call returns the first enrolment.

        A learner who comes back in another language goes on where they were.
        """
        enrolment, is_new = self.get_or_create(
            learner=learner,
            course_key=course.translation_key,
            defaults={
                "course": course,
                "course_title": course.title,
                "started_at": at,
            },
        )
        if not is_new and enrolment.course_id != course.pk:
            self.filter(pk=enrolment.pk).update(course=course)
            enrolment.course = course
        return enrolment


class Enrolment(models.Model):
    """One learner in one course, in whatever language."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="enrolments",
        verbose_name=_("learner"),
    )
    course = models.ForeignKey(
        "courses.CoursePage",
        on_delete=models.SET_NULL,
        null=True,
        related_name="enrolments",
        verbose_name=_("course"),
    )
    course_key = models.UUIDField(editable=False)
    course_title = models.CharField(_("course title"), max_length=255)
    started_at = models.DateTimeField(_("started"))
    completed_at = models.DateTimeField(_("completed"), null=True, blank=True)
    last_unit_key = models.UUIDField(null=True, editable=False)

    wagtail_reference_index_ignore = True
    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrollment")
        verbose_name_plural = _("enrollments")
        ordering = ["-started_at"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "course_key"], name="one_enrolment_per_course"
            )
        ]

    def __str__(self):
        return f"{self.learner} · {self.course_title}"

    def get_absolute_url(self):
        return self.course.url if self.course else reverse("home:my")

    @property
    def is_complete(self):
        return self.completed_at is not None

    @property
    def progress(self):
        """Units done of units in all; needs ``with_progress``."""
        return f"{self.units_done} / {self.units_total}"

    def completed_keys(self):
        """Return the keys of completed units, as text (one query)."""
        keys = self.completions.values_list("unit_key", flat=True)
        return frozenset(str(key) for key in keys)

    def remember(self, unit):
        """Note the unit last opened, for "continue where you left off"."""
        if self.last_unit_key != unit.translation_key:
            self.last_unit_key = unit.translation_key
            self.save(update_fields=["last_unit_key"])

    def complete_unit(self, unit, *, at):
        """Record that ``unit`` is complete, and the course when it was the last.

        Safe to call any number of times, at once or again: the first call
        counts. Any subclass of ``UnitPage`` may be passed.

        Args:
            unit: the page of the unit, in any language.
            at: the instant, aware.

        Returns:
            The ``UnitCompletion`` on record.
        """
        with transaction.atomic():
            # Locks the enrolment on PostgreSQL, so that of two last units
            # finished at once one sees the other; SQLite has one writer anyway.
            Enrolment.objects.select_for_update().get(pk=self.pk)
            completion, _is_new = self.completions.get_or_create(
                unit_key=unit.translation_key,
                defaults=UnitCompletion.facts_of(unit) | {"completed_at": at},
            )
            self._complete_course(at=at)
        return completion

    def _complete_course(self, *, at):
        if self.course is None:
            return
        if not self.course.outline_for(self).is_complete:
            return
        unfinished = Enrolment.objects.filter(pk=self.pk, completed_at=None)
        if unfinished.update(completed_at=at):
            self.refresh_from_db(fields=["completed_at"])
            course_completed.send(sender=Enrolment, enrolment=self, at=at)

    def minutes_by_domain(self):
        """Return ``(code, name, minutes)`` for each domain credited so far."""
        rows = (
            self.completions.exclude(domain_code="")
            .values("domain_code")
            .annotate(minutes=Sum("minutes"), name=models.Max("domain_name"))
            .order_by("domain_code")
        )
        return [(r["domain_code"], r["name"], r["minutes"]) for r in rows]


class UnitCompletion(models.Model):
    """A unit that a learner completed: its facts as they were on that day."""

    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.CASCADE, related_name="completions"
    )
    unit_key = models.UUIDField(editable=False)
    unit_title = models.CharField(_("unit"), max_length=255)
    unit_kind = models.CharField(_("kind"), max_length=60)
    domain_code = models.SlugField(_("domain"), max_length=40, blank=True)
    domain_name = models.CharField(_("domain name"), max_length=80, blank=True)
    minutes = models.PositiveSmallIntegerField(_("contact minutes"))
    completed_at = models.DateTimeField(_("completed"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("completed unit")
        verbose_name_plural = _("completed units")
        ordering = ["completed_at"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "unit_key"], name="a_unit_is_completed_once"
            )
        ]

    def __str__(self):
        return self.unit_title

    @staticmethod
    def facts_of(unit):
        """Return what is copied from ``unit``, so that later edits change nothing."""
        domain = unit.domain
        return {
            "unit_title": unit.title,
            "unit_kind": str(unit.kind_label),
            "domain_code": domain.code if domain else "",
            "domain_name": domain.name if domain else "",
            "minutes": unit.contact_minutes,
        }
