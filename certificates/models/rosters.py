"""An agency's lists of people, line by line."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from certificates.rosters.reading import LONGEST_NAME, LONGEST_NUMBER

KEPT = dt.timedelta(days=400)
KEPT_UNCHECKED = dt.timedelta(days=7)
KEPT_CLOSED = dt.timedelta(days=30)
"""After the agency is closed."""

BATCH = 1000


class NameTaken(Exception):
    """The agency has a list of this name."""


class NothingToCheck(Exception):
    """No line of the list can be checked."""


class RosterQuerySet(models.QuerySet):
    """Lists, always of one agency."""

    def for_agency(self, agency):
        """The agency's own."""
        return self.filter(agency=agency)

    def for_listing(self):
        """Count lines and join the newest check of each."""
        newest = models.Prefetch("runs", to_attr="newest_runs")
        good = Count("rows", filter=Q(rows__fault=""))
        return self.annotate(good=good).prefetch_related(newest).order_by("name")

    def forgotten(self, *, at):
        """Lists whose time is over, see the constants above."""
        return self.filter(
            Q(checked_at=None, made_at__lt=at - KEPT_UNCHECKED)
            | Q(checked_at__lt=at - KEPT)
            | Q(agency__closed_at__lt=at - KEPT_CLOSED)
        )

    @transaction.atomic
    def keep(self, agency, name, reading, *, by, at):
        """Keep what was read of a file, to be looked at before it is checked.

        Args:
            agency: whose list it is.
            name: what the agency calls it.
            reading: a ``rosters.reading.Reading``.
            by: who sent it.
            at: now, aware.

        Raises:
            NameTaken: also for the second click on one button.
        """
        try:
            with transaction.atomic():
                roster = self.create(
                    agency=agency,
                    name=name,
                    is_guessed=reading.is_guessed,
                    made_by=by,
                    made_at=at,
                )
        except IntegrityError as taken:
            raise NameTaken from taken
        rows = (RosterRow.of(roster, line) for line in reading.lines)
        RosterRow.objects.bulk_create(rows, batch_size=BATCH)
        return roster


class Roster(models.Model):
    """A list of people, as numbers and family names; only its agency sees it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(
        "certificates.Agency", on_delete=models.PROTECT, related_name="rosters"
    )
    name = models.CharField(_("name of the list"), max_length=80)
    is_guessed = models.BooleanField(_("accents may be wrong"), default=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(_("made"))
    checked_at = models.DateTimeField(_("last checked"), null=True)

    wagtail_reference_index_ignore = True
    objects = RosterQuerySet.as_manager()

    class Meta:
        verbose_name = _("list of people")
        verbose_name_plural = _("lists of people")
        ordering = ["name"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "name"], name="an_agency_names_each_list_once"
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("agencies:roster", args=[self.agency.public_id, self.public_id])

    @property
    def kept_until(self):
        """The day on which the list goes, if nothing is done with it."""
        if self.checked_at:
            return self.checked_at + KEPT
        return self.made_at + KEPT_UNCHECKED

    def rename(self, name):
        """Give the list another name.

        Raises:
            NameTaken: another list of the agency has it.
        """
        try:
            with transaction.atomic():
                Roster.objects.filter(pk=self.pk).update(name=name)
        except IntegrityError as taken:
            raise NameTaken from taken
        self.name = name

    @transaction.atomic
    def remove(self):
        """Delete the list, its lines and what was found; holders' logs stay.

        A check that is under way loses its row first and so stops.
        """
        self.runs.open().update(finished_at=F("started_at"))
        self.delete()

    @transaction.atomic
    def mend(self, lines):
        """Take over lines that were corrected, and mark numbers that stand twice.

        Args:
            lines: of ``rosters.reading.Line``; the places say which.
        """
        rows = {row.place: row for row in self.rows.all()}
        changed = [rows[line.place].take(line) for line in lines if line.place in rows]
        fields = ["number", "family_name", "fault", "detail"]
        RosterRow.objects.bulk_update(changed, fields, batch_size=BATCH // 5)

    @transaction.atomic
    def begin_run(self, *, by, at):
        """Begin to check the list, unless that is under way already.

        Returns:
            The ``RosterRun``, and whether it is new.

        Raises:
            NothingToCheck: every line has a fault.
        """
        total = self.rows.good().count()
        if not total:
            raise NothingToCheck
        last = self.runs.order_by("-number").first()
        try:
            with transaction.atomic():
                run = self.runs.create(
                    number=last.number + 1 if last else 1,
                    started_by=by,
                    started_at=at,
                    touched_at=at,
                    total=total,
                )
        except IntegrityError:
            return self.runs.order_by("-number").first(), False
        Roster.objects.filter(pk=self.pk).update(checked_at=at)
        return run, True


class RosterRowQuerySet(models.QuerySet):
    """Lines, by whether they can be checked."""

    def good(self):
        """Lines without a fault."""
        return self.filter(fault="")

    def faulty(self):
        """Lines that somebody has to correct."""
        return self.exclude(fault="")


class RosterRow(models.Model):
    """One line of a list, as it was sent or corrected."""

    roster = models.ForeignKey(Roster, on_delete=models.CASCADE, related_name="rows")
    place = models.PositiveIntegerField(_("line"))
    number = models.CharField(_("number"), max_length=LONGEST_NUMBER, blank=True)
    family_name = models.CharField(
        _("family name"), max_length=LONGEST_NAME, blank=True
    )
    fault = models.CharField(max_length=20, blank=True)
    detail = models.CharField(max_length=10, blank=True)

    wagtail_reference_index_ignore = True
    objects = RosterRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a list")
        ordering = ["place"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["roster", "place"], name="a_list_has_each_line_once"
            )
        ]

    def __str__(self):
        return f"{self.place} {self.number}"

    @classmethod
    def of(cls, roster, line):
        """Return the row of a ``rosters.reading.Line``, unsaved."""
        return cls(roster=roster, place=line.place).take(line)

    def take(self, line):
        """Copy what ``line`` says, unsaved."""
        self.number, self.family_name = line.number, line.family_name
        self.fault, self.detail = line.fault, line.detail
        return self
