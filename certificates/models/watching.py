"""Agencies that a holder lets watch a certificate, and what they were told."""

import datetime as dt
import uuid

from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from training.append_only import AppendOnly, AppendOnlyQuerySet

from .agencies import Agency

PATIENCE = dt.timedelta(days=30)
"""How long a question waits for an answer; until then it is not put again."""

OPEN_AGENCY = Q(agency__approved_at__isnull=False, agency__closed_at=None)


class WatchQuerySet(models.QuerySet):
    """Watches, by who looks at them and where they stand."""

    def for_agency(self, agency):
        return self.filter(agency=agency)

    def for_holder(self, user):
        """What one person was asked, or agreed to."""
        return self.filter(certificate__holder=user)

    def asked(self, *, at):
        """Those that still wait for an answer."""
        return self.filter(
            OPEN_AGENCY,
            consented_at=None,
            declined_at=None,
            ended_at=None,
            asked_at__gt=at - PATIENCE,
        )

    def put_lately(self, agency, number, *, at):
        """What ``agency`` has asked about ``number`` of late, whatever became of it."""
        return self.filter(agency=agency, number=number, asked_at__gt=at - PATIENCE)

    def standing(self):
        """Those that the holder agreed to and that nobody has ended.

        A closed agency, or a person who has left, ends them at once; the record
        of it follows.
        """
        return self.filter(
            OPEN_AGENCY,
            consented_at__isnull=False,
            ended_at=None,
            certificate__holder__is_active=True,
        )

    def over(self, *, at):
        """Those that have come to an end without a record of it, with the cause."""
        closed = self.filter(ended_at=None).exclude(agency__closed_at=None)
        # A question of theirs lapses like any other, or its end would tell that
        # somebody held the number.
        left = self.filter(
            ended_at=None,
            consented_at__isnull=False,
            certificate__holder__is_active=False,
        )
        lapsed = self.filter(
            ended_at=None, consented_at=None, asked_at__lte=at - PATIENCE
        )
        return {"closed": closed, "left": left, "lapsed": lapsed}

    @transaction.atomic
    def ask(self, agency, number, *, by, reason, at):
        """Put the question to the holder of ``number``, if there is one.

        The agency cannot tell: a number that nobody holds is kept like one whose
        holder has not answered.

        Args:
            agency: who asks.
            number: as ``codes.normalise`` writes it.
            by: the member who asks.
            reason: what the holder reads.
            at: now, aware.

        Returns:
            The watch, and whether it is new: a question that waits, or a watch
            that stands, is not asked again.
        """
        certificate = self._certificate(agency, number)
        row = {"asked_by": by, "asked_at": at, "reason": reason}
        try:
            with transaction.atomic():
                watch = self.create(
                    agency=agency, number=number, certificate=certificate, **row
                )
        except IntegrityError:
            return self.get(agency=agency, number=number, ended_at=None), False
        watch.note("asked", by=by, at=at)
        return watch, True

    def _certificate(self, agency, number):
        """Return the certificate, unless its holder barred this agency from asking."""
        # Asked for by name, for that module imports this one.
        held = apps.get_model("certificates", "Certificate").objects
        found = held.filter(number=number).exclude(token_hash=None).first()
        if found is None:
            return None
        barred = self.filter(agency=agency, certificate__holder=found.holder_id)
        return None if barred.filter(is_barred=True).exists() else found


