"""Keys that turned out wrong: who asked for what, who agreed, and what came of it."""

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments import freezing
from assessments.rekeying import Change, rebase
from training import second_person

from .answers import Answer
from .attempts import Attempt
from .marks import Mark


class MayNotApprove(Exception):
    """It is decided already, not worked out yet, or the asker's own."""


class RegradeQuerySet(models.QuerySet):
    """Regrades, by how far they are."""

    def for_listing(self):
        return self.select_related("asked_by", "decided_by").order_by("-asked_at")

    def unchecked(self):
        """Those whose consequences are not all worked out."""
        return self.filter(checked_at=None)

    def unsettled(self):
        """Approved ones with papers that may still have to be marked again."""
        return self.filter(is_approved=True, settled_at=None)


class Regrade(models.Model):
    """A request to mark papers again by another key. What was asked never changes."""

    changes = models.JSONField()
    why = models.TextField(
        _("why"), help_text=_("Learners whose result changes read this.")
    )
    assessment_key = models.UUIDField(null=True)
    assessment_title = models.CharField(_("only this quiz"), max_length=255, blank=True)
    from_day = models.DateField(_("handed in from"), null=True)
    to_day = models.DateField(_("handed in until"), null=True)
    appeal = models.ForeignKey(
        "assessments.Appeal", on_delete=models.PROTECT, null=True, related_name="+"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked"))
    total = models.PositiveIntegerField(null=True)
    checked_at = models.DateTimeField(null=True)
    is_approved = models.BooleanField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    decision_note = models.TextField(blank=True)
    finished_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    objects = RegradeQuerySet.as_manager()

    class Meta:
        verbose_name = _("regrade")
        verbose_name_plural = _("regrades")
        default_permissions = ("add", "view")
        permissions = [("approve_regrade", _("Can approve regrades"))]
        constraints = [
            second_person.is_another_than(
                "asked_by", name="a_regrade_is_decided_by_a_second_person"
            ),
            second_person.decides_at_once(
                "is_approved", name="a_regrade_is_decided_by_somebody_at_some_time"
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None, settled_at=None) | Q(is_approved=True),
                name="only_an_approved_regrade_is_carried_out",
            ),
        ]

    def __str__(self):
        return f"{self.asked_at:%Y-%m-%d} · {self.pk}"

    def get_absolute_url(self):
        return reverse("regrade", args=[self.pk])

    @property
    def state(self):
        """Where it stands: a word for templates."""
        if self.is_approved is False:
            return "declined"
        if self.is_approved:
            return "running" if self.finished_at is None else "done"
        return "checking" if self.checked_at is None else "waiting"

    def what(self):
        """Return the ``rekeying.Change`` objects."""
        return [Change.from_json(stored) for stored in self.changes]

    def scope(self):
        """Attempts, open or closed, whose paper has one of the questions.

        Papers that began after the approval were made with what the bank holds
        since then; they are left alone.
        """
        keys = [change.question for change in self.what()]
        found = Attempt.objects.filter(pk__in=Answer.objects.having(keys))
        if self.assessment_key:
            found = found.filter(assessment_key=self.assessment_key)
        if self.decided_at:
            found = found.filter(started_at__lte=self.decided_at)
        return found

    def closed_scope(self):
        """Attempts that are handed in, in the time asked for, by primary key."""
        found = self.scope().closed().order_by("pk")
        if self.from_day:
            found = found.filter(submitted_at__date__gte=self.from_day)
        if self.to_day:
            found = found.filter(submitted_at__date__lte=self.to_day)
        return found

    def still_to_foretell(self):
        """Closed attempts whose change is not worked out."""
        return self.closed_scope().exclude(pk__in=self.outcomes.values("attempt"))

    def still_to_apply(self):
        """Closed attempts that are not marked again yet."""
        done = self.outcomes.exclude(applied_at=None)
        return self.closed_scope().exclude(pk__in=done.values("attempt"))

    def next_mark(self, attempt):
        """Return the unsaved mark that ``attempt`` would get.

        Raises:
            ValueError: its paper cannot be marked by the changed key.
        """
        frozen = freezing.thaw(attempt.frozen_paper)
        basis = rebase(frozen, attempt.latest_mark().basis, self.what())
        return Mark.of(frozen, attempt.answers.responses(), basis)

    def decide(self, *, is_approved, by, note, at):
        """Approve or decline, once, as a second person.

        Raises:
            MayNotApprove: decided already, not worked out yet, or one's own.
        """
        open_ones = Regrade.objects.filter(pk=self.pk, is_approved=None)
        ready = open_ones.exclude(checked_at=None).exclude(asked_by=by)
        if not ready.update(
            is_approved=is_approved, decided_by=by, decided_at=at, decision_note=note
        ):
            raise MayNotApprove
        self.refresh_from_db()

    def note_progress(self, **instants):
        """Set ``total`` or an instant, unless it is set."""
        unset = dict.fromkeys(instants)
        Regrade.objects.filter(pk=self.pk, **unset).update(**instants)
        self.refresh_from_db()


