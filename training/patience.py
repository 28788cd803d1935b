"""How a process that answers requests treats its database."""

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


def take_turns():
    """Let requests take a connection each and give it back.

    For ASGI, where every request has a thread of its own: one that kept its
    connection would leave it open behind itself.
    """
    for database in connections.settings.values():
        database["CONN_MAX_AGE"] = 0
        if database["ENGINE"].endswith("postgresql"):
            database["OPTIONS"].setdefault("pool", {"timeout": LOCK_SECONDS})
