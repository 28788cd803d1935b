"""What happened to certificates, each event chained to the one before it."""

import datetime as dt
import secrets

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from certificates import chain, status
from training.append_only import AppendOnly, AppendOnlyQuerySet

from .watching import Watch

TERMS = (status.ISSUED, status.RENEWED)


class ChainMoved(RuntimeError):
    """Somebody appended in between, which the lock on the head should prevent."""


class ChainHead(models.Model):
    """The end of the chain: one row, locked by whoever appends.

    It stays locked to the end of the transaction, so events become visible in the
    order of their positions: who has read up to one has missed none before it.
    """

    position = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default=chain.GENESIS)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="a_chain_has_one_head")
        ]

    def __str__(self):
        return f"{self.position} {self.digest[:8]}"


class StatusEventQuerySet(AppendOnlyQuerySet):
    """Events, in the order in which they were put on record."""

    def decisions(self):
        """Those behind the issue and the end of a term, which change the standing."""
        return self.exclude(kind__in=status.UNDECIDED)

    def since(self, position):
        """Those behind ``position``, a cursor that never skips one."""
        return self.filter(position__gt=position).order_by("position")

    def watched_by(self, agency):
        """Those that ``agency`` may be told, as their holders have agreed.

        Of what was put on record since; of an edition that was replaced, too, while
        the newer one is watched.
        """
        watches = Watch.objects.standing().filter(
            Q(certificate=OuterRef("certificate"))
            | Q(certificate__replaces=OuterRef("certificate")),
            agency=agency,
            consented_at__lte=OuterRef("recorded_at"),
        )
        told = self.exclude(kind=status.NOTE_ERASED)
        return told.filter(Exists(watches))

    def for_telling(self):
        """Join what is told of an event: the certificate, and what it is worth."""
        joined = self.select_related("certificate")
        return joined.prefetch_related("certificate__events")

    def falling_due(self, *, after, until):
        """Those recorded beforehand that take effect in this span of time."""
        planned = self.filter(effective_at__gt=F("recorded_at"))
        return planned.filter(
            effective_at__gt=after, effective_at__lte=until, recorded_at__lte=after
        ).order_by("position")

    def ended(self, since, *, at):
        """Terms whose last day is over, or nearly, since then, and not noted as such.

        With the certificates and their events, for their standing decides.
        """
        noted = self.model.objects.filter(
            certificate=OuterRef("certificate"),
            kind=status.EXPIRED,
            position__gt=OuterRef("position"),
        )
        near = dt.timedelta(days=2)
        lately = Q(last_day__gte=(since - near).date()) | Q(
            recorded_at__gte=since - near
        )
        terms = self.filter(lately, last_day__lte=(at + near).date(), kind__in=TERMS)
        joined = terms.filter(~Exists(noted)).select_related("certificate")
        return joined.prefetch_related("certificate__events").order_by("position")

    def for_audit(self):
        """By position, with the number that each is about and nothing else of it."""
        joined = self.select_related("certificate").order_by("position")
        return joined.only(*_CHAINED, "certificate__number")

    @transaction.atomic
    def append(self, *events):
        """Put unsaved events on record, in the order given, and return them."""
        heads = ChainHead.objects.select_for_update()
        head, _is_new = heads.get_or_create(pk=1)
        position, digest = head.position, head.digest
        for event in events:
            position += 1
            event.position, event.previous_digest = position, digest
            event.note_digest = chain.note_digest(event.private_note, event.note_salt)
            event.digest = digest = chain.digest(event.entry())
        self.bulk_create(events)
        unmoved = ChainHead.objects.filter(pk=1, position=head.position)
        if not unmoved.update(position=position, digest=digest):
            raise ChainMoved
        return list(events)


def new_salt():
    """Return a salt for a private note."""
    return secrets.token_hex(16)


