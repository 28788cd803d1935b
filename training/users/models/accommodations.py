"""What a person needs to be examined fairly: theirs, and of nobody who marks."""

from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from training.append_only import AppendOnly

from .people import User

NO_EXTRA, MOST = Decimal(1), Decimal(3)
LONGEST_BREAKS = 240


class AccommodationQuerySet(models.QuerySet):
    """Accommodations, one for each person at most."""

    def of(self, person_id):
        """Return what is granted to a person; where nothing is, that, unsaved."""
        return self.filter(person_id=person_id).first() or Accommodation(
            person_id=person_id
        )

    def hold(self, person_id):
        """Let whoever else grants or applies wait until this transaction ends."""
        held = User.objects.select_for_update(no_key=True).filter(pk=person_id)
        held.values_list("pk").first()

    def applying_to(self, person_id):
        """Return the same as ``of``; nobody changes it during this transaction."""
        self.hold(person_id)
        return self.of(person_id)


class Accommodation(models.Model):
    """More time, breaks, larger type: one private profile for each person.

    Applied to every assessment with a clock. ``reason`` is for the person and
    for whoever grants; no page of those who mark reads this table.
    """

    person = models.OneToOneField(
        User,
        on_delete=models.CASCADE,
        related_name="accommodation",
        verbose_name=_("person"),
    )
    time_factor = models.DecimalField(
        _("time"),
        max_digits=3,
        decimal_places=2,
        default=NO_EXTRA,
        validators=[MinValueValidator(NO_EXTRA), MaxValueValidator(MOST)],
        help_text=_(
            "1.00 is the usual time, 1.50 is half as much again; at most 3.00."
        ),
    )
    break_minutes = models.PositiveSmallIntegerField(
        _("breaks"),
        default=0,
        validators=[MaxValueValidator(LONGEST_BREAKS)],
        help_text=_(
            "How many minutes in all the clock may be stopped in one attempt. 0 for "
            "none."
        ),
    )
    has_larger_type = models.BooleanField(
        _("larger type"), default=False, help_text=_("On every page of the site.")
    )
    reason = models.TextField(
        _("reason"),
        blank=True,
        max_length=2000,
        help_text=_(
            "Only this person and those who grant accommodations see it. Write no "
            "more than the decision needs."
        ),
    )
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("granted by"),
    )
    granted_at = models.DateTimeField(_("granted"), editable=False)

    wagtail_reference_index_ignore = True
    objects = AccommodationQuerySet.as_manager()

    class Meta:
        verbose_name = _("accommodation")
        verbose_name_plural = _("accommodations")
        ordering = ["-granted_at"]
        default_permissions = ("change",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(time_factor__range=(NO_EXTRA, MOST)),
                name="extra_time_is_up_to_three_times",
            )
        ]

    def __str__(self):
        # Titles go into logs and histories that others read: no name here.
        return str(_("Accommodation"))

    @property
    def break_time(self):
        return timedelta(minutes=self.break_minutes)

    @transaction.atomic
    def record(self, *, by, at):
        """Save what is granted, apply the type size, append to the history.

        Args:
            by: the person who grants.
            at: the instant, aware.
        """
        self.granted_by, self.granted_at = by, at
        self.save()
        User.objects.filter(pk=self.person_id).update(
            has_larger_type=self.has_larger_type
        )
        AccommodationChange.objects.create(
            person_id=self.person_id,
            granted_by=by,
            granted_at=at,
            time_factor=self.time_factor,
            break_minutes=self.break_minutes,
            has_larger_type=self.has_larger_type,
            reason=self.reason,
        )


class AccommodationChange(AppendOnly):
    """What was granted to a person at one time, by whom. Appended, never edited."""

    person = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="accommodation_changes"
    )
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    granted_at = models.DateTimeField()
    time_factor = models.DecimalField(max_digits=3, decimal_places=2)
    break_minutes = models.PositiveSmallIntegerField()
    has_larger_type = models.BooleanField()
    reason = models.TextField(blank=True)

    class Meta:
        verbose_name = _("change of an accommodation")
        verbose_name_plural = _("changes of accommodations")
        ordering = ["granted_at", "pk"]
        default_permissions = ()

    def __str__(self):
        return str(_("Accommodation"))
