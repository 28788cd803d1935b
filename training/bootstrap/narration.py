"""What a person sees while the set-up works: each step, and how long it took."""

import subprocess
import sys
import time
from contextlib import contextmanager
from textwrap import shorten


class CannotContinue(Exception):
    """The set-up is stuck; the message says why and what a person can do."""


def say(text=""):
    """Write one line to the terminal at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def begin(title):
    """Show ``title``; call what this returns at its end, to show the seconds."""
    sys.stdout.write(f"{title} … ")
    sys.stdout.flush()
    started = time.monotonic()

    def done(before=""):
        say(f"{before}{time.monotonic() - started:.0f} s")

    return done


@contextmanager
def step(title):
    """Show ``title`` while its block runs, then the seconds that it took."""
    done = begin(title)
    try:
        yield
    except BaseException:
        done("stopped after ")
        raise
    done()


def run_quietly(command, **options):
    """Run ``command`` without a word, unless it fails.

    Args:
        command: the words of the command.
        options: handed to ``subprocess.run`` (``env``, ``cwd``, …).

    Returns:
        What it wrote to its standard output.

    Raises:
        CannotContinue: it exited with an error, or does not exist; carries
            the end of what it wrote.
    """
    options = {"stdin": subprocess.DEVNULL, "text": True} | options
    shown = shorten(" ".join(str(word) for word in command), width=200)
    try:
        done = subprocess.run(command, capture_output=True, check=False, **options)
    except OSError as error:
        raise CannotContinue(f"Could not run: {shown}\n{error}") from error
    if done.returncode:
        ending = "\n".join((done.stdout + done.stderr).splitlines()[-40:])
        raise CannotContinue(f"This command failed: {shown}\n\n{ending}")
    return done.stdout
