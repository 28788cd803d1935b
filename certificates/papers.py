"""Makes the records and letters that holders ask for."""

import datetime as dt
import logging

from training.rounds import apart

from . import documents, keyring, making, pdf, record
from .models import GivenUp, HolderPaper
from .names import Unprintable

logger = logging.getLogger(__name__)

BATCH = 100
QUEUE_GRACE = dt.timedelta(seconds=30)
"""How long a document waits for the queue before a round makes it."""


def make(paper, *, at):
    """Set, sign and keep one document; does nothing where there is one.

    Where the text cannot be printed, or the making broke off too often, it notes why.
    Where nothing can be signed at present, it waits for a later round; it is never
    kept unsigned.

    Returns:
        Whether a file was made and kept.
    """
    if paper.is_made or paper.problem:
        return False
    try:
        return making.attempt(paper, lambda: _make(paper, at), at=at)
    except GivenUp as reason:
        paper.hold_up(documents.explain(reason))
        return False


def catch_up(*, at):
    """Make what the queue lost; safe at any time, in any number of workers.

    It stops where nothing can be signed at present: the rest would fail alike.

    Returns:
        How many documents were made.
    """
    late = HolderPaper.objects.due(at=at).filter(asked_at__lte=at - QUEUE_GRACE)
    rows = late.select_related("certificate").order_by("pk")[:BATCH]
    made = 0
    for paper in rows:
        with apart():
            if make(paper, at=at):
                made += 1
            elif not paper.problem:
                break
    return made


def _make(paper, at):
    try:
        keys = keyring.keyring()
        signed, level = documents.signed_with(keys, _rendered(paper), at=at)
    except Unprintable as reason:
        logger.warning("document %s cannot be printed", paper.pk)
        paper.hold_up(documents.explain(reason))
        return False
    except documents.CANNOT_SIGN as reason:
        logger.warning("document %s waits: %s", paper.pk, type(reason).__name__)
        return False
    return paper.keep(signed, level=level, at=at)


def _rendered(paper):
    certificate = paper.certificate
    shared = {
        "verify_url": documents.verify_url(certificate.language),
        "design": certificate.as_design(),
    }
    if paper.kind == "record":
        return pdf.render_record(record.from_json(paper.record), **shared)
    return pdf.render_letter(
        certificate.as_award(), addressee=paper.addressee, at=paper.asked_at, **shared
    )