class Watch(models.Model):
    """One agency's wish to hear of one certificate, and what became of it."""

    ENDS = [
        ("holder", _("Ended by the holder")),
        ("agency", _("Ended by the agency")),
        ("closed", _("The agency's desk was closed")),
        ("left", _("The holder has left")),
        ("lapsed", _("Nobody answered")),
    ]

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="watches")
    number = models.CharField(_("number"), max_length=32)
    certificate = models.ForeignKey(
        "certificates.Certificate",
        on_delete=models.PROTECT,
        null=True,
        related_name="watches",
    )
    reason = models.CharField(_("why you ask"), max_length=200)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked"))
    consented_at = models.DateTimeField(_("agreed"), null=True)
    declined_at = models.DateTimeField(_("declined"), null=True)
    is_barred = models.BooleanField(_("may not ask again"), default=False)
    ended_at = models.DateTimeField(_("ended"), null=True)
    end = models.CharField(_("how it ended"), max_length=10, choices=ENDS, blank=True)
    # What the agency knows: a change is news only if it differs from this.
    told_status = models.CharField(max_length=20, blank=True)
    told_until = models.DateField(null=True)

    wagtail_reference_index_ignore = True
    objects = WatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("watch")
        verbose_name_plural = _("watches")
        ordering = ["-asked_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "number"],
                condition=Q(ended_at=None),
                name="an_agency_watches_a_number_once",
            ),
            models.CheckConstraint(
                condition=Q(consented_at=None) | Q(declined_at=None),
                name="a_holder_agrees_or_declines",
            ),
        ]

    def __str__(self):
        return f"{self.agency}, {self.number}"

    @property
    def stands(self):
        return self.consented_at is not None and self.ended_at is None

    def knows(self, status):
        """Whether the agency has been told of this standing."""
        return (status.name, status.last_day) == (self.told_status, self.told_until)

    @transaction.atomic
    def consent(self, *, at):
        """Let the agency hear of changes from now on; say whether it still could."""
        status = self.certificate.status(at=at)
        changed = self._unanswered(at).update(
            consented_at=at,
            told_status=status.name,
            told_until=status.last_day,
        )
        return self._noted(changed, "consented", by=self.certificate.holder, at=at)

    @transaction.atomic
    def decline(self, *, at, for_good=False):
        """Say no. The agency is not told: its question goes on waiting, then lapses."""
        changed = self._unanswered(at).update(declined_at=at, is_barred=for_good)
        return self._noted(changed, "declined", by=self.certificate.holder, at=at)

    @transaction.atomic
    def finish(self, end, *, at, by=None):
        """End it, for the next request already; say whether it had not ended."""
        open_ = Watch.objects.filter(pk=self.pk, ended_at=None)
        return self._noted(open_.update(ended_at=at, end=end), end, by=by, at=at)

    @transaction.atomic
    def tell(self, status, *, at):
        """Note a change that the agency has not been told of.

        Args:
            status: the ``Status`` now.
            at: now, aware.

        Returns:
            The ``WatchChange``, or None where it is no news; of several that tell
            at once, one makes it.
        """
        if self.knows(status):
            return None
        same = Watch.objects.filter(
            pk=self.pk,
            ended_at=None,
            told_status=self.told_status,
            told_until=self.told_until,
        )
        name, until = status.name, status.last_day
        if not same.update(told_status=name, told_until=until):
            return None
        self.told_status, self.told_until = name, until
        return WatchChange.objects.create(
            watch=self, number=self.number, status=name, until=until, at=at
        )

    @transaction.atomic
    def move_to(self, newer, *, at):
        """Watch the edition that has taken the certificate's place."""
        same = Watch.objects.filter(
            pk=self.pk, ended_at=None, certificate=self.certificate_id
        )
        taken = Watch.objects.filter(
            agency=self.agency_id, number=newer.number, ended_at=None
        )
        if taken.exists():
            return False
        moved = same.update(
            certificate=newer, number=newer.number, told_status="", told_until=None
        )
        return self._noted(moved, "moved", by=None, at=at)

    def note(self, kind, *, by, at):
        """Append to the history that both sides keep."""
        return WatchEvent.objects.create(
            watch=self, kind=kind, actor=by, at=at, number=self.number
        )

    def _unanswered(self, at):
        """Return this row while its question is open, for a guarded update.

        The guard names this table alone: PostgreSQL looks at a row anew after
        another has changed it, but not at a subquery that had found it.
        """
        if not Watch.objects.asked(at=at).filter(pk=self.pk).exists():
            return Watch.objects.none()
        return Watch.objects.filter(
            pk=self.pk, consented_at=None, declined_at=None, ended_at=None
        )

    def _noted(self, changed, kind, *, by, at):
        self.refresh_from_db()
        if changed:
            self.note(kind, by=by, at=at)
        return bool(changed)


class WatchEvent(AppendOnly):
    """What happened to a watch; the agency does not see that it was declined."""

    KINDS = [
        ("asked", _("Asked")),
        ("consented", _("Agreed")),
        ("declined", _("Declined")),
        ("moved", _("Moved on to the newer edition")),
        *Watch.ENDS,
    ]

    watch = models.ForeignKey(Watch, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("what"), max_length=10, choices=KINDS)
    number = models.CharField(max_length=32)
    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("event of a watch")
        default_permissions = ()
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.at:%Y-%m-%d} {self.kind}"


class WatchChangeQuerySet(AppendOnlyQuerySet):
    """Changes, by who may read them."""

    def for_agency(self, agency):
        """Those of watches that stand: whose consent ended shows nothing more."""
        standing = Watch.objects.standing().filter(agency=agency)
        return self.filter(watch__in=standing.values("pk"))

    def since(self, key):
        """Those noted after the one with this key, the oldest first."""
        return self.filter(pk__gt=key).order_by("pk")


class WatchChange(AppendOnly):
    """A change of standing that an agency was told of."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    watch = models.ForeignKey(Watch, on_delete=models.PROTECT, related_name="changes")
    number = models.CharField(max_length=32)
    status = models.CharField(max_length=20)
    until = models.DateField(null=True)
    at = models.DateTimeField(_("when"))

    objects = WatchChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change that was told")
        default_permissions = ()
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.at:%Y-%m-%d} {self.status}"


class WatchDigest(AppendOnly):
    """One mail a day at most to the members of an agency, that something changed."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="digests")
    day = models.DateField()
    up_to = models.PositiveBigIntegerField()
    sent_at = models.DateTimeField()

    class Meta:
        verbose_name = _("digest")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "day"], name="an_agency_gets_one_digest_a_day"
            )
        ]

    def __str__(self):
        return f"{self.agency}, {self.day}"
