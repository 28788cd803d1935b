"""How far those who follow the events of certificates have come."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Follower(models.Model):
    """A cursor: what one follower has seen.

    Moved only after its work is done, so that a killed worker repeats a batch
    rather than losing it.
    """

    name = models.CharField(max_length=40, primary_key=True)
    position = models.PositiveBigIntegerField(_("up to event"), default=0)
    due_until = models.DateTimeField(_("up to what was due at"))

    class Meta:
        verbose_name = _("follower of events")
        verbose_name_plural = _("followers of events")
        default_permissions = ()

    def __str__(self):
        return f"{self.name} {self.position}"

    def advance(self, **seen):
        """Move on, unless another process has moved meanwhile; say whether it did."""
        mine = {name: getattr(self, name) for name in seen}
        same = Follower.objects.filter(pk=self.pk, **mine)
        moved = same.update(**seen)
        self.refresh_from_db()
        return bool(moved)
