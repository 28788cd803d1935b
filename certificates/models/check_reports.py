"""What holders report of checks that they cannot explain."""

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .checks import Check


class AlreadyAnswered(Exception):
    """Somebody else answered the report before."""


class CheckReportQuerySet(models.QuerySet):
    """Reports, by whether somebody has answered."""

    def waiting(self):
        """Those without an answer."""
        return self.filter(answered_at=None)

    def for_listing(self):
        """Join what certifiers see, the waiting ones first, then the newest."""
        joined = self.select_related(
            "check_of__certificate", "check_of__agency", "answered_by"
        )
        unanswered_first = models.F("answered_at").asc(nulls_first=True)
        return joined.order_by(unanswered_first, "-reported_at", "-pk")

    def report(self, check, *, words, at):
        """Ask certifiers to look at a check; of two reports of one, the first.

        Returns:
            The report, and whether it is new.
        """
        try:
            with transaction.atomic():
                made = self.create(check_of=check, words=words, reported_at=at)
        except IntegrityError:
            return self.get(check_of=check), False
        return made, True


class CheckReport(models.Model):
    """A holder does not know who made a check; a certifier answers."""

    check_of = models.OneToOneField(
        Check, on_delete=models.PROTECT, related_name="report"
    )
    words = models.TextField(_("what the holder wrote"), max_length=1000, blank=True)
    reported_at = models.DateTimeField(_("reported"))
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("answered by"),
    )

    wagtail_reference_index_ignore = True
    objects = CheckReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("reported check")
        verbose_name_plural = _("reported checks")
        ordering = ["-reported_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer="")
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="an_answered_report_has_its_answer",
            )
        ]

    def __str__(self):
        return f"{self.reported_at:%Y-%m-%d}"

    def give_answer(self, words, *, by, at):
        """Answer the holder, once.

        Raises:
            AlreadyAnswered: somebody else was quicker.
        """
        waiting = CheckReport.objects.waiting().filter(pk=self.pk)
        if not waiting.update(answer=words, answered_by=by, answered_at=at):
            raise AlreadyAnswered
        self.refresh_from_db()
