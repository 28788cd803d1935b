"""A PostgreSQL of one's own for the length of a test run."""

import shutil
from pathlib import Path

# The metapackage, so that Debian 12 brings 15 and Debian 13 brings 17.
PACKAGE = "postgresql"
DEBIAN_SERVERS = Path("/usr/lib/postgresql")


def find_binaries(path=None, servers=DEBIAN_SERVERS):
    """The folder with ``initdb`` and ``postgres``, or None.

    Args:
        path: a PATH to search first; the process's own by default.
        servers: where Debian keeps one folder for each major version.
    """
    if found := shutil.which("initdb", path=path):
        return Path(found).resolve().parent
    versions = [folder for folder in servers.glob("*/bin") if (folder / "initdb").exists()]
    return max(versions, key=lambda folder: float(folder.parent.name), default=None)
