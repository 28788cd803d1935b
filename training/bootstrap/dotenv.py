"""The file ``.env``: made once with a fresh secret, then the owner's to edit."""

import os
import secrets

TEMPLATE = """\
# Made by `python3 manage.py up`. Yours to edit; it is never overwritten.
# Production refuses DEMO and a key that begins with "demo-".
SECRET_KEY=demo-{key}
DEMO=1
"""


def ensure(path):
    """Write ``path`` with a random secret, readable by its owner alone, once.

    Returns:
        Whether it was made now.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(TEMPLATE.format(key=secrets.token_urlsafe(50)))
    return True


def settings(path, environment):
    """What ``path`` sets, under what ``environment`` sets: it wins, as in Django.

    Args:
        path: a file of ``NAME=value`` lines; comments and quotes as usual.
        environment: the process's own variables.
    """
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    pairs = (line.removeprefix("export ").partition("=") for line in lines)
    found = {
        name.strip(): value.strip().strip("'\"")
        for name, equals, value in pairs
        if equals and not name.lstrip().startswith("#")
    }
    return found | dict(environment)