class StatusEvent(AppendOnly):
    """Something that happened to a certificate; its past is never edited.

    The one thing that may go is a private note, which the chain holds only as a
    salted digest; that it went is an event.
    """

    KINDS = [
        ("issued", _("Issued")),
        ("suspended", _("Suspended")),
        ("reinstated", _("Reinstated")),
        ("restricted", _("Restricted")),
        ("probation", _("On probation")),
        ("inactive", _("Voluntarily inactive")),
        ("reactivated", _("Active again")),
        ("surrendered", _("Surrendered")),
        ("revoked", _("Revoked")),
        ("superseded", _("Superseded")),
        ("expired", _("Expired")),
        ("renewed", _("Renewed")),
        ("note_erased", _("Private note erased")),
    ]
    REASONS = [
        ("administrative", _("Administrative")),
        ("requirements", _("A requirement turned out not to be met")),
        ("conduct", _("Conduct, after a finding")),
        ("request", _("At the holder's request")),
        ("error", _("Issued in error")),
        ("appeal", _("After an appeal")),
        ("completion", _("The course is complete")),
        ("continuing", _("Requirements for renewing are met")),
        ("term", _("The last day is over")),
        ("name", _("Change of name")),
        ("correction", _("Correction of a mistake")),
        ("other", _("Other")),
    ]

    certificate = models.ForeignKey(
        "certificates.Certificate", on_delete=models.PROTECT, related_name="events"
    )
    kind = models.CharField(_("event"), max_length=20, choices=KINDS)
    reason_code = models.CharField(_("reason"), max_length=20, choices=REASONS)
    legal_basis = models.CharField(_("legal basis"), max_length=200, blank=True)
    public_reason = models.CharField(
        _("wording that everyone sees"), max_length=200, blank=True
    )
    conditions = models.CharField(
        _("conditions that everyone sees"), max_length=400, blank=True
    )
    last_day = models.DateField(_("last good day"), null=True)
    private_note = models.TextField(_("private note"), max_length=4000, blank=True)
    note_salt = models.CharField(max_length=32, default=new_salt, editable=False)
    note_digest = models.CharField(max_length=64, blank=True, editable=False)
    note_erased_at = models.DateTimeField(null=True, editable=False)
    effective_at = models.DateTimeField(_("holds from"))
    recorded_at = models.DateTimeField(_("recorded"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    # The position of another event of the same certificate.
    about = models.PositiveBigIntegerField(null=True, editable=False)
    position = models.PositiveBigIntegerField(unique=True, editable=False)
    previous_digest = models.CharField(max_length=64, editable=False)
    digest = models.CharField(max_length=64, editable=False)

    objects = StatusEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["position"]
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["last_day"],
                condition=Q(kind__in=TERMS, last_day__isnull=False),
                name="last_days",
            ),
            models.Index(
                fields=["effective_at"],
                condition=Q(effective_at__gt=F("recorded_at")),
                name="events_planned",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=status.KINDS),
                name="an_event_is_of_a_known_kind",
            ),
            models.CheckConstraint(
                condition=~Q(kind="renewed") | Q(last_day__isnull=False),
                name="a_renewal_names_its_last_day",
            ),
            models.UniqueConstraint(
                fields=["certificate"],
                condition=Q(kind="issued"),
                name="a_certificate_is_issued_once",
            ),
            models.UniqueConstraint(
                fields=["certificate"],
                condition=Q(kind="superseded"),
                name="a_certificate_is_superseded_once",
            ),
            models.UniqueConstraint(
                fields=["certificate", "effective_at"],
                condition=Q(kind="expired"),
                name="a_last_day_ends_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="note_erased", about__isnull=False)
                | ~Q(kind="note_erased") & Q(about=None),
                name="an_erased_note_is_that_of_an_event",
            ),
            models.UniqueConstraint(
                fields=["about"],
                condition=Q(about__isnull=False),
                name="a_note_is_erased_once",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.effective_at:%Y-%m-%d}"

    def as_event(self):
        """Return the plain facts, for ``status``."""
        return status.Event(
            kind=self.kind,
            effective_at=self.effective_at,
            recorded_at=self.recorded_at,
            sequence=self.position or 0,
            public_reason=self.public_reason,
            conditions=self.conditions,
            last_day=self.last_day,
        )

    def entry(self):
        """Return what the chain digests; the shape of a version is for ever.

        Version 2 names the event that it is about; all others are of version 1.
        """
        versioned = {"v": 1} if self.about is None else {"v": 2, "about": self.about}
        return versioned | {
            "position": self.position,
            "previous": self.previous_digest,
            "certificate": self.certificate.number,
            "kind": self.kind,
            "reason": self.reason_code,
            "basis": self.legal_basis,
            "public": self.public_reason,
            "conditions": self.conditions,
            "last_day": self.last_day.isoformat() if self.last_day else None,
            "note": self.note_digest,
            "effective": chain.instant(self.effective_at),
            "recorded": chain.instant(self.recorded_at),
            "actor": self.actor_id,
        }

    def as_link(self):
        """Return the event as a link of the chain, for ``chain.first_break``."""
        return chain.Link(
            self.position, self.previous_digest, self.digest, self.entry()
        )

    @property
    def is_note_genuine(self):
        """Whether the private note is the one that was written, or erased."""
        if self.note_erased_at:
            return not self.private_note
        return chain.note_digest(self.private_note, self.note_salt) == self.note_digest

    @property
    def may_erase_note(self):
        """Whether there is a note, and nobody has erased it."""
        return bool(self.note_digest) and self.note_erased_at is None

    @transaction.atomic
    def erase_note(self, *, by, at):
        """Erase the private note and its salt; the chain holds without them.

        Who did it, when, and whose note it was is put on record; nothing of what
        the note said.

        Returns:
            The event that tells of it; None where there is no note, any more.
        """
        row = models.QuerySet(type(self)).filter(pk=self.pk, note_erased_at=None)
        noted = row.exclude(note_digest="")
        if not noted.update(private_note="", note_salt="", note_erased_at=at):
            return None
        self.refresh_from_db(fields=["private_note", "note_salt", "note_erased_at"])
        told = StatusEvent(
            certificate=self.certificate,
            kind=status.NOTE_ERASED,
            reason_code="administrative",
            about=self.position,
            actor=by,
            recorded_at=at,
            effective_at=at,
        )
        return StatusEvent.objects.append(told)[0]


_CHAINED = (
    *("position", "previous_digest", "digest", "kind", "reason_code", "legal_basis"),
    *("public_reason", "conditions", "last_day", "note_digest", "effective_at"),
    *("recorded_at", "actor_id", "private_note", "note_salt", "note_erased_at"),
    "about",
)
