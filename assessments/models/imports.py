"""Files that wait to become questions."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

KEPT = dt.timedelta(days=1)


class QuestionImportQuerySet(models.QuerySet):
    """Imports, by whose they are and by age."""

    def for_importer(self, user):
        """What ``user`` uploaded; nobody else sees it."""
        return self.filter(uploaded_by=user)

    def forget(self, *, at):
        """Delete what nobody confirmed within a day; return how many there were."""
        return self.filter(uploaded_at__lte=at - KEPT).delete()[0]


class QuestionImport(models.Model):
    """An uploaded file, kept privately until it is confirmed or a day has passed.

    It is never served: only what was understood of it is shown.
    """

    STATES = [
        ("waiting", _("Waits for confirmation")),
        ("queued", _("Waits for the worker")),
        ("working", _("Being imported")),
        ("done", _("Imported")),
        ("failed", _("Not imported")),
    ]

    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    uploaded_at = models.DateTimeField(db_index=True)
    bank = models.ForeignKey(
        "assessments.QuestionBank", on_delete=models.CASCADE, related_name="+"
    )
    format = models.CharField(max_length=10)
    file_name = models.CharField(max_length=255, blank=True)
    content = models.BinaryField()
    is_updating = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=STATES, default="waiting")
    checked = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    outcome = models.JSONField(default=dict)

    objects = QuestionImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of questions")
        verbose_name_plural = _("imports of questions")
        default_permissions = ()

    def __str__(self):
        return self.file_name or f"{self.uploaded_at:%Y-%m-%d %H:%M}"

    def queue(self, *, is_updating, total):
        """Hand a confirmed import to the worker; False if it was confirmed before."""
        return self._move(
            "waiting", state="queued", is_updating=is_updating, total=total
        )

    def begin(self):
        """Take the import on; False if somebody else has."""
        return self._move("queued", state="working") or self.state == "working"

    def note_progress(self, checked):
        """Say how many questions have been looked at."""
        type(self).objects.filter(pk=self.pk).update(checked=checked)

    def finish(self, **outcome):
        """Say what was done; False if it was done before. The file is let go."""
        return self._move("working", state="done", outcome=outcome, content=b"")

    def fail(self, message):
        """Say why nothing was done; the file is let go."""
        return self._move(
            "working", state="failed", outcome={"message": message}, content=b""
        )

    def _move(self, before, /, **fields):
        """Leave the state ``before`` once: of two that try, one finds it."""
        mine = type(self).objects.filter(pk=self.pk, state=before)
        is_mine = bool(mine.update(**fields))
        self.refresh_from_db(fields=[name for name in fields if name != "content"])
        return is_mine
