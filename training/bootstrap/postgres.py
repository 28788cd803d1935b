"""A PostgreSQL of one's own for the length of a test run."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from . import processes
from .narration import CannotContinue, run_quietly

# The metapackage, so that Debian 12 brings 15 and Debian 13 brings 17.
PACKAGE = "postgresql"
DEBIAN_SERVERS = Path("/usr/lib/postgresql")
# PostgreSQL refuses to run as root.
LESSER_ACCOUNTS = ("postgres", "nobody")
START_SECONDS = 30
# The data is thrown away, so nothing is waited for that only saves data.
OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "300",
    "timezone": "UTC",
}


def find_binaries(path=None, servers=DEBIAN_SERVERS):
    """The folder with ``initdb`` and ``postgres``, or None.

    Args:
        path: a PATH to search first; the process's own by default.
        servers: where Debian keeps one folder for each major version.
    """
    if found := shutil.which("initdb", path=path):
        return Path(found).resolve().parent
    versions = [folder for folder in servers.glob("*/bin") if _has_server(folder)]
    return max(versions, key=lambda folder: float(folder.parent.name), default=None)


def _has_server(folder):
    return (folder / "initdb").exists() and (folder / "postgres").exists()


@contextmanager
def temporary_server(binaries, options=None):
    """Run a server in a folder of its own; both are gone afterwards.

    Args:
        binaries: what :func:`find_binaries` found.
        options: the server's settings; ``OPTIONS`` by default.

    Yields:
        The variables with which a site finds the server.

    Raises:
        CannotContinue: the server does not start, with its own words.
    """
    account = _account()
    # Not below TMPDIR: a socket's path is short, and its folder must be
    # reachable for the lesser account.
    folder = Path(tempfile.mkdtemp(prefix="alongside-pg-", dir="/tmp"))
    try:
        if account:
            os.chown(folder, account["user"], account["group"])
        _create(binaries, folder, account)
        server = _start(binaries, folder, account, options or OPTIONS)
        try:
            _await(binaries, folder, server)
            yield _connection(folder)
        finally:
            processes.stop([server], first=signal.SIGINT)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _account():
    """The account to become, as options for ``subprocess``; none where not root."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = next(known[name] for name in LESSER_ACCOUNTS if name in known)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _create(binaries, folder, account):
    words = ["--auth=trust", "--username=postgres", "--no-sync"]
    locale = ["--encoding=UTF8", "--locale=C.UTF-8"]
    command = [binaries / "initdb", f"--pgdata={folder}/data", *words, *locale]
    run_quietly(command, cwd=folder, **account)


def _start(binaries, folder, account, options):
    settings = [word for pair in options.items() for word in ("-c", "=".join(pair))]
    command = [binaries / "postgres", "-D", f"{folder}/data", "-k", folder, *settings]
    with open(folder / "log", "wb") as log:
        return processes.start(
            command, cwd=folder, stdout=log, stderr=subprocess.STDOUT, **account
        )


def _await(binaries, folder, server):
    probe = [binaries / "pg_isready", "--quiet", f"--host={folder}"]
    deadline = time.monotonic() + START_SECONDS
    while subprocess.run(probe, check=False).returncode:
        if server.poll() is not None or time.monotonic() > deadline:
            log = (folder / "log").read_text(errors="replace")
            raise CannotContinue(f"PostgreSQL did not start:\n\n{log[-4000:]}")
        time.sleep(0.1)


def _connection(folder):
    return {
        "DATABASE_URL": "postgresql://postgres@/postgres",
        # A socket's folder cannot be told in the address; libpq reads it here.
        "PGHOST": str(folder),
    }
