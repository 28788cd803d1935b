"""Who sits on a panel, and what they said."""

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from assessments.consensus import Flag, Sheet

from .invited import InvitationClosed, Invited, InvitedQuerySet, StaleSheet


class PanelistQuerySet(InvitedQuerySet):
    """Panelists, by how far they are."""

    def rating(self, *, at):
        """Those from whom ratings are still taken."""
        return self.standing(at=at).filter(finished_at=None, panel__closed_at=None)

    def counted(self):
        """Those whose ratings count: they finished and were not withdrawn."""
        return self.filter(finished_at__isnull=False, withdrawn_at=None)

    def with_progress(self):
        """Count the questions each has saved anything for: never what they said."""
        return self.annotate(
            begun=models.Count("ratings", filter=models.Q(ratings__revision__gt=0))
        )


class Panelist(Invited):
    """Somebody who rates."""

    panel = models.ForeignKey(
        "assessments.Panel", on_delete=models.PROTECT, related_name="panelists"
    )
    finished_at = models.DateTimeField(_("finished"), null=True, editable=False)

    objects = PanelistQuerySet.as_manager()

    class Meta(Invited.Meta):
        verbose_name = _("panelist")
        verbose_name_plural = _("panelists")

    @transaction.atomic
    def finish(self, *, at):
        """Hand the ratings over; they cannot be changed afterwards.

        Returns:
            The numbers of the questions that still lack something; none if it
            is finished.

        Raises:
            InvitationClosed: finished before, withdrawn, or the panel is closed.
        """
        rating = Panelist.objects.rating(at=at).filter(pk=self.pk)
        if not rating.select_for_update(of=("self",)).exists():
            raise InvitationClosed
        rows = self.ratings.select_related("question")
        gaps = [row.question.number for row in rows if not row.is_complete]
        if gaps:
            return gaps
        if not rating.update(finished_at=at):
            raise InvitationClosed
        self.finished_at = at
        return []


class RatingQuerySet(models.QuerySet):
    """Ratings, by what reads them."""

    def for_sheets(self):
        """In the order of the questions, with the questions."""
        return self.select_related("question").order_by("question__number")

    def counted(self, panel):
        """Those of a panel that count."""
        return self.filter(
            panelist__panel=panel,
            panelist__finished_at__isnull=False,
            panelist__withdrawn_at=None,
        ).order_by("panelist_id")


class Rating(models.Model):
    """What one panelist says about one question, saved as they go.

    A row stands ready for each question from the start, so that saving is one
    guarded ``UPDATE``.
    """

    panelist = models.ForeignKey(
        Panelist, on_delete=models.PROTECT, related_name="ratings"
    )
    question = models.ForeignKey(
        "assessments.PanelQuestion", on_delete=models.PROTECT, related_name="ratings"
    )
    levels = models.JSONField(default=dict)
    unsafe = models.JSONField(default=dict)
    comment = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)

    objects = RatingQuerySet.as_manager()

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["panelist", "question"], name="a_panelist_rates_once"
            )
        ]

    def __str__(self):
        return f"rating {self.pk}"

    @property
    def is_begun(self):
        return self.revision > 0

    @property
    def is_complete(self):
        """Whether every option has a level and every flag its reason."""
        options = {option["key"] for option in self.question.shown["options"]}
        reasons = all(flag["why"].strip() for flag in self.unsafe.values())
        return set(self.levels) == options and reasons

    def as_sheet(self):
        return Sheet(
            levels=self.levels,
            unsafe={key: Flag(**flag) for key, flag in self.unsafe.items()},
            comment=self.comment,
        )

    def save_sheet(self, *, levels, unsafe, comment, revision, at):
        """Keep what was said if the writer knew the latest revision.

        Args:
            levels: 1 to 4 by option key; options may be missing.
            unsafe: ``{"why": …, "citation": …}`` by option key.
            comment: on the question as a whole.
            revision: the one that the writer last saw.
            at: the instant, aware.

        Raises:
            InvitationClosed: finished, withdrawn, past its time, or the panel
                is closed.
            StaleSheet: changed elsewhere in the meantime.
        """
        said = {"levels": levels, "unsafe": unsafe, "comment": comment}
        with transaction.atomic():
            own = Panelist.objects.rating(at=at).filter(pk=self.panelist_id)
            # On PostgreSQL a save and finishing wait for each other.
            own = own.select_for_update(of=("self",))
            known = Rating.objects.filter(
                pk=self.pk, revision=revision, panelist__in=own
            )
            saved = known.update(**said, revision=revision + 1, saved_at=at)
        if not saved:
            self._explain_refusal(said, at=at)

    def _explain_refusal(self, said, *, at):
        self.refresh_from_db(fields=[*said, "revision", "saved_at"])
        if not Panelist.objects.rating(at=at).filter(pk=self.panelist_id).exists():
            raise InvitationClosed
        if any(getattr(self, name) != value for name, value in said.items()):
            raise StaleSheet(self)
