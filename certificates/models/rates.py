"""How often somebody has asked lately."""

import datetime as dt

from django.db import connection, models

# One statement decides, however many ask at once; SQLite and PostgreSQL both
# know it. A window opens with the first request and not on the full minute, so
# that nobody doubles the limit by straddling two.
_COUNT_ONE = """
INSERT INTO certificates_ratewindow (key, opened_at, count) VALUES (%s, %s, %s)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN certificates_ratewindow.opened_at <= %s
                 THEN excluded.count
                 ELSE certificates_ratewindow.count + excluded.count END,
    opened_at = CASE WHEN certificates_ratewindow.opened_at <= %s
                     THEN excluded.opened_at ELSE certificates_ratewindow.opened_at END
RETURNING count, opened_at
"""


_PEEK = "SELECT count, opened_at FROM certificates_ratewindow WHERE key = %s"


class RateWindowQuerySet(models.QuerySet):
    """Windows of counted requests."""

    def count_one(self, key, *, length, at, units=1):
        """Count a request under ``key``.

        Args:
            key: at most 64 characters; says nothing about who asks.
            length: of the window, a ``timedelta``.
            at: now, aware.
            units: how many requests it counts for.

        Returns:
            The requests in the window so far, this one included, and the instant
            at which the window ends.
        """
        field = self.model._meta.get_field("opened_at")
        now, horizon = (
            field.get_db_prep_value(value, connection) for value in (at, at - length)
        )
        with connection.cursor() as cursor:
            cursor.execute(_COUNT_ONE, [key, now, units, horizon, horizon])
            count, opened_at = cursor.fetchone()
        return count, _aware(opened_at) + length

    def peek(self, key, *, length, at):
        """Return what ``count_one`` has counted so far, without counting."""
        with connection.cursor() as cursor:
            cursor.execute(_PEEK, [key])
            found = cursor.fetchone()
        if found is None or (ends_at := _aware(found[1]) + length) <= at:
            return 0, at
        return found[0], ends_at

    def stale(self, *, at):
        """Windows that no limit looks at any more."""
        return self.filter(opened_at__lt=at - dt.timedelta(days=1))


def _aware(value):
    """Read what the driver returned: SQLite gives text, both give UTC."""
    if isinstance(value, str):
        value = dt.datetime.fromisoformat(value)
    return value if value.tzinfo else value.replace(tzinfo=dt.UTC)


class RateWindow(models.Model):
    """Requests counted under one key since the window opened."""

    key = models.CharField(max_length=64, primary_key=True)
    opened_at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField()

    objects = RateWindowQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.key[:8]} {self.count}"
