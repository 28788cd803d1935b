"""Remembers what was done, so that a later start does not do it again.

A stamp is a small file that holds a fingerprint of everything its step read.
"""

import fcntl
import hashlib
import os
from contextlib import contextmanager

from . import ROOT
from .narration import say


def fingerprint(*parts):
    """A hash over texts and the contents of files.

    Args:
        parts: strings, taken as they are, and paths of files, read; a path
            that does not exist counts as such.
    """
    total = hashlib.sha256()
    for part in parts:
        total.update(_digest(part))
    return total.hexdigest()


def _digest(part):
    if isinstance(part, str):
        return hashlib.sha256(part.encode()).digest()
    content = part.read_bytes() if part.is_file() else b"(no such file)"
    name = hashlib.sha256(part.name.encode()).digest()
    return name + hashlib.sha256(content).digest()


def read(stamp, expected):
    """What was kept beside the fingerprint, or None where it no longer holds.

    Args:
        stamp: path of the stamp.
        expected: the fingerprint of things as they are now.
    """
    try:
        found, _, kept = stamp.read_text(encoding="utf-8").partition("\n")
    except OSError:
        return None
    return kept if found == expected else None


def write(stamp, value, kept=""):
    """Put ``value``, and ``kept`` beside it, in place in one move."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    unfinished = stamp.with_name(f"{stamp.name}.{os.getpid()}")
    with open(unfinished, "w", encoding="utf-8", opener=_owner_only) as file:
        file.write(f"{value}\n{kept}")
    unfinished.replace(stamp)


def _owner_only(path, flags):
    return os.open(path, flags, mode=0o600)


@contextmanager
def one_at_a_time():
    """Let one process at a time set up this checkout; the next waits its turn."""
    checkout = os.open(ROOT, os.O_RDONLY | os.O_CLOEXEC)
    try:
        _wait_for(checkout)
        yield
    finally:
        os.close(checkout)


def _wait_for(checkout):
    try:
        fcntl.flock(checkout, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("Another set-up is at work in this folder; waiting for it.")
        fcntl.flock(checkout, fcntl.LOCK_EX)
