"""Makes the PDF of a certificate and keeps it."""

import logging

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from . import codes, pdf
from .names import NothingToPrint, Unprintable
from .typefaces import MissingGlyph

logger = logging.getLogger(__name__)


def make(certificate, *, at, rng):
    """Render the document of ``certificate`` and keep its bytes.

    Does nothing where a document exists. Where the text cannot be printed, the
    certificate notes why and waits for a person.

    Args:
        certificate: a ``Certificate``.
        at: now.
        rng: as ``secrets.token_bytes``; the QR token is born here and only its
            hash is stored.

    Returns:
        Whether a document was made and kept.
    """
    if certificate.has_document:
        return False
    token = codes.new_token(rng)
    try:
        rendered = pdf.render(
            certificate.as_award(),
            token,
            verify_url=verify_url(certificate.language),
            design=certificate.as_design(),
        )
    except Unprintable as reason:
        logger.warning("certificate %s cannot be printed", certificate.pk)
        certificate.hold_up(explain(reason))
        return False
    return certificate.keep_document(rendered, token=token, at=at)


def verify_url(language):
    """Return the address of the verify page in ``language``, ending in a slash."""
    with translation.override(language):
        return settings.SITE_URL + reverse("certificates:verify")


def explain(reason):
    """Say in words for a person why a text cannot be printed."""
    if isinstance(reason, MissingGlyph):
        return _(
            "No font on this system has the character %(character)s. "
            "Ask the holder how else the name may be written."
        ) % {"character": reason.described}
    if isinstance(reason, NothingToPrint):
        return _("There is no name to print. Ask the holder how it is written.")
    return _(
        "More marks are stacked on one letter than can be read. "
        "Ask the holder how the name is written."
    )
