"""Checks of an agency's list, and what each found for each line."""

import datetime as dt

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from training.append_only import LogQuerySet

from .rosters import Roster, RosterRow

RUNS_KEPT = 12
QUIET = dt.timedelta(seconds=60)
"""After so long without news of a check, its worker is taken for dead."""


class RosterRunQuerySet(models.QuerySet):
    """Checks of lists, by how far they are."""

    def open(self):
        """Those that are not finished."""
        return self.filter(finished_at=None)

    def finished(self):
        """Those that are."""
        return self.filter(finished_at__isnull=False)

    def stalled(self, *, at):
        """Open ones of which nothing was heard, or whose pause is over."""
        paused = Q(paused_until__isnull=True) | Q(paused_until__lte=at)
        return self.open().filter(paused, touched_at__lt=at - QUIET)


class RosterRun(models.Model):
    """One check of a whole list.

    Attributes:
        reached: the place of the last line that is done: a check that was
            interrupted goes on behind it.
        summary: what was found, by the name of the status; "" counts lines for
            which nothing could be shown. Empty until it is finished.
    """

    roster = models.ForeignKey(Roster, on_delete=models.CASCADE, related_name="runs")
    number = models.PositiveIntegerField(_("check"))
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField(_("begun"))
    touched_at = models.DateTimeField()
    paused_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    reached = models.PositiveIntegerField(default=0)
    summary = models.JSONField(default=dict)
    changed = models.PositiveIntegerField(default=0)

    wagtail_reference_index_ignore = True
    objects = RosterRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("check of a list")
        ordering = ["-number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["roster", "number"], name="checks_of_a_list_are_numbered"
            ),
            models.UniqueConstraint(
                fields=["roster"],
                condition=Q(finished_at=None),
                name="one_check_of_a_list_at_a_time",
            ),
        ]

    def __str__(self):
        return f"{self.roster} {self.number}"

    def get_absolute_url(self):
        roster = self.roster
        args = [roster.agency.public_id, roster.public_id, self.number]
        return reverse("agencies:run", args=args)

    @property
    def is_finished(self):
        return self.finished_at is not None

    @property
    def nothing_shown(self):
        """How many lines nothing could be shown for."""
        return self.summary.get("", 0)

    @property
    def matched(self):
        """How many lines a certificate was shown for."""
        return sum(self.summary.values()) - self.nothing_shown

    def next_rows(self, most):
        """Return the next lines to check, at most so many."""
        good = self.roster.rows.good().filter(place__gt=self.reached)
        return list(good.order_by("place")[:most])

    def previous(self):
        """The finished check before this one, or None."""
        earlier = RosterRun.objects.finished().filter(roster=self.roster_id)
        return earlier.filter(number__lt=self.number).order_by("-number").first()

    def claim(self, rows, *, at):
        """Take ``rows`` for this worker.

        Returns:
            Whether nobody else had taken them.
        """
        mine = RosterRun.objects.open().filter(pk=self.pk, reached=self.reached)
        return bool(
            mine.update(
                reached=rows[-1].place,
                done=F("done") + len(rows),
                touched_at=at,
                paused_until=None,
            )
        )

    def touch(self, *, at):
        """Say that a worker is at it.

        Returns:
            Whether nobody else has said so meanwhile.
        """
        same = RosterRun.objects.open().filter(pk=self.pk, touched_at=self.touched_at)
        return bool(same.update(touched_at=at))

    def pause(self, *, until, at):
        """Wait until the agency may ask again."""
        still = RosterRun.objects.open().filter(pk=self.pk)
        still.update(paused_until=until, touched_at=at)

    @transaction.atomic
    def finish(self, *, at):
        """Count what was found, and let go of the oldest checks of the list."""
        counted = self.results.order_by().values("status").annotate(n=Count("pk"))
        still = RosterRun.objects.open().filter(pk=self.pk)
        if still.update(
            finished_at=at,
            touched_at=at,
            summary={one["status"]: one["n"] for one in counted},
            changed=self.results.filter(is_changed=True).count(),
        ):
            old = RosterRun.objects.filter(roster=self.roster_id)
            old.filter(number__lte=self.number - RUNS_KEPT).delete()


class RosterResult(models.Model):
    """What one check found for one line: copies, as they were then.

    Attributes:
        status: the name of the status; "" where nothing could be shown, whatever
            the reason.
        since: the start of a day in ``zone``.
        expires_on: the last good day, renewals counted.
        was: the status that the check before found; "" also for lines that it
            did not have.
    """

    run = models.ForeignKey(RosterRun, on_delete=models.CASCADE, related_name="results")
    row = models.ForeignKey(RosterRow, on_delete=models.CASCADE, related_name="results")
    status = models.CharField(_("status"), max_length=20, blank=True)
    since = models.DateTimeField(_("in force since"), null=True)
    zone = models.CharField(max_length=60, default="UTC")
    conditions = models.CharField(_("conditions"), max_length=400, blank=True)
    title = models.CharField(_("title"), max_length=255, blank=True)
    completed_on = models.DateField(_("completed"), null=True)
    expires_on = models.DateField(_("good through"), null=True)
    is_changed = models.BooleanField(_("changed"), default=False)
    was = models.CharField(_("was"), max_length=20, blank=True)

    WORTH = ("status", "expires_on", "conditions")
    """What makes a line another one than before, the status first."""

    objects = LogQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("result of a line")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["run", "row"], name="a_check_has_each_line_once"
            )
        ]

    def __str__(self):
        return f"{self.row_id} {self.status}"

    @classmethod
    def of(cls, run, row, answer, earlier):
        """Return the result of one line, unsaved.

        Args:
            run: the check.
            row: the line.
            answer: a ``checking.Answer`` or None.
            earlier: its ``WORTH`` in the check before, or None.
        """
        result = cls(run=run, row=row)
        if answer is not None:
            result.status, result.since = answer.status.name, answer.status.since
            result.title = answer.title
            result.completed_on = answer.certificate.completed_on
            result.expires_on = answer.status.last_day
            result.zone = answer.certificate.zone
            result.conditions = answer.status.conditions
        if earlier is not None:
            result.was = earlier[0]
            worth = tuple(getattr(result, name) for name in cls.WORTH)
            result.is_changed = worth != earlier
        return result
