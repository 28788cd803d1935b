"""``bench`` and ``faults``: run the scripts of a folder, one after the other."""

import os

from . import ROOT, VENV_PYTHON, native, processes, tools
from .narration import CannotContinue, say


def bench(words):
    """Run the measurements in ``tests/bench``, or those that ``words`` name."""
    return _run_all(ROOT / "tests" / "bench", words)


def faults(words):
    """Run the fault drills in ``tests/faults``, or those that ``words`` name."""
    return _run_all(ROOT / "tests" / "faults", words)


def _run_all(folder, words):
    scripts = chosen(folder, words)
    tools.set_up(required=False)
    surroundings = os.environ | native.environment() | {"PYTHONPATH": str(ROOT)}
    failed = []
    for script in scripts:
        say(f"\n{script.stem}\n{'-' * len(script.stem)}")
        command = [str(VENV_PYTHON), str(script)]
        if processes.run(command, cwd=ROOT, env=surroundings):
            failed.append(script.stem)
    if failed:
        say(f"\nFailed: {', '.join(failed)}")
    return 1 if failed else 0


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
