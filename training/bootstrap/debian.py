"""Debian packages: whether this account may install them, and how."""

import os
import shutil
import subprocess
import sys

from .narration import CannotContinue, run_quietly, say

INSTALL = ["install", "--yes", "--no-install-recommends"]
LISTS = "/var/lib/apt/lists"
# A PATH taken over through `su` lacks the folders that dpkg's own scripts need.
SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def apt_environment():
    """The environment in which apt asks nothing and finds its own tools."""
    return os.environ | {
        "DEBIAN_FRONTEND": "noninteractive",
        "LC_ALL": "C.UTF-8",
        "PATH": SYSTEM_PATH,
    }


def has_apt():
    """Whether this machine installs its packages with apt."""
    return shutil.which("apt-get", path=SYSTEM_PATH) is not None


def one_command(packages):
    """The command with which an administrator installs ``packages``."""
    return f"sudo apt-get {' '.join(INSTALL)} {' '.join(packages)}"


def privilege(packages):
    """The words to put before ``apt-get``, or None where this account may not.

    Root needs none. Passwordless sudo is asked for in so many words where a
    person is at the terminal.
    """
    if not has_apt():
        return None
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo") or not _sudo_needs_no_password():
        return None
    if not _agreed(packages):
        return None
    return ["sudo", "-n", "--preserve-env=DEBIAN_FRONTEND,LC_ALL"]


def _sudo_needs_no_password():
    probe = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return probe.returncode == 0


def _agreed(packages):
    if not sys.stdin.isatty():
        return True
    say(f"\nThis needs Debian packages. May I run:\n  {one_command(packages)}")
    return input("[y/N] ").strip().lower() in {"y", "yes"}


def install(packages, *, prefix):
    """Install ``packages``, with fresh lists where the old ones do not serve.

    Args:
        packages: names of Debian packages.
        prefix: what :func:`privilege` answered.

    Raises:
        CannotContinue: apt refused, with its own words.
    """
    apt = [*prefix, "apt-get", "-o", "DPkg::Lock::Timeout=300"]
    options = {"env": apt_environment()}
    if not _has_lists():
        run_quietly([*apt, "update"], **options)
    try:
        run_quietly([*apt, *INSTALL, *packages], **options)
    except CannotContinue:
        run_quietly([*apt, "update"], **options)
        run_quietly([*apt, *INSTALL, *packages], **options)


def _has_lists():
    try:
        return any("_Packages" in name for name in os.listdir(LISTS))
    except OSError:
        return False
