"""The document of a certificate as it was made, with what proves it."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from training.append_only import AppendOnly


@dataclass(frozen=True)
class Proof:
    """What proves a document.

    Attributes:
        token: its credential as a signed token.
        document: its credential as JSON with a Data Integrity proof.
        level: PAdES level of its signature; "" for none.
    """

    token: str = ""
    document: str = ""
    level: str = ""


UNPROVED = Proof()

LONG = ("pdf", "credential_jwt", "credential_json")
"""Fields of a document that are read for itself alone."""


class CertificateDocument(AppendOnly):
    """The PDF as it was made: downloads are these bytes for ever."""

    certificate = models.OneToOneField(
        "certificates.Certificate",
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="document",
    )
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(_("made"))
    # Empty in documents from before there were credentials.
    credential_jwt = models.TextField(blank=True)
    credential_json = models.TextField(blank=True)
    level = models.CharField(_("signature"), max_length=10, blank=True)

    class Meta:
        verbose_name = _("document")
        default_permissions = ()

    def __str__(self):
        return self.certificate.file_name
