"""Sets the proof of a check on one upright page."""

import datetime as dt
from dataclasses import replace

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from certificates import typefaces
from certificates.names import printable

from . import rendering
from .certificate import identifier
from .design import Design

TEXTS = ("title", "issuer_name", "holder_name", "asked_name")
"""Of these, what somebody typed may hold anything."""

WORDS = ("public_reason", "conditions")
"""Those of the standing."""


def render_check_proof(shown, number, *, language, verify_url, size="a4"):
    """Set what a check was told.

    Args:
        shown: what was ``Shown``.
        number: of the proof.
        language: of the wording.
        verify_url: absolute address of the verify page.
        size: of the paper, a key of ``design.SIZES``.

    Returns:
        The bytes of the PDF, equal for equal arguments.
    """
    shown = replace(shown, **{name: legible(getattr(shown, name)) for name in TEXTS})
    status = shown.status
    said = {word: legible(getattr(status, word)) for word in WORDS}
    shown = replace(shown, status=replace(status, **said))
    moment = shown.checked_at.astimezone(dt.UTC)
    with translation.override(language):
        context = {
            "shown": shown,
            "number": number,
            "language": language,
            "is_rtl": translation.get_language_bidi(),
            "moment": moment,
            "created": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "address": verify_url.split("://", 1)[-1].rstrip("/"),
            "document_title": f"{_('Proof of a check')} {number}",
        }
        return _to_pdf(context, number, Design(size=size, orientation="portrait"))


def legible(text):
    """Return ``text`` as it is printed, with the code of each sign no font has."""
    text = printable(text)
    while True:
        try:
            typefaces.stack(typefaces.DISPLAY, [text])
        except typefaces.MissingGlyph as missing:
            sign = missing.character
            text = text.replace(sign, f"[U+{ord(sign):04X}]")
        else:
            return text


def _to_pdf(context, number, design):
    template = "certificates/pdf/check_proof.html"
    fonts = {"display": (typefaces.DISPLAY,), "small": (typefaces.SMALL,)}
    plain = render_to_string(template, context | fonts).replace("\n", " ")
    families = typefaces.stack(typefaces.DISPLAY, [plain])
    fonts = {"display": families, "small": (typefaces.SMALL, *families[1:])}
    html = render_to_string(template, context | fonts)
    style = rendering.style_sheet("check_proof", design)
    with rendering.laid_out(html, style, rendering.drawn(design)) as document:
        named = identifier(number, context["created"])
        return rendering.write(document, identifier=named, spoken={})
