"""``bench`` and ``faults``: run the scripts of a folder, one after the other."""

from . import ROOT, VENV_PYTHON, processes, tools
from .narration import CannotContinue, say
from .testing import sqlite_environment, temporary_folder


def bench(words):
    """Run the measurements in ``tests/bench``, or those that ``words`` name."""
    return _run_all(ROOT / "tests" / "bench", words)


def faults(words):
    """Run the fault drills in ``tests/faults``, or those that ``words`` name."""
    return _run_all(ROOT / "tests" / "faults", words)


def _run_all(folder, words):
    scripts = chosen(folder, words)
    tools.set_up(required=False)
    failed = [script.stem for script in scripts if not _run(script)]
    if failed:
        say(f"\nFailed: {', '.join(failed)}")
    return 1 if failed else 0


def _run(script):
    """Run ``script`` on a database of its own; say whether it ended well."""
    say(f"\n{script.stem}\n{'-' * len(script.stem)}")
    with temporary_folder() as folder:
        surroundings = sqlite_environment(folder) | {"PYTHONPATH": str(ROOT)}
        command = [str(VENV_PYTHON), str(script)]
        return processes.run(command, cwd=ROOT, env=surroundings) == 0


def chosen(folder, words):
    """The scripts of ``folder`` to run, in the order of their names.

    Raises:
        CannotContinue: a word names no script.
    """
    found = {path.stem: path for path in sorted(folder.glob("[a-z]*.py"))}
    found.pop("conftest", None)
    if unknown := [word for word in words if word not in found]:
        known = ", ".join(found) or "none yet"
        raise CannotContinue(
            f"No such script: {', '.join(unknown)}. There are: {known}."
        )
    return [found[word] for word in words] or list(found.values())
