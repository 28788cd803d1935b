"""Examines a PDF: signature, attachment, credential, and whether they agree. Pure."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from .agreement import check_agreement
from .credentials import examine_credential
from .findings import Notes, Refused, Report
from .hidden import check_hidden
from .pdf_reading import BROKEN, BoundedReader, attachments, open_pdf
from .recognising import TOKEN
from .signatures import check_signature

if TYPE_CHECKING:
    from certificates.proof.trust import Trust

CREDENTIAL = "credential.jwt"


def examine_pdf(content: bytes, trust: Trust, *, at: dt.datetime) -> Report:
    """Check a PDF wholly.

    A failed signature does not end the examination: what else is wrong is told,
    too. Nothing of the credential is believed but by its own signature.

    Raises:
        Refused: it is no PDF that can be read.
    """
    reader = open_pdf(content)
    notes = Notes()
    check_hidden(reader, notes)
    try:
        check_signature(reader, content, trust, notes, at=at)
    except Refused as refusal:
        notes.refused(refusal)
    facts = as_of = None
    try:
        token = _credential(reader)
        notes.passed("attachment", "one_credential")
        facts, as_of = examine_credential(token, trust, notes, at=at)
    except Refused as refusal:
        notes.refused(refusal)
    if facts is not None:
        check_agreement(reader.root, facts, notes)
    return Report("pdf", notes.in_order(), facts, as_of=as_of)


def _credential(reader: BoundedReader) -> bytes:
    """Return the one attachment.

    Raises:
        Refused: there is none, or another beside it.
    """
    try:
        found = attachments(reader.root)
    except BROKEN as error:
        raise Refused("attachment", "unreadable_attachment") from error
    if not found:
        raise Refused("attachment", "no_credential")
    if len(found) > 1:
        raise Refused("attachment", "several_attachments")
    name, content = found[0]
    if name != CREDENTIAL or not TOKEN.match(content.strip()):
        raise Refused("attachment", "other_attachment")
    return content
