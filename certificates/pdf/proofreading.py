"""Names what is wrong with a design before anything is printed of it."""

from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from certificates.names import Unprintable
from certificates.typefaces import MissingGlyph

from . import certificate, contrast, layouts, measuring, papers, rendering, samples
from .design import WORDS

TOKEN = "0123456789ABCDEFGHJKMNPQRS"  # noqa: S105 (a sample; it opens nothing)
VERIFY_URL = "https://certificates.example.org/verify/"
FINE_DPI, COARSE_DPI = 200, 100
"""Pixels to the inch below which a picture looks soft, and below which, broken."""


@dataclass(frozen=True)
class Problem:
    """Something to mend.

    Attributes:
        field: where it can be mended, named as ``Design`` in the models names it;
            "" for the design as a whole.
        message: for the person who edits it.
        is_error: whether it must be mended before the design is used.
        is_glyph: whether nothing can be set until it is mended.
        place: what the editor calls the field; filled in by whoever shows it.
    """

    field: str
    message: str
    is_error: bool = True
    is_glyph: bool = False
    place: str = ""


def problems(design, *, language, issuer):
    """Return all problems of ``design``, the gravest of each field first.

    Args:
        design: a ``Design``.
        language: of its wording.
        issuer: name of the issuer, as printed.
    """
    found = [*_of_colours(design), *_of_pictures(design)]
    glyphs = _of_glyphs(design)
    return found + (glyphs or list(_of_room(design, language, issuer)))


def sample_pages(design, kind, *, language, issuer):
    """Return one PDF with every sample of one kind of document; see ``samples``.

    Args:
        design: a ``Design``.
        kind: certificate, record or letter.
        language: of its wording.
        issuer: name of the issuer, as printed.

    Raises:
        Unprintable: a text of the design cannot be set.
    """
    documents = []
    about = {"language": language, "issuer": issuer}
    for paper in SAMPLES[kind](about, {"verify_url": VERIFY_URL, "design": design}):
        with paper as (document, _spoken):
            documents.append(document)
    pages = [page for document in documents for page in document.pages]
    return rendering.write_plain(documents[0].copy(pages))


def _sample_certificates(about, drawn):
    for award in samples.awards(**about):
        yield certificate.laid_out(award, TOKEN, **drawn)


def _sample_records(about, drawn):
    for name in samples.names():
        yield papers.record_laid_out(samples.record(name, **about), **drawn)


def _sample_letters(about, drawn):
    told = {"addressee": samples.ADDRESSEE, "at": samples.MADE_AT}
    for name in samples.names():
        yield papers.letter_laid_out(samples.award(name, **about), **told, **drawn)


SAMPLES = {
    "certificate": _sample_certificates,
    "record": _sample_records,
    "letter": _sample_letters,
}


def _of_colours(design):
    colours = design.colours
    pairs = [
        ("colour_ink", colours.ink, colours.paper),
        ("colour_accent", colours.accent, colours.paper),
    ]
    if design.layout == "band":
        pairs.append(("colour_first", colours.paper, colours.first))
    for field, one, other in pairs:
        ratio = contrast.ratio(one, other)
        if ratio < contrast.MINIMUM:
            words = _(
                "The contrast with the paper is %(ratio).1f to 1; words need 4.5."
            )
            yield Problem(field, words % {"ratio": int(ratio * 10) / 10})


def _of_pictures(design):
    places = [
        ("logo", design.logo, 11),
        ("seal", design.seal, layouts.SEAL),
    ]
    for place, signatory in enumerate(design.signatories, start=1):
        name = f"signatory_{place}_picture"
        places.append((name, signatory.picture, certificate.SIGNATURE_MM))
    for field, picture, height in places:
        if picture is None:
            continue
        dpi = int(picture.height / height * 25.4)
        if dpi < FINE_DPI:
            words = _(
                "The picture is coarse: %(dpi)d pixels to the inch in print. "
                "Upload one that is at least %(pixels)d pixels high."
            )
            pixels = round(FINE_DPI * height / 25.4)
            facts = {"dpi": dpi, "pixels": pixels}
            yield Problem(field, words % facts, is_error=dpi < COARSE_DPI)


def _of_glyphs(design):
    texts = {name: getattr(design.wording, name) for name in WORDS}
    for place, signatory in enumerate(design.signatories, start=1):
        texts[f"signatory_{place}_name"] = signatory.name
        texts[f"signatory_{place}_role"] = signatory.role
    found = []
    for field, text in texts.items():
        try:
            certificate.refuse_unprintable(text)
        except MissingGlyph as missing:
            words = _("No font on this system has the character %(character)s.")
            message = words % {"character": missing.described}
            found.append(Problem(field, message, is_glyph=True))
        except Unprintable:
            message = _("This cannot be read on paper.")
            found.append(Problem(field, message, is_glyph=True))
    return found


def _of_room(design, language, issuer):
    for key, name in overflows(design, language, issuer):
        if key in WORDS:
            yield Problem(key, _("This is too long for its place. Shorten it."))
        else:
            words = _(
                "There is too little room at “%(place)s” with the sample “%(name)s”. "
                "Choose another layout or paper, or fewer signatures."
            )
            yield Problem("layout", words % {"place": key, "name": name[:40]})


@lru_cache(maxsize=16)
def overflows(design, language, issuer):
    """Lay every sample out; return each box that overflows, and with which name.

    Kept for a while: saving, previewing and publishing ask for the same.
    """
    seen = {}
    for award in samples.awards(language=language, issuer=issuer):
        facts = {"verify_url": VERIFY_URL, "design": design}
        with certificate.laid_out(award, TOKEN, **facts) as (document, _spoken):
            for key in measuring.overflowing(document):
                seen.setdefault(key, award.holder_name)
    return tuple(seen.items())
