"""Proofs that somebody checked: what was asked, and what was answered then."""

import hashlib

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from certificates import codes
from certificates.pdf.design import size_of
from certificates.shown import Shown
from training.append_only import AppendOnly, AppendOnlyQuerySet

from .checks import Check
from .lookups import hash_of
from .makings import Making


class CheckProofQuerySet(AppendOnlyQuerySet):
    """Proofs, by what is still missing."""

    def without_document(self):
        """Those whose PDF nobody has made yet."""
        return self.filter(document=None)

    def due(self, *, at):
        """Those among them that may be tried now, and are not given up."""
        makings = Making.objects.of(CheckProof)
        kept_back = makings.resting(at=at) | makings.given_up()
        return self.without_document().exclude(pk__in=kept_back.values("document_id"))

    def find(self, token):
        """Return the proof at this address, with whose it is, or None."""
        if not codes.is_token(token):
            return None
        made = CheckProofDocument.objects.filter(proof=models.OuterRef("pk"))
        given_up = Making.objects.of(CheckProof).given_up()
        broken_off = given_up.filter(document_id=models.OuterRef("pk"))
        proofs = self.annotate(
            has_document=models.Exists(made), is_given_up=models.Exists(broken_off)
        ).select_related("check_of__certificate__replaced_by", "check_of__link")
        return proofs.filter(token_hash=hash_of(token)).first()

    @transaction.atomic
    def keep(self, check, shown, *, token, at, **names):
        """Keep what was answered; of two for one check, the first.

        Args:
            check: the ``Check`` that was logged.
            shown: the ``Shown`` that the page said.
            token: of its address; only its hash is stored.
            at: now, aware.
            **names: its ``number``, and the ``language`` of its PDF.

        Returns:
            The proof, and whether it is new.
        """
        facts = {"token_hash": hash_of(token), "made_at": at}
        facts |= {"shown": shown.to_json()} | names
        return self.get_or_create(check_of=check, defaults=facts)


class CheckProof(AppendOnly):
    """What one check was told, at an address that only its maker was given."""

    check_of = models.OneToOneField(
        Check, on_delete=models.PROTECT, related_name="proof"
    )
    number = models.CharField(_("number of the proof"), max_length=32, unique=True)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    shown = models.JSONField(_("what was shown"))
    language = models.CharField(_("language"), max_length=12)
    made_at = models.DateTimeField(_("made"))

    objects = CheckProofQuerySet.as_manager()

    class Meta:
        verbose_name = _("proof of a check")
        verbose_name_plural = _("proofs of checks")
        ordering = ["-made_at", "-pk"]
        default_permissions = ()

    def __str__(self):
        return self.number

    @property
    def as_shown(self):
        return Shown.from_json(self.shown)

    def paper_size(self):
        """Return that of the certificate, as agencies print it; two queries at most."""
        return size_of(self.check_of.certificate.design)

    @property
    def file_name(self):
        """A name that tells nobody who sees it what the document is about."""
        return f"check-{self.number[-4:]}.pdf"

    def keep_document(self, pdf, *, level, at):
        """Keep the PDF; of two made at once, one is kept.

        Returns:
            Whether these bytes were kept.
        """
        try:
            with transaction.atomic():
                CheckProofDocument.objects.create(
                    proof=self,
                    pdf=pdf,
                    sha256=hashlib.sha256(pdf).hexdigest(),
                    level=level,
                    made_at=at,
                )
        except IntegrityError:
            return False
        return True


class CheckProofDocument(AppendOnly):
    """The PDF of a proof: downloads are these bytes for ever."""

    proof = models.OneToOneField(
        CheckProof,
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="document",
    )
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    level = models.CharField(_("kind of signature"), max_length=8, blank=True)
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("PDF of a proof")
        default_permissions = ()

    def __str__(self):
        return self.proof.file_name
