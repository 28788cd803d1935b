"""Agencies that check certificates, and the people who act for them."""

import uuid
from contextlib import contextmanager

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from training.append_only import AppendOnly

OWNER = "owner"
MEMBER = "member"


class AlreadyDecided(Exception):
    """Somebody decided about the agency before."""


class MayNotAct(Exception):
    """The membership ended, or has another role, or the agency is closed."""


class LastOwner(Exception):
    """Without this person nobody could run the agency's desk."""


class AgencyQuerySet(models.QuerySet):
    """Agencies, by where they stand."""

    def waiting(self):
        """Those that a certifier has not answered yet."""
        return self.filter(approved_at=None, refused_at=None, closed_at=None)

    def open(self):
        """Those that are approved and not closed."""
        return self.filter(approved_at__isnull=False, closed_at=None)

    def for_user(self, user):
        """Open agencies for which ``user`` acts."""
        standing = Membership.objects.standing().filter(user=user)
        return self.open().filter(pk__in=standing.values("agency"))

    def hold(self, pk):
        """Let nobody else change who runs the agency until the transaction ends."""
        # Rows that name the agency may be added meanwhile: nobody waits in a circle.
        self.select_for_update(no_key=True).values_list("pk").get(pk=pk)

    def applied_for_by(self, user):
        """Those that ``user`` asked for and that are not open: waiting or refused."""
        return self.filter(applied_by=user, approved_at=None, closed_at=None)

    @transaction.atomic
    def apply(self, *, by, at, **facts):
        """Ask for a desk; whoever asks will be its first owner.

        Args:
            by: a user whose e-mail address is verified.
            at: now, aware.
            **facts: ``name``, ``website``, ``purpose`` and ``contact``.

        Returns:
            The agency that waits for an answer; of two asked for at once by one
            person, the first.
        """
        try:
            with transaction.atomic():
                agency = self.create(applied_by=by, applied_at=at, **facts)
        except IntegrityError:
            return self.waiting().get(applied_by=by)
        Membership.objects.create(agency=agency, user=by, role=OWNER, since=at)
        agency.note("applied", by=by, at=at)
        return agency


class Agency(models.Model):
    """An employer or a funder, known by name to the holders whom it checks."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(
        _("name of the agency"),
        max_length=120,
        help_text=_("As holders will see it in the log of their checks."),
    )
    website = models.URLField(_("website"), max_length=200)
    purpose = models.TextField(
        _("what you will check certificates for"), max_length=1000
    )
    contact = models.EmailField(_("work e-mail"))
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("asked for by"),
    )
    applied_at = models.DateTimeField(_("asked for"))
    approved_at = models.DateTimeField(_("approved"), null=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("approved by"),
    )
    refused_at = models.DateTimeField(_("refused"), null=True)
    closed_at = models.DateTimeField(_("closed"), null=True)
    answer = models.TextField(_("what we wrote to them"), max_length=1000, blank=True)

    wagtail_reference_index_ignore = True
    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        ordering = ["-applied_at", "-pk"]
        default_permissions = ("view",)
        permissions = [("decide_agency", _("Can approve, refuse and close agencies"))]
        constraints = [
            models.UniqueConstraint(
                fields=["applied_by"],
                condition=Q(approved_at=None, refused_at=None, closed_at=None),
                name="one_waiting_agency_for_each_person",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=models.F("applied_by")),
                name="nobody_approves_their_own_agency",
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None) | Q(refused_at=None),
                name="an_agency_is_approved_or_refused",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("agencies:desk", args=[self.public_id])

    @property
    def state(self):
        """Where it stands: waiting, open, refused or closed."""
        if self.closed_at:
            return "closed"
        if self.refused_at:
            return "refused"
        return "open" if self.approved_at else "waiting"

    def approve(self, *, by, at, words=""):
        """Open the desk.

        Raises:
            AlreadyDecided: somebody else was quicker.
        """
        self._decide("approved", by, at, words, approved_at=at, approved_by=by)

    def refuse(self, *, by, at, words):
        """Say no, and why.

        Raises:
            AlreadyDecided: somebody else was quicker.
        """
        self._decide("refused", by, at, words, refused_at=at)

    @transaction.atomic
    def _decide(self, kind, by, at, words, **fields):
        waiting = Agency.objects.waiting().filter(pk=self.pk)
        if not waiting.update(answer=words, **fields):
            raise AlreadyDecided
        self.refresh_from_db()
        self.note(kind, by=by, at=at, words=words)

    @transaction.atomic
    def close(self, *, by, at, words):
        """End the desk for all its members, from their next click.

        What a member is doing at this moment is done before it, or not at all.

        Raises:
            AlreadyDecided: it is not open.
        """
        Agency.objects.hold(self.pk)
        acting = Membership.objects.standing().filter(agency=self.pk).order_by("pk")
        list(acting.select_for_update(no_key=True).values_list("pk"))
        still_open = Agency.objects.open().filter(pk=self.pk)
        if not still_open.update(closed_at=at, answer=words):
            raise AlreadyDecided
        self.refresh_from_db()
        self.note("closed", by=by, at=at, words=words)

    def note(self, kind, *, by, at, about=None, words=""):
        """Append what happened to the agency's own history."""
        return AgencyEvent.objects.create(
            agency=self, kind=kind, actor=by, at=at, about=about, words=words
        )


