"""Keys with which an agency's software speaks to the API, known here by hash only."""

import datetime as dt
import hashlib
import hmac
import re
from contextlib import contextmanager
from functools import cache

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, models, transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from training.composed import Asked, Composed, columns

from .agencies import Agency

CHECK, BATCH, CHANGES = "check", "batch", "changes"
MOST = 20
"""Tokens that may stand at once in one agency."""

OVERLAP = dt.timedelta(days=7)
"""How long an old token goes on working beside the one that replaces it."""

KEPT = dt.timedelta(days=1)
"""How long a request may be repeated with its key."""

_SHAPE = re.compile(r"alongside_([0-9a-f]{10})_[0-9a-f]{48}", re.ASCII)


class TooManyTokens(Exception):
    """The agency has as many tokens as it may have."""


class TokenEnded(Exception):
    """It was withdrawn or replaced before, or its time is over."""


class ApiTokenQuerySet(models.QuerySet):
    """Tokens, by whether they open anything."""

    def standing(self, *, at):
        """Those that are neither withdrawn nor past their time."""
        return self.filter(revoked_at=None, expires_at__gt=at)

    def recognise(self, text, *, at):
        """Return the token that ``text`` is, with its agency, or None.

        One of an agency that is not open is None, like one that never was.
        """
        shape = _SHAPE.fullmatch(text)
        if shape is None:
            return None
        for row in _standing().rows(prefix=shape[1], at=at):
            token = _read(row)
            if hmac.compare_digest(token.digest, _digest(text)):
                return token if token.agency.state == "open" else None
        return None

    @transaction.atomic
    def make(self, agency, *, by, at, rng, **facts):
        """Make a token; its text is returned this once and kept nowhere.

        Args:
            agency: to which it belongs, not to the person who makes it.
            by: an owner.
            at: now, aware.
            rng: as ``secrets.token_bytes``.
            **facts: ``name``, ``expires_at``, what it may do, what it ``replaces``.

        Returns:
            The token and its text.

        Raises:
            TooManyTokens: the agency has enough of them.
        """
        Agency.objects.hold(agency.pk)
        if self.standing(at=at).filter(agency=agency).count() >= MOST:
            raise TooManyTokens
        prefix = rng(5).hex()
        text = f"alongside_{prefix}_{rng(24).hex()}"
        token = self.create(
            agency=agency,
            prefix=prefix,
            digest=_digest(text),
            made_by=by,
            made_at=at,
            **facts,
        )
        kind = "rotated" if token.replaces_id else "token"
        agency.note(kind, by=by, at=at, words=token.name)
        return token, text


@cache
def _standing():
    """Return the query for a standing token of a prefix, with its agency."""
    prefix = Asked("prefix", ApiToken._meta.get_field("prefix"))
    at = Asked("at", ApiToken._meta.get_field("expires_at"))
    known = ApiToken.objects.standing(at=at).filter(prefix=prefix)
    agency = (f"agency__{name}" for name in columns(Agency))
    return Composed(lambda: known.values_list(*columns(ApiToken), *agency))


def _read(row):
    """Make a token of a row that begins with it and ends with its agency."""
    own = columns(ApiToken)
    token = ApiToken.from_db(DEFAULT_DB_ALIAS, own, row[: len(own)])
    rest = row[len(own) :]
    token.agency = Agency.from_db(DEFAULT_DB_ALIAS, columns(Agency), rest)
    return token


def _digest(text):
    """Hash a token; at 192 bits of chance it needs no salt."""
    return hashlib.sha256(text.encode()).hexdigest()


