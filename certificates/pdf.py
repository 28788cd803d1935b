"""Turns an award into the PDF that its holder keeps.

One file is PDF/A-3a and PDF/UA-1 at once, and the same facts give the same bytes.
"""

import base64
import datetime as dt
import hashlib
import mimetypes
import os
import re
import threading
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from io import BytesIO

import pydyf
import segno
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from . import typefaces
from .award import hours_and_minutes
from .border import border_svg, rule_svg
from .names import printable, refuse_unreadable

PAPER, INK, GREEN, CLAY = "#fbf6ea", "#22302b", "#2c5f4a", "#a9673f"

TEXTS = (
    "holder_name",
    "title",
    "issuer_name",
    "signatory_name",
    "signatory_role",
    "statement",
    "contact",
)

LINE_PT = 670
LINE_HEIGHT = 1.16
SPACE = typefaces.width(" ")
RAISED = 0.14
PARTS = re.compile(r" ?(?:[^ -]+-*|-+)")
"""Where a line may break: before a space and behind a hyphen."""
NAME_BOX_PT, TITLE_BOX_PT = 85, 54
NAME_PARAGRAPH = 2
"""Place of the name among the paragraphs of the template, from 0."""
NAME_SIZES_PT = (48, 15)
TITLE_SIZES_PT = (26, 9)

QR_MASK = 2
"""Any of the eight masks can be read; trying them all takes most of the time."""

CREDENTIAL_FILE = "credential.jwt"
# WeasyPrint asks this table, and calls what it does not list octets.
mimetypes.add_type("application/jwt", ".jwt")

_one_at_a_time = threading.Lock()

# ISO 19005-3 wants every schema in the metadata described, PDF/UA's among them.
_UA_METADATA = b"""\
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="">\
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about="">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>PDF/UA part number</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description></rdf:RDF>"""


def render(award, token, *, verify_url, credential=None):
    """Set ``award`` on one A4 page on its side.

    Args:
        award: an ``Award``.
        token: the secret that the QR code carries.
        verify_url: absolute address of the verify page, ending in a slash; the
            QR leads to ``verify_url`` + token + "/".
        credential: the same facts as a signed credential (VC-JWT), to be attached;
            None for a document without one.

    Returns:
        The bytes of the PDF, equal for equal arguments.

    Raises:
        Unprintable: the name or another text cannot be set; the certificate
            waits until a person has looked at it.
    """
    award = _as_printed(award)
    with translation.override(award.language):
        context = _context(award, token, verify_url)
        html = render_to_string("certificates/pdf/certificate.html", context)
    spoken = {("/P", NAME_PARAGRAPH): context["name"], ("/H2", 0): context["title"]}
    with _one_at_a_time:
        return _to_pdf(
            html,
            spoken,
            identifier=_identifier(award, token),
            attachments=_attached(credential, award.issued_at),
        )


def _as_printed(award):
    """Return ``award`` with every text as it goes on paper."""
    texts = {field: printable(getattr(award, field)) for field in TEXTS}
    credits = tuple(replace(c, name=printable(c.name)) for c in award.credits)
    return replace(award, credits=credits, **texts)


def _context(award, token, verify_url):
    name, title = award.holder_name, award.title
    for text in (name, title):
        refuse_unreadable(text)
    small = [getattr(award, field) for field in TEXTS[2:]]
    small += [credit.name for credit in award.credits]
    return {
        "award": award,
        "name": _block(name, NAME_SIZES_PT, NAME_BOX_PT),
        "title": _block(title, TITLE_SIZES_PT, TITLE_BOX_PT),
        "display": typefaces.stack(typefaces.DISPLAY, [name, title, *small]),
        "small": typefaces.stack(typefaces.SMALL, small),
        "issuer_size": one_line(award.issuer_name, 10.5, 480),
        "signatory_size": one_line(award.signatory_name or award.issuer_name, 15, 180),
        "contact_size": one_line(award.contact, 7.5, 225),
        "total": hours_and_minutes(award.minutes),
        "credits": [(c.name, *hours_and_minutes(c.minutes)) for c in award.credits],
        "other": hours_and_minutes(award.other_minutes),
        "qr": _data_uri(_qr_svg(f"{verify_url}{token}/")),
        "address": verify_url.split("://", 1)[-1].rstrip("/"),
        "created": award.issued_at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "document_title": f"{_('Certificate of completion')} {award.number}",
        "is_rtl": translation.get_language_bidi(),
    }


def _block(text, sizes, height):
    """Set ``text`` in the middle of a box of ``height`` points."""
    size, lines = fit(text, *sizes)
    is_rtl = typefaces.is_right_to_left(text)
    # Arabic and Hebrew letters hang lower than Latin ones.
    raised = RAISED * size if is_rtl else 0
    above = (height - lines * size * LINE_HEIGHT) / 2 - raised
    return {
        "text": text,
        "size": size,
        "above": max(0, above),
        "language": typefaces.language_of(text),
        "direction": "rtl" if is_rtl else "ltr",
    }


