"""Checks a file that somebody was shown: PDF, photograph of a code, credential. Pure.

No database, clock, settings or network; bounded in time and memory, for the file may
be a trap. What is believed is passed in as ``Trust``.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from . import baked, pictures
from .credentials import examine_credential
from .documents import examine_pdf
from .findings import (
    FAILED,
    LAPSED,
    PASSED,
    STEPS,
    UNKNOWN,
    Facts,
    Finding,
    Notes,
    Refused,
    Report,
)
from .reading import host_of
from .recognising import LARGEST, recognise

if TYPE_CHECKING:
    from certificates.proof.trust import Trust

__all__ = [
    "FAILED",
    "LAPSED",
    "LARGEST",
    "PASSED",
    "STEPS",
    "UNKNOWN",
    "Facts",
    "Finding",
    "Report",
    "examine",
    "host_of",
]


def examine(content: bytes, trust: Trust, *, at: dt.datetime) -> Report:
    """Check one file wholly.

    Args:
        content: its bytes; its name is not asked for.
        trust: the issuer's public keys, certificates and status lists.
        at: the instant for which the answer holds; aware.

    Returns:
        A ``Report``; a file that is broken, foreign or hostile gets one, too.
    """
    try:
        kind = recognise(content)
        if kind == "pdf":
            return examine_pdf(content, trust, at=at)
        if kind in ("png", "jpeg", "webp", "heic"):
            return _examine_picture(content, kind, trust, at=at)
        credential = baked.from_svg(content) if kind == "svg" else content
        return _examine_credential(credential, trust, at=at)
    except Refused as refusal:
        return Report("", (refusal.finding,))


def _examine_picture(
    content: bytes, kind: str, trust: Trust, *, at: dt.datetime
) -> Report:
    credential = baked.from_png(content) if kind == "png" else None
    if credential is not None:
        return _examine_credential(credential, trust, at=at)
    identifier = pictures.read_code(content, kind, trust.issuer)
    notes = Notes()
    notes.passed("file", "code_found", host_of(trust.issuer))
    return Report("picture", notes.in_order(), identifier=identifier)


def _examine_credential(content: bytes, trust: Trust, *, at: dt.datetime) -> Report:
    notes = Notes()
    kind = "json" if content.lstrip().startswith(b"{") else "token"
    notes.passed("file", f"is_{kind}")
    facts, as_of = examine_credential(content, trust, notes, at=at)
    return Report(kind, notes.in_order(), facts, as_of=as_of)
