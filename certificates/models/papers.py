"""Records and letters that holders ask for."""

import datetime as dt
import hashlib
import uuid

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from training.append_only import AppendOnly

from .makings import Making

MOST_A_DAY = 20


class TooManyPapers(Exception):
    """A holder asked for more documents in a day than anybody needs."""


class PaperQuerySet(models.QuerySet):
    """Documents, by whose they are and whether they exist."""

    def for_holder(self, user):
        return self.filter(certificate__holder=user)

    def waiting(self):
        """Those that wait to be made and are not held up by their own text."""
        return self.filter(file=None, problem="")

    def due(self, *, at):
        """Those among them that need not rest before their next try."""
        resting = Making.objects.of(HolderPaper).resting(at=at)
        return self.waiting().exclude(pk__in=resting.values("document_id"))

    def with_state(self):
        """Annotate ``is_ready``, without reading the file."""
        return self.annotate(is_ready=Q(file__isnull=False)).select_related(
            "certificate"
        )

    def ask(self, certificate, kind, *, key, at, facts):
        """Note that a holder asked; the same ``key`` again gives the same row.

        Args:
            certificate: the holder's own.
            kind: of ``HolderPaper.KINDS``.
            key: a fresh UUID that the form carries.
            at: now.
            facts: ``addressee`` and ``record``, as far as the kind has them.

        Returns:
            The ``HolderPaper`` and whether it is new.

        Raises:
            TooManyPapers: see there.
        """
        # Of both, so that a key that came with another certificate meets no row of it.
        public_id = uuid.uuid5(certificate.public_id, str(key))
        if known := self.filter(public_id=public_id).first():
            return known, False
        since = at - dt.timedelta(days=1)
        recent = self.for_holder(certificate.holder).filter(asked_at__gt=since)
        if recent.count() >= MOST_A_DAY:
            raise TooManyPapers
        return self.get_or_create(
            public_id=public_id,
            certificate=certificate,
            defaults={"kind": kind, "asked_at": at, **facts},
        )


class HolderPaper(models.Model):
    """A record or letter that the holder of a certificate asked for."""

    KINDS = [("record", _("Training record")), ("letter", _("Letter to an employer"))]

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    certificate = models.ForeignKey(
        "certificates.Certificate",
        on_delete=models.PROTECT,
        related_name="papers",
        verbose_name=_("certificate"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=KINDS)
    addressee = models.CharField(_("addressed to"), max_length=120, blank=True)
    record = models.JSONField(_("what the record states"), default=dict)
    asked_at = models.DateTimeField(_("asked for"))
    problem = models.CharField(_("why it cannot be made"), max_length=300, blank=True)

    wagtail_reference_index_ignore = True
    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("document for a holder")
        verbose_name_plural = _("documents for holders")
        ordering = ["-asked_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="record") | ~Q(addressee=""),
                name="a_letter_is_addressed_to_somebody",
            )
        ]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse(
            "certificates:paper", args=[self.certificate.public_id, self.public_id]
        )

    @property
    def is_made(self):
        """Whether there is a file; needs it joined, or costs a query."""
        return hasattr(self, "file")

    @property
    def file_name(self):
        """A name that tells nobody who sees it what the document is about."""
        return f"document-{str(self.public_id)[:8]}.pdf"

    def keep(self, pdf, *, level, at):
        """Keep the bytes; of two files made at once, one is kept.

        Returns:
            Whether it was this one.
        """
        with transaction.atomic():
            _file, is_new = HolderPaperFile.objects.get_or_create(
                paper=self,
                defaults={
                    "pdf": pdf,
                    "sha256": hashlib.sha256(pdf).hexdigest(),
                    "level": level,
                    "made_at": at,
                },
            )
        return is_new

    def hold_up(self, problem):
        """Note in plain words why it cannot be made."""
        waiting = HolderPaper.objects.waiting().filter(pk=self.pk)
        waiting.update(problem=problem[:300])
        self.refresh_from_db(fields=["problem"])


class HolderPaperFile(AppendOnly):
    """The PDF as it was made: downloads are these bytes for ever."""

    paper = models.OneToOneField(
        HolderPaper, on_delete=models.PROTECT, primary_key=True, related_name="file"
    )
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    level = models.CharField(_("signature"), max_length=10, blank=True)
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("file of a document")
        default_permissions = ()

    def __str__(self):
        return self.paper.file_name