def fit(text, largest, smallest):
    """Return the size in points at which ``text`` is set, and in how many lines.

    On one line it shrinks to two thirds of ``largest``; from there it breaks into
    two lines, which shrink to half of it, and then into more.

    Args:
        text: as printed.
        largest: size in points for a short text.
        smallest: size at which it is set in any number of lines.
    """
    most = {1: largest, 2: largest * 2 / 3, 3: largest / 2}
    parts = [(typefaces.width(part), part[0] == " ") for part in PARTS.findall(text)]
    size = largest
    while size > smallest:
        lines = _lines(parts, size)
        if size <= most.get(lines, smallest):
            return round(size, 2), lines
        size *= 0.98
    return smallest, _lines(parts, smallest)


def _lines(parts, size):
    """Count the lines that ``parts`` fill; one that is too long breaks anywhere.

    Args:
        parts: width in em, and whether a space begins it, which a new line drops.
        size: in points.
    """
    room = LINE_PT / size
    lines, filled = 1, 0.0
    for width, has_space in parts:
        if filled and filled + width > room:
            lines, filled, width = lines + 1, 0.0, width - SPACE * has_space
        filled += width
        lines, filled = lines + int(filled // room), filled % room
    return lines


def one_line(text, largest, room):
    """Return the size in points at which ``text`` fills ``room`` points at most."""
    return round(min(largest, room / max(typefaces.width(text), 1)), 2)


def _attached(credential, at):
    """Return what the PDF carries inside itself; viewers list it by its name."""
    if credential is None:
        return []
    # WeasyPrint writes the time as UTC without converting it.
    moment = at.astimezone(dt.UTC).replace(tzinfo=None)
    return [
        Attachment(
            file_obj=BytesIO(credential),
            name=CREDENTIAL_FILE,
            description="Open Badges 3.0 credential (VC-JWT)",
            relationship="Alternative",
            created=moment,
            modified=moment,
        )
    ]


def _to_pdf(html, spoken, *, identifier, attachments):
    source = HTML(string=html, url_fetcher=_fetcher(), base_url=None)
    pictures = dict(_pictures())
    options = {
        "pdf_variant": "pdf/a-3a",
        "pdf_identifier": identifier,
        "attachments": attachments,
    }
    document = source.render(
        font_config=_fonts(),
        stylesheets=[_stylesheet()],
        cache=pictures,
        **options,
    )
    for address in _drawings().values():
        _pictures()[address] = pictures[address]
    metadata = document.metadata
    plain = metadata.generate_rdf_metadata

    def with_accessibility(*args):
        # WeasyPrint can claim one of the two standards only (its issue 2783).
        return plain(*args).replace(b"</rdf:RDF>", _UA_METADATA)

    metadata.generate_rdf_metadata = with_accessibility
    return document.write_pdf(finisher=lambda _, file: _say(file, spoken), **options)


def _say(file, spoken):
    """Give screen readers the words behind shaped glyphs, and their language.

    Args:
        file: the ``pydyf.PDF`` before it is written.
        spoken: a line of text by the kind of its structure element and its place
            among those of that kind.
    """
    elements = [o for o in file.objects if isinstance(o, pydyf.Dictionary)]
    for (kind, place), line in spoken.items():
        element = [e for e in elements if e.get("S") == kind][place]
        element["ActualText"] = pydyf.String(line["text"])
        if line["language"]:
            element["Lang"] = pydyf.String(line["language"])


def _identifier(award, token):
    return hashlib.sha256(f"{award.number} {token}".encode()).digest()[:16]


def _qr_svg(address):
    code = segno.make(address, error="m", micro=False, boost_error=False, mask=QR_MASK)
    return code.svg_inline(border=2, dark=INK, light=None, unit="mm")


def _data_uri(svg):
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


@cache
def _fetcher():
    """Reach nothing but what a document carries inside itself."""
    return URLFetcher(allowed_protocols={"data"}, allow_redirects=False)


@cache
def _fonts():
    """Load the bundled fonts alone: what a machine has installed never shows."""
    with _environment(FONTCONFIG_FILE=str(typefaces.FOLDER / "fonts.conf")):
        return FontConfiguration()


@cache
def _drawings():
    lines = {"paper": PAPER, "first": GREEN, "second": CLAY}
    return {
        "frame": _data_uri(border_svg(**lines)),
        "rule": _data_uri(rule_svg(**lines)),
    }


@cache
def _stylesheet():
    colours = {"paper": PAPER, "ink": INK, "green": GREEN}
    css = render_to_string("certificates/pdf/certificate.css", _drawings() | colours)
    return CSS(string=css, font_config=_fonts(), url_fetcher=_fetcher())


@cache
def _pictures():
    """Keep the drawings parsed from one document to the next, by address."""
    return {}


@contextmanager
def _environment(**values):
    before = {key: os.environ.get(key) for key in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for key, value in before.items():
            if value is None:
                del os.environ[key]
            else:
                os.environ[key] = value
