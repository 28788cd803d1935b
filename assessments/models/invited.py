"""People who are asked for their judgement by a link, without an account."""

import hashlib
import secrets
from dataclasses import asdict
from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

LINK_LASTS = timedelta(days=30)
TOKEN_BYTES = 32


def hash_of(token):
    """Return what is kept of a link's secret: enough to know it again."""
    return hashlib.sha256(token.encode()).hexdigest()


def as_experts_see(shown):
    """Return a ``paper.DeliveredQuestion`` as JSON, to be kept with their work.

    What is to be put in order is not laid out in the author's order: that would
    be the key.
    """
    frozen = asdict(shown)
    if shown.kind == "order":
        frozen["options"] = sorted(frozen["options"], key=lambda option: option["key"])
    return frozen


class InvitationClosed(Exception):
    """Nothing more is taken from this person: the work or the invitation is over."""


class StaleSheet(Exception):
    """What is sent was changed elsewhere since its page was loaded.

    Attributes:
        current: the row as it is on record.
    """

    def __init__(self, current):
        super().__init__(current.revision)
        self.current = current


class InvitedQuerySet(models.QuerySet):
    """Invitations, by whether their link opens."""

    def standing(self, *, at):
        """Invitations that are neither withdrawn nor past their time."""
        return self.filter(withdrawn_at=None, expires_at__gt=at)

    def by_token(self, token, *, at):
        """The standing invitation whose link holds ``token``."""
        return self.standing(at=at).filter(token_hash=hash_of(token))


class Invited(models.Model):
    """Somebody with a link of their own. The link's secret is kept as a hash only."""

    ROLES = [
        ("peer", _("Working peer")),
        ("clinician", _("Clinician")),
        ("other", _("Other expert")),
    ]

    name = models.CharField(
        _("name"),
        max_length=80,
        blank=True,
        help_text=_("As they wish to be called. May stay empty."),
    )
    email = models.EmailField(
        _("e-mail"),
        blank=True,
        help_text=_("Leave empty to hand the link over yourself."),
    )
    role = models.CharField(_("role"), max_length=10, choices=ROLES, default="peer")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_at = models.DateTimeField(_("invited"), editable=False)
    expires_at = models.DateTimeField(_("link works until"), editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)

    objects = InvitedQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self):
        return self.name or self.email or str(self.get_role_display())

    def take_name(self, name):
        """Keep the name by which they wish to be called."""
        self.name = name
        self.save(update_fields=["name"])

    def is_standing(self, *, at):
        """Whether the link opens."""
        return self.withdrawn_at is None and at < self.expires_at

    def give_link(self, *, at):
        """Fill in a fresh secret, unsaved; an earlier link stops working.

        Returns:
            The secret, which is kept nowhere else.
        """
        token = secrets.token_urlsafe(TOKEN_BYTES)
        self.token_hash = hash_of(token)
        self.invited_at, self.expires_at = at, at + LINK_LASTS
        return token

    def renew(self, *, at):
        """Give a new link and let the old one lapse; also after withdrawal.

        Returns:
            The new secret.
        """
        token = self.give_link(at=at)
        self.withdrawn_at = None
        fields = ["token_hash", "invited_at", "expires_at", "withdrawn_at"]
        self.save(update_fields=fields)
        return token

    def withdraw(self, *, at):
        """Let the link lapse now; what was said so far stays on record."""
        self.withdrawn_at = at
        self.save(update_fields=["withdrawn_at"])