class MembershipQuerySet(models.QuerySet):
    """Memberships, by whether they stand."""

    def standing(self):
        """Those that have not ended."""
        return self.filter(ended_at=None)

    def owners(self):
        """Standing ones of people who run the desk."""
        return self.standing().filter(role=OWNER)


class Membership(models.Model):
    """Somebody who acts for an agency, from one day to another."""

    ROLES = [(OWNER, _("Owner")), (MEMBER, _("Member"))]

    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="memberships"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="agency_memberships",
    )
    role = models.CharField(_("role"), max_length=10, choices=ROLES, default=MEMBER)
    since = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("ended"), null=True)
    gets_digest = models.BooleanField(_("gets mail about changes"), default=True)

    wagtail_reference_index_ignore = True
    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["since", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "user"],
                condition=Q(ended_at=None),
                name="nobody_is_twice_in_one_agency",
            )
        ]

    def __str__(self):
        return f"{self.user}, {self.get_role_display()}"

    @property
    def is_owner(self):
        return self.role == OWNER

    @contextmanager
    def acting(self, role=None):
        """Hold the right to act until what is done inside is done, or undone.

        Whoever ends this membership, changes its role or closes the agency waits;
        what they did just before counts. Owners come one at a time, for what they
        do may concern another's membership.

        Args:
            role: "owner" for what only owners do; None for every member.

        Raises:
            MayNotAct: the right is gone since it was looked at.
        """
        with transaction.atomic():
            if role == OWNER:
                Agency.objects.hold(self.agency_id)
            mine = self._still().select_for_update(no_key=True)
            held = mine.values_list("role", flat=True).first()
            # Asked apart, behind the lock: a join would see what was before it.
            is_open = Agency.objects.open().filter(pk=self.agency_id).exists()
            if held is None or (role and held != role) or not is_open:
                raise MayNotAct
            yield

    @transaction.atomic
    def end(self, *, by, at):
        """End it: the person's next click finds nothing.

        Raises:
            LastOwner: no other owner is left.
        """
        self._require_another_owner()
        if self._still().update(ended_at=at):
            kind = "left" if by == self.user else "removed"
            self.agency.note(kind, by=by, at=at, about=self.user)
        self.refresh_from_db(fields=["ended_at"])

    @transaction.atomic
    def give_role(self, role, *, by, at):
        """Make an owner of a member, or a member of an owner.

        Raises:
            LastOwner: no other owner would be left.
        """
        if role == MEMBER:
            self._require_another_owner()
        if self._still().exclude(role=role).update(role=role):
            self.agency.note("role", by=by, at=at, about=self.user, words=role)
        self.refresh_from_db(fields=["role"])

    def choose_digest(self, gets_digest):
        """Set whether this person gets the daily mail about changes."""
        self._still().update(gets_digest=gets_digest)
        self.refresh_from_db(fields=["gets_digest"])

    def _still(self):
        return Membership.objects.standing().filter(pk=self.pk)

    def _require_another_owner(self):
        """Hold the agency while owners go, so that two cannot go at once."""
        Agency.objects.hold(self.agency_id)
        owners = Membership.objects.owners().filter(agency=self.agency_id)
        mine = owners.filter(pk=self.pk)
        if mine.exists() and not owners.exclude(pk=self.pk).exists():
            raise LastOwner


class AgencyEvent(AppendOnly):
    """What happened in an agency: who came, who went, what was decided."""

    KINDS = [
        ("applied", _("Asked for a desk")),
        ("approved", _("Approved")),
        ("refused", _("Refused")),
        ("closed", pgettext_lazy("agency", "Closed")),
        ("invited", _("Invited")),
        ("joined", _("Joined")),
        ("role", _("Role changed")),
        ("removed", _("Removed")),
        ("left", _("Left")),
        ("token", _("Access token made")),
        ("rotated", _("Access token replaced")),
        ("revoked", _("Access token withdrawn")),
    ]

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("what"), max_length=20, choices=KINDS)
    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    words = models.TextField(_("words"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("event of an agency")
        default_permissions = ()
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["agency", "-at"], name="history_of_an_agency")]

    def __str__(self):
        return f"{self.at:%Y-%m-%d} {self.kind}"
