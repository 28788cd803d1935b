"""Makes the document of a certificate, proves it and keeps it."""

import json
import logging

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from . import codes, keyring, making, pdf
from .devices import DeviceUnavailable
from .models import Certificate, GivenUp, Proof
from .names import NothingToPrint, Unprintable
from .proof import badge, signing
from .proof.keys import CannotSign
from .proof.sealing import CannotUnseal
from .typefaces import MissingGlyph

logger = logging.getLogger(__name__)

CANNOT_SIGN = (CannotSign, CannotUnseal, signing.AuthorityUnavailable)


def make(certificate, *, at, rng):
    """Render the document of ``certificate``, sign it and keep its bytes.

    Does nothing where a document exists. Where the text cannot be printed, or the
    making broke off too often, the certificate notes why and waits for a person;
    where nothing can be signed at present, it notes why and waits for its next try.
    It is never kept unsigned.

    Args:
        certificate: a ``Certificate``.
        at: now.
        rng: as ``secrets.token_bytes``; the QR token is born here and only its
            hash is stored.

    Returns:
        Whether a document was made and kept.
    """
    if certificate.has_document or _waits_with_others(certificate, at):
        return False
    try:
        return making.attempt(certificate, lambda: _make(certificate, at, rng), at=at)
    except GivenUp as reason:
        certificate.hold_up(explain(reason))
        return False


def _make(certificate, at, rng):
    token = codes.new_token(rng)
    try:
        rendered, proof = _prove(certificate, token, at)
    except Unprintable as reason:
        logger.warning("certificate %s cannot be printed", certificate.pk)
        certificate.hold_up(explain(reason))
        return False
    except CANNOT_SIGN as reason:
        logger.warning(
            "certificate %s waits: %s", certificate.pk, type(reason).__name__
        )
        certificate.wait(explain_delay(reason), at=at)
        return False
    return certificate.keep_document(rendered, token=token, at=at, proof=proof)


def _waits_with_others(certificate, at):
    """Whether something is down for all, as another found out a moment ago."""
    if certificate.retry_at and certificate.retry_at <= at:
        return False
    other = Certificate.objects.delayed(at=at).order_by("retry_at").first()
    if other is None:
        return False
    if other.pk != certificate.pk:
        certificate.wait_like(other)
    return True


def _prove(certificate, token, at):
    """Return the signed PDF and its ``Proof``.

    Raises:
        Unprintable: a person has to look.
        CannotSign, CannotUnseal, AuthorityUnavailable: at present.
    """
    keys = keyring.keyring()
    award = certificate.as_award()
    credential = badge.build(
        award,
        keyring=keys,
        identity=certificate.identity,
        wording=wording(certificate.language),
    )
    attached = badge.to_jwt(credential, keys.token)
    rendered = pdf.render(
        award,
        token,
        verify_url=verify_url(certificate.language),
        design=certificate.as_design(),
        credential=attached.encode(),
    )
    signed, level = signed_with(keys, rendered, at=at)
    proved = badge.with_proof(credential, keys.proof, certificate.issued_at)
    text = json.dumps(proved, ensure_ascii=False, separators=(",", ":"))
    return signed, Proof(token=attached, document=text, level=level)


def signed_with(keys, rendered, *, at):
    """Return a rendered PDF signed, stamped where the site has a time-stamp authority.

    Returns:
        Its bytes and its PAdES level.

    Raises:
        CannotSign, AuthorityUnavailable: at present.
    """
    return signing.sign(
        rendered,
        keys,
        at=at,
        timestamper=keyring.timestamper(),
        authorities=keyring.authorities(),
    )


def wording(language):
    """Return what a credential says in words, in ``language``."""
    with translation.override(language):
        return badge.Wording(
            name=_("Certificate of completion"),
            description=_("Completion of every unit of a course."),
            criteria=_("Every unit of the course was completed."),
            contact_time=_("Contact time in minutes"),
        )


def verify_url(language):
    """Return the address of the verify page in ``language``, ending in a slash."""
    with translation.override(language):
        return settings.SITE_URL + reverse("certificates:verify")


def explain(reason):
    """Say in words for a person why a document cannot be made."""
    if isinstance(reason, GivenUp):
        return _(
            "Making this document broke off five times. An administrator has to look "
            "for the cause; then a certifier can have it made again."
        )
    if isinstance(reason, MissingGlyph):
        return _(
            "No font on this system has the character %(character)s. "
            "The name has to be written another way."
        ) % {"character": reason.described}
    if isinstance(reason, NothingToPrint):
        return _("There is no name to print. It has to be written.")
    return _(
        "More marks are stacked on one letter than can be read. "
        "The name has to be written another way."
    )


def explain_text(reason):
    """Say in words for whoever typed a text why it cannot be printed."""
    if isinstance(reason, MissingGlyph):
        words = _("No font on this system has the character %(character)s.")
        return words % {"character": reason.described}
    return _("This cannot be read on paper. Write it another way.")


def explain_delay(reason):
    """Say in words for a person why a document cannot be signed at present."""
    if isinstance(reason, signing.AuthorityUnavailable):
        return _(
            "The authority that attests the time of signing does not answer. "
            "The document is made as soon as it does."
        )
    if isinstance(reason, DeviceUnavailable):
        return _(
            "The device that holds the signing keys does not answer. "
            "The document is made as soon as it does."
        )
    if isinstance(reason, keyring.DemoKeys):
        return _(
            "The signing keys belong to a demonstration. An administrator has to "
            "make real ones."
        )
    if isinstance(reason, keyring.NoKeys):
        return _("There are no signing keys yet. An administrator has to make them.")
    return _(
        "The signing keys cannot be opened with this site's key. An administrator "
        "has to look."
    )
