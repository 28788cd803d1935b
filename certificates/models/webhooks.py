"""Where agencies want to hear of changes, and what was sent there."""

import datetime as dt
import uuid

from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from certificates.watching.signature import wait_after

from .agencies import Agency
from .watching import Watch, WatchChange

MOST = 5
"""Addresses of one agency."""

LEASE = dt.timedelta(minutes=2)
"""How long one who delivers may take before another may try."""

OVERLAP = dt.timedelta(hours=24)
"""How long the old secret still signs beside a new one."""


class TooMany(Exception):
    """The agency has as many addresses as it may have."""


class EndpointQuerySet(models.QuerySet):
    """Addresses, by whether something is sent there."""

    def live(self):
        return self.filter(
            ended_at=None,
            is_paused=False,
            agency__approved_at__isnull=False,
            agency__closed_at=None,
        )


class Endpoint(models.Model):
    """An address of an agency, with the secret that signs what is sent there."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="endpoints"
    )
    place = models.PositiveSmallIntegerField(editable=False)
    url = models.URLField(_("address"), max_length=300)
    sealed_secret = models.BinaryField()
    sealed_old_secret = models.BinaryField(null=True)
    rotated_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(_("made"))
    is_paused = models.BooleanField(_("paused"), default=False)
    ended_at = models.DateTimeField(_("removed"), null=True)

    wagtail_reference_index_ignore = True
    objects = EndpointQuerySet.as_manager()

    class Meta:
        verbose_name = _("address for webhooks")
        default_permissions = ()
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "place"],
                condition=Q(ended_at=None),
                name="an_agency_has_five_addresses",
            ),
            models.CheckConstraint(
                condition=Q(place__lt=MOST), name="a_place_is_one_of_five"
            ),
        ]

    def __str__(self):
        return self.url

    @classmethod
    def open(cls, agency, *, url, sealed_secret, public_id, at):
        """Make one in the first free place.

        Raises:
            TooMany: there is none; of two made at once, both or one may be.
        """
        taken = set(
            cls.objects.filter(agency=agency, ended_at=None).values_list(
                "place", flat=True
            )
        )
        for place in sorted(set(range(MOST)) - taken):
            try:
                with transaction.atomic():
                    return cls.objects.create(
                        agency=agency,
                        place=place,
                        url=url,
                        sealed_secret=sealed_secret,
                        public_id=public_id,
                        made_at=at,
                    )
            except IntegrityError:
                continue
        raise TooMany

    def rotate(self, sealed_secret, *, at):
        """Sign with a new secret, and with the old one beside it for a day."""
        Endpoint.objects.filter(pk=self.pk, ended_at=None).update(
            sealed_old_secret=F("sealed_secret"),
            sealed_secret=sealed_secret,
            rotated_at=at,
        )
        self.refresh_from_db()

    def pause(self, is_paused):
        """Send nothing for the time being, or go on."""
        Endpoint.objects.filter(pk=self.pk).update(is_paused=is_paused)
        self.refresh_from_db(fields=["is_paused"])

    def remove(self, *, at):
        """Send nothing there again."""
        Endpoint.objects.filter(pk=self.pk, ended_at=None).update(ended_at=at)
        self.refresh_from_db(fields=["ended_at"])

    def send_test(self, *, at):
        """Lay out a message that says nothing."""
        return Delivery.objects.create(endpoint=self, happened_at=at, due_at=at)

    def sealed_secrets(self, *, at):
        """Return the sealed secrets that sign at ``at``, the present one first."""
        sealed = [bytes(self.sealed_secret)]
        if self.sealed_old_secret and at < self.rotated_at + OVERLAP:
            sealed.append(bytes(self.sealed_old_secret))
        return sealed


class DeliveryQuerySet(models.QuerySet):
    """Deliveries, by how far they have come."""

    def allowed(self):
        """Those that say nothing, or what the holder still lets the agency know."""
        standing = Watch.objects.standing()
        return self.filter(Q(change=None) | Q(change__watch__in=standing.values("pk")))

    def due(self, *, at):
        """Those to be tried now."""
        live = Endpoint.objects.live()
        waiting = self.allowed().filter(delivered_at=None, dead_at=None, due_at__lte=at)
        return waiting.filter(endpoint__in=live.values("pk"))

    def dead(self):
        """Those that were given up: a person may have them sent again."""
        return self.filter(dead_at__isnull=False)

    def rest(self, endpoint, *, until):
        """Try nothing of what waits for an address before ``until``."""
        waiting = self.filter(endpoint=endpoint, delivered_at=None, dead_at=None)
        waiting.filter(due_at__lt=until).update(due_at=until)

    def lay(self, changes, *, at):
        """Lay out one for each change and each live address of its agency."""
        endpoints = {}
        agencies = {change.watch.agency_id for change in changes}
        for row in Endpoint.objects.live().filter(agency__in=agencies):
            endpoints.setdefault(row.agency_id, []).append(row)
        self.bulk_create(
            [
                Delivery(endpoint=endpoint, change=change, happened_at=at, due_at=at)
                for change in changes
                for endpoint in endpoints.get(change.watch.agency_id, [])
            ],
            ignore_conflicts=True,
        )


class Delivery(models.Model):
    """One message to one address, tried until it is taken or given up."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    endpoint = models.ForeignKey(
        Endpoint, on_delete=models.PROTECT, related_name="deliveries"
    )
    change = models.ForeignKey(
        WatchChange, on_delete=models.PROTECT, null=True, related_name="deliveries"
    )
    happened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    tried_at = models.DateTimeField(_("last tried"), null=True)
    answer = models.PositiveSmallIntegerField(_("last answer"), null=True)
    problem = models.CharField(_("what went wrong"), max_length=20, blank=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True)
    dead_at = models.DateTimeField(_("given up"), null=True)

    wagtail_reference_index_ignore = True
    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        default_permissions = ()
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(delivered_at=None, dead_at=None),
                name="messages_due",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["endpoint", "change"],
                name="a_change_goes_to_an_address_once",
            )
        ]

    def __str__(self):
        return str(self.key)

    @property
    def is_test(self):
        return self.change_id is None

    def claim(self, *, at):
        """Take it upon this process to try; of several, one is told True."""
        if not Delivery.objects.due(at=at).filter(pk=self.pk).exists():
            return False
        # Of this table alone, as in ``Watch``: a subquery is not looked at anew.
        same = Delivery.objects.filter(
            pk=self.pk,
            tries=self.tries,
            delivered_at=None,
            dead_at=None,
            due_at__lte=at,
        )
        claimed = same.update(due_at=at + LEASE, tries=F("tries") + 1, tried_at=at)
        self.refresh_from_db(fields=["tries", "due_at", "tried_at"])
        return bool(claimed)

    def settle(self, *, status, problem, at):
        """Note how the try went; after the last one it is given up."""
        seen = {"answer": status, "problem": problem}
        if not problem:
            seen["delivered_at"] = at
        elif (wait := wait_after(self.tries)) is None:
            seen["dead_at"] = at
        else:
            seen["due_at"] = at + wait
        mine = Delivery.objects.filter(pk=self.pk, tries=self.tries, delivered_at=None)
        mine.update(**seen)
        self.refresh_from_db()

    def replay(self, *, at):
        """Send it again from the start, under the same key; say whether it was over."""
        over = Delivery.objects.filter(pk=self.pk).exclude(
            delivered_at=None, dead_at=None
        )
        return bool(
            over.update(delivered_at=None, dead_at=None, tries=0, due_at=at, problem="")
        )
