"""How often somebody has asked lately."""

import datetime as dt
from functools import cache
from itertools import chain

from django.db import connection, models

from training.composed import keeping_cursor

# One statement decides, however many ask at once; SQLite and PostgreSQL both
# know it. A window opens with the first request and not on the full minute, so
# that nobody doubles the limit by straddling two.
_COUNT = """
INSERT INTO certificates_ratewindow AS kept (key, opened_at, count) VALUES {rows}
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN kept.opened_at <= CASE kept.key {horizons} END
                 THEN excluded.count ELSE kept.count + excluded.count END,
    opened_at = CASE WHEN kept.opened_at <= CASE kept.key {horizons} END
                     THEN excluded.opened_at ELSE kept.opened_at END
RETURNING key, count, opened_at
"""
_PEEK = "SELECT count, opened_at FROM certificates_ratewindow WHERE key = %s"


class RateWindowQuerySet(models.QuerySet):
    """Windows of counted requests."""

    def count_in(self, *windows, at):
        """Count requests under several keys, in one statement.

        Args:
            *windows: each the key, of at most 64 characters, which says nothing
                about who asks; its length, a ``timedelta``; and how many requests
                to count. Everybody names them in the same order, or two that count
                at once might wait for each other.
            at: now, aware.

        Returns:
            For each, the requests in the window so far, these included, and the
            instant at which the window ends.
        """
        now = _prepared(at)
        rows = [(key, now, units) for key, _length, units in windows]
        horizons = [(key, _prepared(at - length)) for key, length, _units in windows]
        given = [*chain(*rows), *chain(*horizons), *chain(*horizons)]
        with keeping_cursor() as cursor:
            cursor.execute(_statement(len(rows)), given)
            counted = {key: told for key, *told in cursor.fetchall()}
        return [
            (counted[key][0], _aware(counted[key][1]) + length)
            for key, length, _units in windows
        ]

    def peek(self, key, *, length, at):
        """Return what was counted under ``key`` so far, without counting."""
        with keeping_cursor() as cursor:
            cursor.execute(_PEEK, [key])
            found = cursor.fetchone()
        if found is None or (ends_at := _aware(found[1]) + length) <= at:
            return 0, at
        return found[0], ends_at

    def stale(self, *, at):
        """Windows that no limit looks at any more."""
        return self.filter(opened_at__lt=at - dt.timedelta(days=1))


@cache
def _statement(windows):
    rows = ", ".join(["(%s, %s, %s)"] * windows)
    return _COUNT.format(rows=rows, horizons="WHEN %s THEN %s " * windows)


def _prepared(moment):
    """Return an instant as the driver takes it."""
    field = RateWindow._meta.get_field("opened_at")
    return field.get_db_prep_value(moment, connection)


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
