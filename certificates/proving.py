"""Keeps proofs that somebody checked."""

import datetime as dt

from django.core import signing
from django.db import transaction
from django.utils.crypto import salted_hmac

from . import codes
from .models import Check, CheckProof
from .shown import Shown
from .tasks import render_check_proof

SALT = "certificates.proof"
FRESH = dt.timedelta(hours=1)
"""How long after a check its proof can be kept."""


class NotFresh(Exception):
    """The check is too long ago, or was not ours: it has to be made again."""


def seal(shown):
    """Return ``shown`` so that only we can have written it, for a form to send."""
    return signing.dumps(shown.to_json(), salt=SALT, compress=True)


def keep(sealed, *, language, at):
    """Keep a proof of the check whose answer was sealed; see ``keep_of``.

    Args:
        sealed: as ``seal`` wrote it.
        language: of the PDF.
        at: now, aware.

    Raises:
        NotFresh: the check was not ours, or more than an hour ago.
    """
    try:
        shown = Shown.from_json(signing.loads(sealed, salt=SALT))
    except signing.BadSignature as forged:
        raise NotFresh from forged
    check = Check.objects.answered(shown.number, at=shown.checked_at)
    return keep_of(check, shown, language=language, at=at)


@transaction.atomic
def keep_of(check, shown, *, language, at):
    """Keep a proof that a check gave these facts; again gives the same.

    The number and the address come of the check and the site's secret, so that
    two requests at once agree on them and neither has to be remembered.

    Args:
        check: that was logged, or None.
        shown: what was ``Shown``; the caller knows that it was.
        language: of the PDF.
        at: now, aware.

    Returns:
        The token of its address.

    Raises:
        NotFresh: there is no such check, or it is more than an hour ago.
    """
    if check is None or at - shown.checked_at > FRESH:
        raise NotFresh
    token = codes.new_token(_drawn("token", check))
    proof, is_new = CheckProof.objects.keep(
        check,
        shown,
        token=token,
        at=at,
        number=codes.new_proof_number(_drawn("number", check)),
        language=language,
    )
    if is_new:
        render_check_proof.enqueue(proof.pk)
    return token


def _drawn(what, check):
    """Return random bytes that are always the same for one check."""
    drawn = salted_hmac(f"{SALT}.{what}", str(check.pk), algorithm="sha256").digest()
    return lambda count: drawn[:count]
