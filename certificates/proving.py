"""Keeps proofs that somebody checked, and tells from them what may still be told."""

import datetime as dt
from dataclasses import replace

from django.core import signing
from django.db import transaction
from django.utils.crypto import salted_hmac

from . import codes
from .checking import Answer
from .models import Check, CheckProof
from .names import is_same_family_name
from .shown import Shown
from .tasks import render_check_proof

SALT = "certificates.proof"
FRESH = dt.timedelta(hours=1)
"""How long after a check its proof can be kept."""


class NotFresh(Exception):
    """The check is too long ago, or was not ours: it has to be made again."""


def seal(shown):
    """Return ``shown`` so that only we can have written it, for a form to send."""
    # Not compressed: the memory that takes costs more than the bytes it saves.
    return signing.dumps(shown.to_json(), salt=SALT)


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
        still_told(shown, check, at=at),
        token=token,
        at=at,
        number=codes.new_proof_number(_drawn("number", check)),
        language=language,
    )
    if is_new:
        render_check_proof.enqueue(proof.pk)
    return token


def still_told(shown, check, *, at):
    """Return of what a check was told that which its holder still lets be told.

    A proof is a dated statement: standing, dates, number, match or no match stand
    for ever. The holder's name and the title are told where the holder's choice
    allowed it then and allows it now. A typed name that matched is left out once it
    is a former name, though it still says that it matched: the asker knows what was
    typed, whoever opens the address later does not. What an agency has filed in its
    own house stays there; from here the PDF is handed out only while it tells no
    more than this.

    Args:
        shown: the ``Shown`` of then.
        check: the ``Check``, with ``certificate__replaced_by`` and ``link`` joined.
        at: now, aware.
    """
    certificate, link = check.certificate, check.link
    if link and not link.is_open(at=at):
        link = None
    today = Answer(certificate, shown.status, None, None, how=shown.how, link=link)
    is_hidden = certificate.is_withheld and link is None
    told = replace(
        shown,
        title=shown.title if today.title else "",
        holder_name=(shown.holder_name if today.shows_name and not is_hidden else ""),
    )
    if shown.name_matched and certificate.hides_name:
        return replace(told, asked_name=_unless_former(shown.asked_name, certificate))
    return told


def _unless_former(typed, certificate):
    """Return a typed name if it is that of today, else ""."""
    newer = getattr(certificate, "replaced_by", None)
    is_known = newer is not None and not newer.hides_name
    is_of_today = is_known and is_same_family_name(typed, newer.holder_name)
    return typed if is_of_today else ""


def _drawn(what, check):
    """Return random bytes that are always the same for one check."""
    drawn = salted_hmac(f"{SALT}.{what}", str(check.pk), algorithm="sha256").digest()
    return lambda count: drawn[:count]
