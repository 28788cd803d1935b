"""What the issuer signs with. Private parts are stored encrypted, and only so."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SigningKeyQuerySet(models.QuerySet):
    """Keys, by what they are needed for."""

    def usable(self):
        """Those whose private part is there, the newest of each purpose first."""
        return self.filter(retired_at=None).order_by("purpose", "-made_at", "-pk")

    def published(self):
        """Those whose public part verifies something; retired ones included."""
        signs_credentials = models.Q(purpose="jwt") | models.Q(purpose="di")
        return self.filter(signs_credentials, withdrawn_at=None).order_by("pk")


class SigningKey(models.Model):
    """One key of the issuer: the newest of its purpose signs."""

    PURPOSES = [
        ("root", _("own authority")),
        ("pades", _("signs documents")),
        ("jwt", _("signs credentials as tokens")),
        ("di", _("proves credentials in wallets")),
    ]

    purpose = models.CharField(_("purpose"), max_length=10, choices=PURPOSES)
    name = models.CharField(_("name"), max_length=40, unique=True)
    algorithm = models.CharField(_("algorithm"), max_length=20)
    public = models.JSONField(_("public key"))
    certificate = models.BinaryField(null=True)
    sealed = models.BinaryField(null=True)
    device = models.CharField(_("label in the device"), max_length=200, blank=True)
    made_at = models.DateTimeField(_("made"))
    retired_at = models.DateTimeField(_("retired"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    is_demo = models.BooleanField(_("belongs to a demonstration"), default=False)
    crl = models.BinaryField(null=True)
    crl_number = models.PositiveIntegerField(default=0)
    crl_made_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True
    objects = SigningKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("signing key")
        verbose_name_plural = _("signing keys")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(purpose__in=["root", "pades", "jwt", "di"]),
                name="a_signing_key_has_a_known_purpose",
            )
        ]

    def __str__(self):
        return self.name

    def retire(self, *, at):
        """Destroy the private part; what it signed stays good."""
        self.sealed, self.device, self.retired_at = None, "", at
        self.save(update_fields=["sealed", "device", "retired_at"])

    def withdraw(self, *, at):
        """Declare that others may have had the key: nothing that it signed counts."""
        self.withdrawn_at = at
        self.save(update_fields=["withdrawn_at"])

    def reseal(self, sealed):
        """Keep the private part encrypted anew."""
        self.sealed = sealed
        self.save(update_fields=["sealed"])

    def keep_crl(self, crl, *, number, at):
        """Keep the authority's newest list of revoked certificates.

        Returns:
            Whether it was kept: of two made at once, one is.
        """
        earlier = SigningKey.objects.filter(pk=self.pk, crl_number__lt=number)
        return bool(earlier.update(crl=crl, crl_number=number, crl_made_at=at))