class RegradeOutcomeQuerySet(models.QuerySet):
    """What a regrade does to attempts, by what changes."""

    def changed(self):
        moved = ~Q(percentage_before=F("percentage_after"))
        flipped = (
            Q(is_passed_before=True, is_passed_after=False)
            | Q(is_passed_before=False, is_passed_after=True)
            | Q(is_passed_before=None, is_passed_after__isnull=False)
            | Q(is_passed_before__isnull=False, is_passed_after=None)
        )
        return self.filter(moved | flipped, problem="")

    def lost(self):
        """Passed before, not passed after."""
        return self.filter(is_passed_before=True, is_passed_after=False)

    def gained(self):
        """Not passed before, passed after."""
        return self.filter(is_passed_before=False, is_passed_after=True)

    def applied(self):
        return self.exclude(mark=None)

    def for_listing(self):
        listed = self.select_related("attempt").defer("attempt__frozen_paper")
        return listed.order_by("is_passed_after", "percentage_after", "pk")


class RegradeOutcome(models.Model):
    """What one regrade does to one attempt: foretold, then done, once."""

    regrade = models.ForeignKey(
        Regrade, on_delete=models.PROTECT, related_name="outcomes"
    )
    attempt = models.ForeignKey(
        Attempt, on_delete=models.PROTECT, related_name="regrade_outcomes"
    )
    percentage_before = models.DecimalField(max_digits=5, decimal_places=2)
    percentage_after = models.DecimalField(max_digits=5, decimal_places=2)
    is_passed_before = models.BooleanField(null=True)
    is_passed_after = models.BooleanField(null=True)
    problem = models.TextField(blank=True)
    applied_at = models.DateTimeField(null=True)
    mark = models.OneToOneField(
        Mark, on_delete=models.PROTECT, null=True, related_name="regrade_outcome"
    )

    wagtail_reference_index_ignore = True
    objects = RegradeOutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("outcome of a regrade")
        verbose_name_plural = _("outcomes of regrades")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["regrade", "attempt"],
                name="a_regrade_marks_an_attempt_once",
            ),
            models.CheckConstraint(
                condition=Q(mark=None) | Q(applied_at__isnull=False, problem=""),
                name="a_regraded_mark_has_its_time",
            ),
        ]

    def __str__(self):
        return f"{self.percentage_before} → {self.percentage_after}"

    @property
    def label(self):
        """A name for the attempt that says nothing of the person."""
        return self.attempt.public_id.hex[:6].upper()

    @property
    def has_changed(self):
        """Whether the learner sees another result than before."""
        before = self.percentage_before, self.is_passed_before
        return before != (self.percentage_after, self.is_passed_after)

    @classmethod
    def foretell(cls, regrade, attempt):
        """Put on record what ``regrade`` would do, without doing it."""
        try:
            with transaction.atomic():
                cls.objects.create(
                    regrade=regrade, attempt=attempt, **facts(regrade, attempt)
                )
        except IntegrityError:
            # Another worker was faster; what it found is the same.
            return

    @classmethod
    @transaction.atomic
    def carry_out(cls, regrade, attempt, *, at):
        """Mark ``attempt`` again, unless this regrade has done so before.

        Returns:
            The outcome if this call did it, else None.
        """
        # Whoever marks this attempt now goes first; then the look below is true.
        attempt = Attempt.objects.select_for_update().get(pk=attempt.pk)
        found = facts(regrade, attempt)
        outcome, _new = cls.objects.get_or_create(
            regrade=regrade, attempt=attempt, defaults=found
        )
        if outcome.applied_at:
            return None
        for field, value in found.items():
            setattr(outcome, field, value)
        if not outcome.problem:
            outcome.mark = regrade_one(regrade, attempt, at=at)
        outcome.applied_at = at
        outcome.save()
        return outcome


def facts(regrade, attempt):
    """Return what would change for ``attempt``, as fields of an outcome."""
    before = {
        "percentage_before": attempt.percentage,
        "is_passed_before": attempt.is_passed,
    }
    try:
        mark = regrade.next_mark(attempt)
    except ValueError as error:
        return before | {
            "percentage_after": attempt.percentage,
            "is_passed_after": attempt.is_passed,
            "problem": str(error),
        }
    return before | {
        "percentage_after": mark.percentage,
        "is_passed_after": mark.is_passed,
        "problem": "",
    }


def regrade_one(regrade, attempt, *, at):
    """Append the mark that ``regrade`` gives ``attempt``; return it."""
    basis = regrade.next_mark(attempt).basis
    return attempt.mark_again(
        "regraded",
        by=regrade.asked_by,
        note=regrade.why,
        at=at,
        keys=basis["keys"],
        awards=basis["awards"],
    )
