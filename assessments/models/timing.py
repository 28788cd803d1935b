"""The clock of an attempt: the deadline, extra time, and breaks that stop it."""

import math
from datetime import timedelta

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assessments import deadline
from training.users.models import Accommodation

GRACE = timedelta(seconds=15)
"""How long after the deadline an answer still counts.

It is for answers that were given before zero and were still on their way; the
page locks itself at zero. The attempt then counts as finished at the deadline.
"""


class Paused(Exception):
    """The clock stands still: nothing is answered until it goes on."""


class MayNotPause(Exception):
    """The clock cannot be stopped: no break is left, or the attempt is over."""


class TimedQuerySet(models.QuerySet):
    """What has a clock, by whether the clock lets it be worked on."""

    def open(self, *, at):
        """Those that accept answers at the instant ``at``: not in a break either."""
        in_time = Q(closes_at=None) | Q(closes_at__gt=at - GRACE)
        is_running = Q(paused_until=None) | Q(paused_until__lte=at)
        return self.filter(in_time, is_running, submitted_at=None)

    def overdue(self, *, at):
        """Those whose time and grace are over, and that nobody has closed yet."""
        return self.filter(submitted_at=None, closes_at__lte=at - GRACE)

    def extend(self, accommodation, *, at):
        """Give open ones what a changed ``accommodation`` adds. It takes nothing away.

        Call it in the transaction that holds the person
        (``Accommodation.objects.applying_to``), so that none begins meanwhile.
        """
        in_time = self.filter(submitted_at=None, closes_at__gt=at - GRACE)
        in_time = in_time.exclude(allotted=None)
        for timed in in_time.only("pk", "allotted", "time_factor", "break_allowance"):
            factor = max(timed.time_factor, accommodation.time_factor)
            more = deadline.extension(timed.allotted, timed.time_factor, factor)
            breaks = max(timed.break_allowance, accommodation.break_time)
            # Of this table alone: PostgreSQL would not look again at a subquery when
            # somebody has handed in meanwhile.
            still = self.model.objects.filter(
                pk=timed.pk, submitted_at=None, closes_at__gt=at - GRACE
            )
            # Relative, so that a break that begins or ends meanwhile still counts.
            still.update(
                closes_at=F("closes_at") + more,
                time_factor=factor,
                break_allowance=breaks,
                break_left=F("break_left") + (breaks - timed.break_allowance),
            )


class Timed(models.Model):
    """What may have a deadline, fixed when it starts.

    A break moves the deadline at once by all that is left of the breaks, and
    going on gives back what was not used. So the deadline is right at every
    moment, and a break that nobody ends is over by itself.

    Attributes:
        allotted: the time that anybody would have; None without a clock.
        time_factor: the extra time applied to it.
    """

    allotted = models.DurationField(null=True, editable=False)
    time_factor = models.DecimalField(
        max_digits=3, decimal_places=2, default=1, editable=False
    )
    closes_at = models.DateTimeField(_("closes"), null=True)
    break_allowance = models.DurationField(default=timedelta, editable=False)
    break_left = models.DurationField(default=timedelta, editable=False)
    paused_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True

    def begin_clock(self, time, accommodation, *, at):
        """Fix the deadline of an unsaved one that begins at ``at``.

        Args:
            time: what ``deadline.time_for_all`` gave.
            accommodation: what is granted to the person.
            at: the instant, aware.
        """
        self.allotted, self.time_factor = time, accommodation.time_factor
        self.closes_at = deadline.ends_at(at, time, self.time_factor)
        self.break_allowance = self.break_left = accommodation.break_time

    def remaining_seconds(self, *, at):
        """Whole seconds until the deadline, from 0; None without a clock.

        In a break, those that will be left when the clock goes on.
        """
        if self.closes_at is None:
            return None
        running = self.paused_until if self.is_paused(at=at) else at
        return max(0, math.ceil((self.closes_at - running).total_seconds()))

    def is_overdue(self, *, at):
        """Whether time and grace are over while nobody has closed it."""
        is_late = self.closes_at is not None and self.closes_at + GRACE <= at
        return is_late and self.submitted_at is None

    def is_paused(self, *, at):
        """Whether the clock stands still at the instant ``at``."""
        return self.paused_until is not None and self.paused_until > at

    def may_pause(self, *, at):
        """Whether the clock can be stopped at the instant ``at``."""
        return bool(
            self.closes_at
            and self.closes_at > at
            and self.break_left
            and self.submitted_at is None
            and not self.is_paused(at=at)
        )

    @transaction.atomic
    def pause(self, *, at):
        """Stop the clock for as long as the breaks allow; record the break.

        Raises:
            MayNotPause: no break is left, the clock stands still, or it is over.
        """
        this = self._this().open(at=at).filter(closes_at__gt=at)
        this = this.filter(break_left__gt=timedelta(0))
        left = this.select_for_update().values_list("break_left", flat=True).first()
        if left is None:
            raise MayNotPause
        this.filter(break_left=left).update(
            paused_until=at + left,
            closes_at=F("closes_at") + left,
            break_left=timedelta(0),
        )
        self.breaks.create(began_at=at, ended_at=at + left)
        self._reread()

    @transaction.atomic
    def resume(self, *, at):
        """Let the clock go on; what was not used of the break is kept for later.

        Does nothing where the clock is running.
        """
        this = self._this().filter(submitted_at=None, paused_until__gt=at)
        until = this.select_for_update().values_list("paused_until", flat=True).first()
        if until is not None:
            this.filter(paused_until=until).update(
                paused_until=None,
                closes_at=F("closes_at") - (until - at),
                break_left=F("break_left") + (until - at),
            )
            self.breaks.filter(ended_at=until).update(ended_at=at)
        self._reread()

    def _this(self):
        return type(self).objects.filter(pk=self.pk)

    def _reread(self):
        self.refresh_from_db(fields=["closes_at", "paused_until", "break_left"])


class Windowed(models.Model):
    """What is taken between two instants, if an author names them."""

    opens_at = models.DateTimeField(
        _("opens"),
        null=True,
        blank=True,
        help_text=_("No attempt begins earlier. Leave empty to be open at once."),
    )
    closes_at = models.DateTimeField(
        _("closes"),
        null=True,
        blank=True,
        help_text=_(
            "Attempts end then, except for people with extra time. Leave empty to "
            "stay open."
        ),
    )

    class Meta:
        abstract = True

    @property
    def window(self):
        """Between which instants attempts are taken."""
        return deadline.Window(self.opens_at, self.closes_at)


def own_time(limit, person_id):
    """Return what a person's accommodation makes of a time limit, for their page.

    Returns:
        ``granted``, an ``Accommodation``, and ``own_minutes``, 0 where the limit
        is the usual one or there is none.
    """
    granted = Accommodation.objects.of(person_id)
    if limit is None or granted.time_factor == 1:
        return {"granted": granted, "own_minutes": 0}
    own = deadline.stretched(limit, granted.time_factor)
    return {"granted": granted, "own_minutes": math.ceil(own.total_seconds() / 60)}


class Break(models.Model):
    """How long the clock of an attempt stood still; until then, how long it may."""

    attempt = models.ForeignKey(
        "assessments.Attempt", on_delete=models.CASCADE, related_name="breaks"
    )
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()

    class Meta:
        verbose_name = _("break")
        verbose_name_plural = _("breaks")
        ordering = ["began_at"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__gte=F("began_at")),
                name="a_break_ends_after_it_began",
            )
        ]

    def __str__(self):
        return f"break {self.began_at:%H:%M}"
