"""Makes the PDF of the proof of a check and keeps it."""

import datetime as dt
import logging

from training.rounds import apart

from . import documents, keyring, making
from .models import CheckProof, CheckProofDocument, GivenUp
from .pdf import check_proof

PATIENCE = dt.timedelta(seconds=30)
"""How long a proof waits for the queue before a round makes its PDF."""

BATCH = 100

logger = logging.getLogger(__name__)


def make(proof, *, at):
    """Make the PDF of ``proof``, sign it and keep it; does nothing where there is one.

    Returns:
        Whether it is made. Where nothing can be signed at present it waits for the
        next round: it is never kept unsigned. Where the making broke off too often,
        its page says so.
    """
    if CheckProofDocument.objects.filter(proof=proof).exists():
        return True
    try:
        return making.attempt(proof, lambda: _make(proof, at), at=at)
    except GivenUp:
        return False


def make_waiting(*, at):
    """Make the PDFs that the queue has lost, or that could not be signed.

    Safe to run at any time, in any number of workers at once.
    """
    waiting = CheckProof.objects.due(at=at).filter(made_at__lte=at - PATIENCE)
    for proof in waiting.order_by("pk")[:BATCH]:
        with apart():
            if not make(proof, at=at):
                return


def _make(proof, at):
    rendered = check_proof.render_check_proof(
        proof.as_shown,
        proof.number,
        language=proof.language,
        verify_url=documents.verify_url(proof.language),
        size=proof.paper_size(),
    )
    try:
        signed, level = documents.signed_with(keyring.keyring(), rendered, at=at)
    except documents.CANNOT_SIGN as reason:
        logger.warning("proof %s waits: %s", proof.pk, type(reason).__name__)
        return False
    proof.keep_document(signed, level=level, at=at)
    return True
