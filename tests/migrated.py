"""Starts test databases from a copy of one that was migrated before.

Some 240 migrations take twenty seconds, a copy takes none. The copy lives in
pytest's cache and lapses with the first change to what it was made from.
"""

import shutil
import sqlite3
from pathlib import Path

from training.bootstrap import ROOT, stamps

SOURCES = (
    "requirements.txt",
    "*/migrations/*.py",
    "training/*/migrations/*.py",
    "training/settings/*.py",
)


def kept_copy(cache):
    """The path of the copy that fits the migrations as they are now."""
    files = sorted({path for pattern in SOURCES for path in ROOT.glob(pattern)})
    names = "\n".join(str(path.relative_to(ROOT)) for path in files)
    name = stamps.fingerprint(names, *files)
    return Path(cache.mkdir("migrated")) / f"{name[:32]}.sqlite3"


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
