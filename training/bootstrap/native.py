"""The native libraries of the PDF engine: Pango, and HarfBuzz's subsetter."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from . import VENV, debian
from .narration import CannotContinue, run_quietly, step

SONAMES = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
    "libharfbuzz.so.0",
    "libharfbuzz-subset.so.0",
    "libfontconfig.so.1",
)
PACKAGES = ("libpangoft2-1.0-0", "libharfbuzz-subset0")
NATIVE = VENV / "native"

PROBE = """
import ctypes, sys
for name in sys.argv[1:]:
    try:
        ctypes.CDLL(name)
    except OSError:
        sys.stdout.write(name + " ")
"""

# Without a configuration fontconfig finds no font, and with no font at all
# WeasyPrint has been seen to crash.
FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{native}/usr/share/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{native}/font-cache</cachedir>
</fontconfig>
"""


def missing(environment):
    """The libraries that a new process with ``environment`` cannot load."""
    probe = subprocess.run(
        [sys.executable, "-c", PROBE, *SONAMES],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return probe.stdout.split()


def environment():
    """What a process needs in its environment to find libraries kept here.

    Empty where the machine's own libraries serve.
    """
    if not NATIVE.is_dir():
        return {}
    folders = [str(folder) for folder in _library_folders(NATIVE)]
    if inherited := os.environ.get("LD_LIBRARY_PATH"):
        folders += [part for part in inherited.split(":") if part not in folders]
    found = {"LD_LIBRARY_PATH": ":".join(folders)}
    if not Path("/etc/fonts/fonts.conf").exists():
        found["FONTCONFIG_FILE"] = str(NATIVE / "fonts.conf")
    return found


def _library_folders(native):
    """The folders below ``native`` that hold shared libraries."""
    return sorted({path.parent for path in native.glob("**/*.so.*")})


def ensure():
    """Make the libraries loadable: by apt, else unpacked here, else say how.

    Raises:
        CannotContinue: they are missing and nothing here may bring them.
    """
    if sys.platform != "linux" or not missing(os.environ | environment()):
        return
    prefix = debian.privilege(PACKAGES)
    with step("Installing the libraries that PDF certificates need"):
        if prefix is not None:
            debian.install(PACKAGES, prefix=prefix)
        elif debian.has_apt():
            _unpack_here()
        if still := missing(os.environ | environment()):
            raise CannotContinue(_what_to_run(still))


def _unpack_here():
    try:
        unpack(PACKAGES, NATIVE)
    except CannotContinue as trouble:
        advice = _what_to_run(missing(dict(os.environ)))
        raise CannotContinue(f"{trouble}\n\n{advice}") from trouble


def _what_to_run(libraries):
    if not debian.has_apt():
        return (
            "PDF certificates need Pango and HarfBuzz (with its subset library); "
            f"not found: {', '.join(libraries)}.\n"
            "Install them with this machine's package manager, then try again."
        )
    return (
        f"PDF certificates need libraries that are not here: {', '.join(libraries)}."
        "\nAsk an administrator to run this, then try again:\n\n"
        f"    {debian.one_command(PACKAGES)}"
    )


def unpack(packages, target):
    """Fetch ``packages`` and what they lack, and unpack them under ``target``.

    Needs no privilege: apt keeps its lists in a private folder, downloads,
    and installs nothing.

    Raises:
        CannotContinue: apt or dpkg refused, with their own words.
    """
    with tempfile.TemporaryDirectory(prefix="alongside-apt-") as work:
        for name in ("lists/partial", "cache/archives/partial"):
            Path(work, name).mkdir(parents=True)
        apt = [
            "apt-get",
            *("-o", "Debug::NoLocking=1"),
            *("-o", f"Dir::State::lists={work}/lists"),
            *("-o", f"Dir::Cache={work}/cache"),
        ]
        options = {"env": debian.apt_environment()}
        run_quietly([*apt, "update"], **options)
        wanted = [*debian.INSTALL, "--download-only", *packages]
        run_quietly([*apt, *wanted], **options)
        _unpack_all(Path(work, "cache/archives"), target)


def _unpack_all(archives, target):
    """Unpack every package in ``archives``; ``target`` appears whole or not."""
    started = target.with_name(f"{target.name}.partial")
    shutil.rmtree(started, ignore_errors=True)
    started.mkdir(parents=True)
    for package in sorted(archives.glob("*.deb")):
        run_quietly(["dpkg", "-x", str(package), str(started)])
    (started / "fonts.conf").write_text(FONTS_CONF.format(native=target))
    shutil.rmtree(target, ignore_errors=True)
    started.rename(target)
