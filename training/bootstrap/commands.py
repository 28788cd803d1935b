"""What ``manage.py`` does with its words."""

import os
import signal
import sys
from importlib.util import find_spec

from . import VENV_PYTHON, environment, measuring, serving, testing
from .narration import CannotContinue, say

INTERRUPTED = 130
USAGE = """\
python3 manage.py up          sets everything up and serves the site
python3 manage.py test        checks everything; further words go to pytest
python3 manage.py bench       measures; further words choose what
python3 manage.py faults      breaks things on purpose; further words choose what
python3 manage.py COMMAND     Django's and Alongside's own commands: see `help`
"""


# The words that need nothing installed.
OWN = {
    "up": serving.up,
    "test": testing.test,
    "bench": measuring.bench,
    "faults": measuring.faults,
}


def run(arguments):
    """Do what ``arguments``, as of the command line, ask.

    Returns:
        The exit code.
    """
    word = arguments[1] if len(arguments) > 1 else None
    if word is None:
        say(USAGE)
        return 0
    if word in OWN:
        return _carefully(OWN[word], arguments[2:])
    return _django(arguments)


def _carefully(action, words):
    """Run ``action``; turn its refusals into one clear message."""
    signal.signal(signal.SIGTERM, _leave)
    try:
        return action(words)
    except CannotContinue as refusal:
        say(f"\n{refusal}")
        return 1
    except KeyboardInterrupt:
        say("\nStopped.")
        return INTERRUPTED


def _leave(number, frame):
    """Leave as after an error, so that everything opened is closed, once."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit(128 + number)


def _django(arguments):
    if VENV_PYTHON.exists() and not environment.is_entered():
        environment.enter(arguments)
    if find_spec("django") is None:
        say("Nothing is installed yet. Run this first:\n\n    python3 manage.py up")
        return 1
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training.settings.dev")
    from django.core.management import execute_from_command_line

    return execute_from_command_line(arguments)
