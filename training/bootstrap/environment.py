"""The virtual environment: made, filled with what is pinned, entered."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from importlib.util import find_spec
from pathlib import Path

from . import ROOT, VENV, VENV_PYTHON, debian, native, stamps
from .narration import CannotContinue, run_quietly, step

RUNTIME = ROOT / "requirements.txt"
TESTING = ROOT / ".ci" / "requirements.txt"
INSTALLER = Path(__file__).with_name("installer.txt")
PIP = [str(VENV_PYTHON), "-m", "pip"]
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"


def is_inside():
    """Whether this very process runs in the checkout's virtual environment."""
    return Path(sys.prefix).resolve() == VENV.resolve()


def is_entered():
    """Whether this process has both that Python and its native libraries."""
    wanted = native.environment().items()
    return is_inside() and all(os.environ.get(name) == value for name, value in wanted)


def enter(arguments):
    """Become the virtual environment's Python, with its native libraries."""
    os.environ.update(native.environment())
    os.execv(VENV_PYTHON, [str(VENV_PYTHON), *arguments])  # noqa: S606


def ensure(*locks):
    """Make the environment hold exactly what ``locks`` pin.

    Args:
        locks: requirement files with hashes; those already installed by this
            Python are skipped.

    Raises:
        CannotContinue: the environment cannot be made, or a package not had.
    """
    if not is_inside() and not _works():
        _make()
    stale = [lock for lock in locks if stamps.read(_stamp(lock), _wanted(lock)) is None]
    if not stale:
        return
    with step(f"Installing what is pinned ({', '.join(map(_shown, stale))})"):
        _install(stale)
    for lock in stale:
        stamps.write(_stamp(lock), _wanted(lock))


def _shown(lock):
    return str(lock.relative_to(ROOT))


def _stamp(lock):
    return VENV / "installed" / _shown(lock).replace("/", "-")


def _wanted(lock):
    configuration = VENV / "pyvenv.cfg"
    return stamps.fingerprint(lock, configuration)


def _works():
    """Whether the environment's Python starts and is one that serves."""
    probe = [str(VENV_PYTHON), "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
    try:
        return subprocess.run(probe, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _make():
    """Make the virtual environment anew with the Python that runs this."""
    if VENV.exists():
        shutil.rmtree(VENV)
    if find_spec("ensurepip") is None:
        _bring_ensurepip()
    with step("Making a virtual environment"):
        if _has_ensurepip():
            run_quietly([sys.executable, "-m", "venv", str(VENV)])
        else:
            _make_without_ensurepip()


def _has_ensurepip():
    """Asked of a new process: this one may have started before it came."""
    probe = [sys.executable, "-c", "import ensurepip"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


def _is_debians_python():
    return sysconfig.get_path("stdlib") == f"/usr/lib/python{VERSION}"


def _bring_ensurepip():
    """Debian packs the means to make virtual environments apart; fetch it."""
    packages = [f"python{VERSION}-venv"]
    if not _is_debians_python() or not debian.has_apt():
        raise CannotContinue(
            f"This Python ({sys.executable}) lacks the module ensurepip, so it "
            "cannot make a virtual environment. Install it, or use another Python."
        )
    prefix = debian.privilege(packages)
    if prefix is not None:
        with step(f"Installing {packages[0]}"):
            debian.install(packages, prefix=prefix)


def _make_without_ensurepip():
    """Without the right to install packages: borrow pip from Debian's wheel."""
    run_quietly([sys.executable, "-m", "venv", "--without-pip", str(VENV)])
    with tempfile.TemporaryDirectory(prefix="alongside-pip-") as work:
        unpacked = Path(work, "unpacked")
        try:
            native.unpack(["python3-pip-whl"], unpacked)
        except CannotContinue as error:
            shutil.rmtree(VENV)
            advice = debian.one_command([f"python{VERSION}-venv"])
            raise CannotContinue(
                f"Python's virtual environments are missing here. Run:\n    {advice}"
            ) from error
        wheel = next(unpacked.glob("usr/share/python-wheels/pip-*.whl"))
        borrowed = [str(VENV_PYTHON), f"{wheel}/pip", "install", "--no-index"]
        run_quietly([*borrowed, "--find-links", str(wheel.parent), "pip"])


def _install(locks):
    """Install through uv, which is quick; through pip where uv cannot."""
    wanted = [word for lock in locks for word in ("-r", str(lock))]
    hashed = ["install", "--require-hashes"]
    try:
        run_quietly([*PIP, *hashed, "--no-deps", "-r", str(INSTALLER)])
        uv = [str(VENV / "bin" / "uv"), "pip"]
        options = ["--python", str(VENV_PYTHON), "--compile-bytecode"]
        run_quietly([*uv, *hashed, *options, *wanted], cwd=ROOT)
    except CannotContinue:
        run_quietly([*PIP, *hashed, *wanted], cwd=ROOT)
