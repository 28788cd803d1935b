"""Links by which people are asked to act for an agency."""

import datetime as dt
import hashlib

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .agencies import Agency, Membership

LASTS = dt.timedelta(days=7)
MOST_OPEN = 50
"""Invitations of one agency that wait at a time."""


class TooManyInvitations(Exception):
    """The agency has asked many people who have not answered."""


def hash_of_secret(secret):
    """Return what is kept of a link's secret: enough to know it again."""
    return hashlib.sha256(secret.encode()).hexdigest()


class InvitationQuerySet(models.QuerySet):
    """Invitations, by whether their link opens."""

    def standing(self, *, at):
        """Those that nobody used or withdrew and whose time is not over."""
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=at)

    def by_secret(self, secret, *, at):
        """The standing one whose link holds ``secret``, of an open agency."""
        standing = self.standing(at=at).filter(secret_hash=hash_of_secret(secret))
        return standing.filter(agency__in=Agency.objects.open())


class Invitation(models.Model):
    """Somebody who may join an agency, once."""

    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="invitations"
    )
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=10, choices=Membership.ROLES)
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    invited_at = models.DateTimeField(_("invited"))
    expires_at = models.DateTimeField(_("link works until"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True)

    wagtail_reference_index_ignore = True
    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        ordering = ["-invited_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(withdrawn_at=None),
                name="an_invitation_is_accepted_or_withdrawn",
            )
        ]

    def __str__(self):
        return self.email

    @transaction.atomic
    def send(self, *, by, secret, at):
        """Ask somebody; an earlier link to the same address stops working.

        Args:
            by: the owner who asks.
            secret: of the link; only its hash is kept.
            at: now, aware.

        Raises:
            TooManyInvitations: too many wait.
        """
        waiting = Invitation.objects.standing(at=at).filter(agency=self.agency)
        waiting.filter(email=self.email).update(withdrawn_at=at)
        if waiting.count() >= MOST_OPEN:
            raise TooManyInvitations
        self.secret_hash = hash_of_secret(secret)
        self.invited_by, self.invited_at, self.expires_at = by, at, at + LASTS
        self.save(force_insert=True)
        self.agency.note("invited", by=by, at=at, words=self.email)

    @transaction.atomic
    def accept(self, user, *, at):
        """Let ``user`` act for the agency; the link works no more.

        Whoever acts for it already keeps their role.

        Returns:
            Whether the link still worked.
        """
        standing = Invitation.objects.standing(at=at).filter(pk=self.pk)
        if not standing.update(accepted_at=at):
            return False
        # Held, so that two links to one person make one membership.
        Agency.objects.hold(self.agency_id)
        here = Membership.objects.standing().filter(agency=self.agency_id, user=user)
        if not here.exists():
            Membership.objects.create(
                agency=self.agency, user=user, role=self.role, since=at
            )
            self.agency.note("joined", by=user, at=at, about=user)
        return True

    def withdraw(self, *, at):
        """Let the link work no more."""
        Invitation.objects.standing(at=at).filter(pk=self.pk).update(withdrawn_at=at)