class ApiToken(models.Model):
    """What one program of an agency may do, and until when."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(
        _("name"),
        max_length=60,
        help_text=_("Which program uses it, for you to tell them apart."),
    )
    prefix = models.CharField(max_length=10, unique=True, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    may_check = models.BooleanField(_("check one certificate"), default=False)
    may_batch = models.BooleanField(_("check many at once"), default=False)
    may_follow = models.BooleanField(
        _("read changes of the certificates that you watch"), default=False
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("good until"))
    revoked_at = models.DateTimeField(_("withdrawn"), null=True)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by"
    )
    # A day and no instant: when and from where it was used is nobody's business.
    last_used_on = models.DateField(_("last used"), null=True)

    wagtail_reference_index_ignore = True
    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("access token")
        verbose_name_plural = _("access tokens")
        ordering = ["-made_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(may_check=True) | Q(may_batch=True) | Q(may_follow=True),
                name="a_token_opens_something",
            )
        ]

    def __str__(self):
        return f"{self.name} ({self.prefix})"

    @property
    def scopes(self):
        """What it opens, as the API calls it."""
        may = {
            CHECK: self.may_check,
            BATCH: self.may_batch,
            CHANGES: self.may_follow,
        }
        return tuple(scope for scope, is_open in may.items() if is_open)

    def state(self, *, at):
        """Return "standing", "replaced", "withdrawn" or "expired"."""
        if self.revoked_at:
            return "withdrawn"
        if self.expires_at <= at:
            return "expired"
        return "replaced" if hasattr(self, "replaced_by") else "standing"

    def note_use(self, *, on):
        """Note the day of use: one write a day, however many requests."""
        if self.last_used_on != on:
            other = ApiToken.objects.filter(pk=self.pk).exclude(last_used_on=on)
            other.update(last_used_on=on)

    @transaction.atomic
    def revoke(self, *, by, at):
        """End it with the next request; a second time changes nothing."""
        standing = ApiToken.objects.filter(pk=self.pk, revoked_at=None)
        if standing.update(revoked_at=at):
            self.agency.note("revoked", by=by, at=at, words=self.name)
        self.refresh_from_db(fields=["revoked_at"])

    @transaction.atomic
    def rotate(self, *, by, at, rng):
        """Replace it by a fresh one that may do the same for as long.

        The old one goes on working for ``OVERLAP``, or to its own end.

        Returns:
            The new token and its text.

        Raises:
            TokenEnded: it does not stand, or was replaced before.
            TooManyTokens: the agency has enough of them.
        """
        # Before anything is read, so that of two that rotate at once one comes first.
        Agency.objects.hold(self.agency_id)
        mine = ApiToken.objects.standing(at=at).filter(pk=self.pk, replaced_by=None)
        if not mine.exists():
            raise TokenEnded
        made = ApiToken.objects.make(
            self.agency,
            by=by,
            at=at,
            rng=rng,
            name=self.name,
            may_check=self.may_check,
            may_batch=self.may_batch,
            may_follow=self.may_follow,
            expires_at=at + (self.expires_at - self.made_at),
            replaces=self,
        )
        ends = min(self.expires_at, at + OVERLAP)
        ApiToken.objects.filter(pk=self.pk).update(expires_at=ends)
        self.refresh_from_db(fields=["expires_at"])
        return made


class RepeatableQuerySet(models.QuerySet):
    """Requests that may be sent again, by their age."""

    def stale(self, *, at):
        """Those whose keys may be used for something else."""
        return self.filter(at__lte=at - KEPT)

    @contextmanager
    def hold(self, agency, key, said, *, at):
        """Answer a request once in this block, and kept if the block ends well.

        Args:
            agency: who asks.
            key: that its sender gave it.
            said: what it asks, as text; only a hash of it is kept.
            at: now, aware.

        Yields:
            None the first time. Else the first request; ``is_same`` tells whether
            it said the same. Of two at once, the second waits for the first.
        """
        digest = salted_hmac("certificates.repeatable", said, algorithm="sha256")
        with transaction.atomic():
            same = self.filter(agency=agency, key=key)
            same.stale(at=at).delete()
            first, is_new = self.get_or_create(
                agency=agency,
                key=key,
                defaults={"digest": digest.hexdigest(), "at": at},
            )
            first.is_same = first.digest == digest.hexdigest()
            yield None if is_new else first


class Repeatable(models.Model):
    """A request that its sender may repeat with the same Idempotency-Key.

    Neither what was asked nor what was answered is kept: only a hash that tells
    whether the same is asked again, and the instant as of which it is answered.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    wagtail_reference_index_ignore = True
    objects = RepeatableQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "key"], name="a_key_names_one_request_of_an_agency"
            )
        ]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M}"
