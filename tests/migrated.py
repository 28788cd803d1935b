"""Starts test databases from a copy of one that was migrated before.

Some 240 migrations take twenty seconds, a copy takes none. The copy lives in
pytest's cache and lapses with the first change to what it was made from.
"""

import datetime as dt
import secrets
import shutil
import sqlite3
from pathlib import Path
from unittest import mock

from django.db import connection

from certificates import keymaking
from certificates.models import SigningKey
from certificates.proof import authority
from training.bootstrap import ROOT, stamps

SOURCES = (
    "requirements.txt",
    "*/migrations/*.py",
    "training/*/migrations/*.py",
    "training/settings/*.py",
    "certificates/keymaking.py",
    "certificates/proof/*.py",
    "tests/migrated.py",
)


def kept_copy(cache):
    """The path of the copy that fits the migrations as they are now."""
    files = sorted({path for pattern in SOURCES for path in ROOT.glob(pattern)})
    names = "\n".join(str(path.relative_to(ROOT)) for path in files)
    name = stamps.fingerprint(names, *files)
    return Path(cache.mkdir("migrated")) / f"{name[:32]}.sqlite3"


def bring_keys():
    """Make the signing keys, which takes a second, once for all tests of a run.

    Django puts what it has serialized back after tests with real transactions. Their
    list of revoked certificates lasts as long as they do: nobody signs it anew here,
    and no test should fail because of the day on which it runs.
    """
    if SigningKey.objects.exists():
        return
    with mock.patch.object(authority, "CRL_LIFE", authority.ROOT_LIFE):
        keymaking.make_missing(
            at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC),
            rng=secrets.token_bytes,
            is_demo=True,
        )
    connection._test_serialized_contents = connection.creation.serialize_db_to_string()


def keep(database, copy):
    """Keep ``database`` as ``copy``, in one move, and nothing older."""
    unfinished = copy.with_name(f"{database.name}.unfinished")
    source, target = sqlite3.connect(database), sqlite3.connect(unfinished)
    source.backup(target)
    source.close()
    target.close()
    for older in copy.parent.glob("*.sqlite3"):
        older.unlink(missing_ok=True)
    unfinished.replace(copy)


def start_from(copy, database):
    """Put ``copy`` in the place of ``database``; say whether there is one."""
    try:
        shutil.copyfile(copy, database)
    except FileNotFoundError:
        return False
    return True
