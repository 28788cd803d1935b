"""Certificates that rest on a result which was taken back later."""

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from training.append_only import AppendOnly, AppendOnlyQuerySet


class ReconsiderationQuerySet(AppendOnlyQuerySet):
    """Decisions to let certificates stand."""

    def let_stand(self, certificate, outcome, *, why, by, at):
        """Put on record that ``certificate`` stands in spite of ``outcome``.

        Returns:
            Whether nobody had decided so before.
        """
        told = {"why": why, "decided_by": by, "decided_at": at}
        try:
            with transaction.atomic():
                self.create(certificate=certificate, outcome=outcome, **told)
        except IntegrityError:
            return False
        return True


class Reconsideration(AppendOnly):
    """A certifier's decision to let a certificate stand all the same.

    To suspend or revoke it is a ``StatusEvent``, as always.
    """

    certificate = models.ForeignKey(
        "certificates.Certificate",
        on_delete=models.PROTECT,
        related_name="reconsiderations",
    )
    outcome = models.ForeignKey(
        "assessments.RegradeOutcome", on_delete=models.PROTECT, related_name="+"
    )
    why = models.TextField(_("why"), max_length=4000)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"))

    objects = ReconsiderationQuerySet.as_manager()

    class Meta:
        verbose_name = _("reconsideration")
        verbose_name_plural = _("reconsiderations")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "outcome"],
                name="a_certificate_is_reconsidered_once_a_regrade",
            )
        ]

    def __str__(self):
        return f"{self.certificate}, {self.decided_at:%Y-%m-%d}"
