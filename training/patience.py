"""How long a web request waits for what another transaction holds."""

from django.db import connections

LOCK_SECONDS = 4
"""As on SQLite: whoever must hear "not saved" hears it in five seconds."""


def limit_waiting():
    """Let this process's connections to PostgreSQL give up on a lock.

    For processes that answer requests, before the first query. Migrations and the
    worker keep waiting: nobody sits before them, and what they do must get done.
    What ``DATABASE_URL`` asks for in its own ``options`` comes last, and so wins.
    """
    for database in connections.settings.values():
        if database["ENGINE"].endswith("postgresql"):
            own = database["OPTIONS"].get("options", "")
            limit = f"-c lock_timeout={LOCK_SECONDS}s"
            database["OPTIONS"]["options"] = f"{limit} {own}".rstrip()
