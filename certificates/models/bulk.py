"""One decision about many certificates: proposed, approved, then done once each."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from training import second_person

from .certificates import Certificate
from .events import StatusEvent


class MayNotApprove(Exception):
    """It is decided already, or the proposer's own."""


class BulkDecisionQuerySet(models.QuerySet):
    """Proposals, by how far they are."""

    def for_listing(self):
        """With who proposed and who decided, the latest first."""
        return self.select_related("proposed_by", "decided_by").order_by("-pk")

    def unfinished(self):
        """Approved ones that have rows left."""
        return self.filter(is_approved=True, finished_at=None)

    def forget_note_of(self, event):
        """Erase the copy of its private note that the proposal keeps."""
        for bulk in self.filter(rows__event=event):
            wording = {k: v for k, v in bulk.wording.items() if k != "private_note"}
            self.filter(pk=bulk.pk).update(wording=wording)


class BulkDecision(models.Model):
    """A decision that one person proposes and a second one approves."""

    kind = models.CharField(
        _("decision"), max_length=20, choices=StatusEvent.KINDS, editable=False
    )
    wording = models.JSONField(editable=False)
    effective_on = models.DateField(_("holds from"))
    why = models.TextField(_("why, for whoever approves"), max_length=1000)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(_("proposed"))
    is_approved = models.BooleanField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(_("note"), max_length=1000, blank=True)
    finished_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True
    objects = BulkDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision about many")
        verbose_name_plural = _("decisions about many")
        default_permissions = ()
        constraints = [
            second_person.is_another_than(
                "proposed_by", name="a_bulk_decision_needs_a_second_person"
            ),
            second_person.decides_at_once(
                "is_approved",
                name="a_bulk_decision_is_decided_by_somebody_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(is_approved=True),
                name="only_an_approved_bulk_decision_is_carried_out",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.pk}"

    def get_absolute_url(self):
        return reverse("bulk_decision", args=[self.pk])

    @property
    def state(self):
        """Where it stands: a word for templates."""
        if self.is_approved is None:
            return "waiting"
        if not self.is_approved:
            return "declined"
        return "running" if self.finished_at is None else "done"

    def decide(self, *, is_approved, by, answer, at):
        """Approve or decline, once, as a second person.

        Raises:
            MayNotApprove: decided already, or one's own proposal.
        """
        waiting = BulkDecision.objects.filter(pk=self.pk, is_approved=None)
        if not waiting.exclude(proposed_by=by).update(
            is_approved=is_approved, decided_by=by, decided_at=at, answer=answer
        ):
            raise MayNotApprove
        self.refresh_from_db()

    def finish(self, *, at):
        """Note that no row is left."""
        BulkDecision.objects.filter(pk=self.pk, finished_at=None).update(finished_at=at)
        self.refresh_from_db()


class BulkRow(models.Model):
    """One certificate of a bulk decision, or one line that names none."""

    bulk = models.ForeignKey(
        BulkDecision, on_delete=models.PROTECT, related_name="rows"
    )
    line = models.PositiveIntegerField()
    typed = models.CharField(max_length=80)
    certificate = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, null=True, related_name="+"
    )
    before = models.CharField(max_length=20, blank=True)
    after = models.CharField(max_length=20, blank=True)
    problem = models.CharField(max_length=20, blank=True)
    done_at = models.DateTimeField(null=True)
    event = models.OneToOneField(
        StatusEvent, on_delete=models.PROTECT, null=True, related_name="+"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("row of a decision about many")
        verbose_name_plural = _("rows of decisions about many")
        default_permissions = ()
        ordering = ["line"]
        constraints = [
            models.UniqueConstraint(
                fields=["bulk", "certificate"],
                condition=Q(certificate__isnull=False),
                name="a_bulk_decision_meets_a_certificate_once",
            ),
            models.CheckConstraint(
                condition=Q(event=None) | Q(done_at__isnull=False),
                name="a_row_that_is_decided_is_done",
            ),
        ]

    def __str__(self):
        return f"{self.line}: {self.typed}"

    @transaction.atomic
    def carry_out(self, act, *, at):
        """Do ``act(certificate)`` once, whoever else tries, and keep its event.

        Args:
            act: returns the event, or a problem as a plain code.
            at: now.

        Returns:
            Whether this call did it.
        """
        free = BulkRow.objects.filter(pk=self.pk, done_at=None)
        if not free.update(done_at=at):
            return False
        outcome = act(self.certificate)
        is_event = isinstance(outcome, StatusEvent)
        changed = {"event": outcome} if is_event else {"problem": outcome}
        BulkRow.objects.filter(pk=self.pk).update(**changed)
        return True
