"""Which news have been sent: each once, whatever runs twice."""

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from training.append_only import AppendOnly, AppendOnlyQuerySet


class NoticeQuerySet(AppendOnlyQuerySet):
    """Notices, made once."""

    def first_time(self, *, at, **about):
        """Whether nobody has been told of this before; from now on, somebody has.

        Args:
            at: the instant, aware.
            **about: ``mark`` or ``appeal``.
        """
        try:
            with transaction.atomic():
                self.create(sent_at=at, **about)
        except IntegrityError:
            return False
        return True


class Notice(AppendOnly):
    """One mail about a mark or an appeal."""

    mark = models.OneToOneField(
        "assessments.Mark", on_delete=models.PROTECT, null=True, related_name="notice"
    )
    appeal = models.OneToOneField(
        "assessments.Appeal", on_delete=models.PROTECT, null=True, related_name="notice"
    )
    sent_at = models.DateTimeField()

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(mark=None) ^ Q(appeal=None),
                name="a_notice_is_about_one_thing",
            )
        ]

    def __str__(self):
        return f"{self.sent_at:%Y-%m-%d %H:%M}"
