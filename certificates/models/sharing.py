"""Links by which a holder shows a certificate to somebody, for a time."""

import datetime as dt
import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates import codes

from .certificates import Certificate
from .lookups import hash_of

MOST_OPEN = 20
"""Links to one certificate that are open at once."""

LONGEST = dt.timedelta(days=366)

STANDING, NAME, DOCUMENT = "standing", "name", "document"


class TooManyLinks(Exception):
    """As many links are open as may be: one has to be withdrawn first."""


class LinkAlreadyMade(Exception):
    """The same form was sent before; its address was shown then."""


class ShareLinkQuerySet(models.QuerySet):
    """Links, by whether they still lead anywhere."""

    def open(self, *, at):
        """Those that are neither withdrawn nor over at the instant ``at``."""
        return self.filter(withdrawn_at=None, expires_at__gt=at)

    def with_checks(self):
        """Count how often each was opened; the newest first."""
        counted = self.annotate(opened=models.Count("checks"))
        return counted.order_by("-made_at", "-pk")

    def find(self, token, *, at):
        """Return the open link with this token, or None.

        One that is over, one that was withdrawn and one that never was are not
        told apart.
        """
        if not codes.is_token(token):
            return None
        links = self.open(at=at).select_related("certificate__replaced_by")
        return links.filter(token_hash=hash_of(token)).first()

    def share(self, certificate, *, token, at, **chosen):
        """Make a link; a link is one of ``MOST_OPEN`` numbered places.

        The places, each held once, decide the limit when several are made at once.

        Args:
            certificate: has a document.
            token: as ``codes.new_token``; only its hash is stored.
            at: now, aware.
            **chosen: ``public_id``, ``purpose``, ``shows`` and ``expires_at``.

        Raises:
            TooManyLinks: every place is taken.
            LinkAlreadyMade: a link has this ``public_id``.
        """
        chosen |= {"token_hash": hash_of(token), "made_at": at}
        over = self.filter(certificate=certificate, expires_at__lte=at)
        over.exclude(place=None).update(place=None)
        of_this = self.filter(certificate=certificate, place__isnull=False)
        taken = set(of_this.values_list("place", flat=True))
        if self.filter(public_id=chosen["public_id"]).exists():
            raise LinkAlreadyMade
        for place in range(1, MOST_OPEN + 1):
            if place in taken:
                continue
            try:
                with transaction.atomic():
                    return self.create(certificate=certificate, place=place, **chosen)
            except IntegrityError as raced:
                if self.filter(public_id=chosen["public_id"]).exists():
                    raise LinkAlreadyMade from raced
        raise TooManyLinks

    def withdraw_all(self, certificate, *, at):
        """Withdraw every open link to ``certificate``; give their number."""
        links = self.open(at=at).filter(certificate=certificate)
        return links.update(withdrawn_at=at, place=None)


class ShareLink(models.Model):
    """An address that shows one certificate to whoever has it, until it ends."""

    SHOWS = [
        (STANDING, _("Whether it is good today. They can compare a name.")),
        (NAME, _("Whether it is good today, and my name.")),
        (DOCUMENT, _("Whether it is good today, my name, and the PDF to download.")),
    ]

    certificate = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, related_name="links"
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    purpose = models.CharField(_("who or what it is for"), max_length=80)
    shows = models.CharField(_("what it shows"), max_length=10, choices=SHOWS)
    made_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("open until"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    place = models.PositiveSmallIntegerField(
        null=True,
        editable=False,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_OPEN)],
    )

    wagtail_reference_index_ignore = True
    objects = ShareLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("share link")
        verbose_name_plural = _("share links")
        ordering = ["-made_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "place"], name="one_open_link_in_each_place"
            ),
            models.CheckConstraint(
                condition=Q(place=None) | Q(place__range=(1, MOST_OPEN)),
                name="open_links_have_places_1_to_20",
            ),
            models.CheckConstraint(
                condition=Q(place=None) | Q(withdrawn_at=None),
                name="a_withdrawn_link_holds_no_place",
            ),
            models.CheckConstraint(
                condition=Q(shows__in=(STANDING, NAME, DOCUMENT)),
                name="a_link_shows_something_known",
            ),
        ]

    def __str__(self):
        return f"{self.made_at:%Y-%m-%d}"

    @property
    def shows_name(self):
        return self.shows in (NAME, DOCUMENT)

    @property
    def shows_document(self):
        return self.shows == DOCUMENT

    def is_open(self, *, at):
        """Whether it leads anywhere at ``at``."""
        return self.withdrawn_at is None and at < self.expires_at

    def withdraw(self, *, at):
        """End it: the next request finds nothing. Again changes nothing."""
        waiting = ShareLink.objects.filter(pk=self.pk, withdrawn_at=None)
        waiting.update(withdrawn_at=at, place=None)
        self.refresh_from_db(fields=["withdrawn_at", "place"])
