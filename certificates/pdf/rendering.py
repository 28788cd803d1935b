"""WeasyPrint, shut in: no network, no file, and no fonts but the bundled ones."""

import datetime as dt
import mimetypes
import os
import threading
from contextlib import contextmanager
from functools import cache, lru_cache
from io import BytesIO

from django.template.loader import render_to_string
from weasyprint import CSS, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from certificates import typefaces

from . import contrast, drawing, layouts, sparing, spelling, tagging

CREDENTIAL_FILE = "credential.jwt"
# WeasyPrint asks this table, and calls what it does not list octets.
mimetypes.add_type("application/jwt", ".jwt")

_one_at_a_time = threading.RLock()


@contextmanager
def laid_out(html, style, pictures):
    """Lay a page out, and give its ``Document`` while nothing else is rendered.

    Args:
        html: the page, without its style.
        style: a ``CSS`` of :func:`style_sheet`.
        pictures: objects of ``drawing`` by the address that the page gives them.
    """
    with alone():
        source = sparing.Page(string=html, url_fetcher=fetcher(), base_url=None)
        yield source.render(
            font_config=fonts(),
            stylesheets=[style],
            cache=dict(pictures),
            pdf_variant="pdf/a-3a",
        )


def alone():
    """Hold off everybody else who wants to render, in a ``with``."""
    return _one_at_a_time


def write(document, *, identifier, spoken, attachments=()):
    """Return the bytes of a document that is laid out."""
    tagging.claim_accessibility(document.metadata)

    def finish(_document, file):
        tagging.say(file, spoken)
        tagging.complete(file)
        sparing.settle(file)

    with spelling.stated():
        return document.write_pdf(
            finisher=finish,
            pdf_variant="pdf/a-3a",
            pdf_identifier=identifier,
            attachments=list(attachments),
        )


def write_plain(document):
    """Return the bytes of a document that is only looked at, on a screen."""
    with alone():
        return document.write_pdf()


def attached(credential, at):
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


@lru_cache(maxsize=32)
def style_sheet(name, design):
    """Return the style of one kind of document in ``design``, parsed once."""
    css = style_text(name, design)
    return CSS(string=css, font_config=fonts(), url_fetcher=fetcher())


def style_text(name, design):
    """Return the same as text."""
    context = {
        "design": design,
        "colours": design.colours,
        "page": layouts.page(design),
        "seal": layouts.SEAL,
        "seal_left": (layouts.MARGIN - layouts.SEAL) / 2 - 2,
        "hairline": contrast.mixed(design.colours.paper, design.colours.ink, 0.18),
        "is_upright": design.orientation == "portrait",
    }
    return render_to_string(f"certificates/pdf/{name}.css", context)


@lru_cache(maxsize=32)
def drawn(design):
    """Return the drawings and pictures of a design by their addresses."""
    width, height = layouts.paper_size(design)
    found = {
        "line:back": drawing.of_strokes(layouts.drawing(design), width, height),
        "line:rule": drawing.of_strokes(layouts.rule(design), 62, 4),
        "line:head": drawing.of_strokes(layouts.letterhead(design), width - 44, 6),
    }
    for picture in design.pictures:
        found[f"picture:{picture.sha256}"] = drawing.of_picture(picture)
    return found


@cache
def fetcher():
    """Reach nothing at all: what a page shows is handed over with it."""
    return URLFetcher(allowed_protocols=set(), allow_redirects=False)


@cache
def fonts():
    """Load the bundled fonts alone: what a machine has installed never shows."""
    with _environment(FONTCONFIG_FILE=str(typefaces.FOLDER / "fonts.conf")):
        return FontConfiguration()


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
