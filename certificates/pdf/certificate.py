"""Sets the facts of an award on one page."""

import datetime as dt
import hashlib
from contextlib import contextmanager
from dataclasses import replace
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from certificates import typefaces
from certificates.award import hours_and_minutes
from certificates.names import printable, refuse_unreadable
from certificates.templatetags.certificate_words import contact_time, long_date

from . import drawing, layouts, rendering, setting, standing, tagging, wording
from .design import Design

TEXTS = (
    "holder_name",
    "title",
    "issuer_name",
    "signatory_name",
    "signatory_role",
    "statement",
    "contact",
)
HEADINGS_PT = {"frame": 32, "margin": 28, "band": 28}
SIGNATURE_MM = 12
"""Height of a signature's picture."""


def render(award, token, *, verify_url, design=None, credential=None):
    """Set ``award`` on one page of ``design``.

    Args:
        award: an ``Award``.
        token: the secret that the QR code carries.
        verify_url: absolute address of the verify page, ending in a slash; the
            QR leads to ``verify_url`` + token + "/".
        design: a ``Design``; None for the usual one.
        credential: the same facts as a signed credential (VC-JWT), to be attached;
            None for a document without one.

    Returns:
        The bytes of the PDF, equal for equal arguments.

    Raises:
        Unprintable: the name or another text cannot be set; the certificate
            waits until a person has looked at it.
    """
    facts = {"verify_url": verify_url, "design": design or Design()}
    html, spoken, pictures = parts(award, token, **facts)
    with standing.laid_out(html, facts["design"], pictures) as document:
        return rendering.write(
            document,
            identifier=identifier(award.number, token),
            spoken=spoken,
            attachments=rendering.attached(credential, award.issued_at),
        )


@contextmanager
def laid_out(award, token, *, verify_url, design=None):
    """Lay ``award`` out as a whole; see :func:`render`.

    Yields:
        The ``Document`` and what screen readers say.
    """
    design = design or Design()
    html, spoken, pictures = parts(award, token, verify_url=verify_url, design=design)
    style = rendering.style_sheet("certificate", design)
    with rendering.laid_out(html, style, pictures) as document:
        yield document, spoken


def parts(award, token, *, verify_url, design):
    """Return the page, what screen readers say, and the pictures on it."""
    html, spoken = page(award, token, verify_url=verify_url, design=design)
    code = drawing.of_code(f"{verify_url}{token}/", design.colours.ink)
    return html, spoken, rendering.drawn(design) | {"code:": code}


def page(award, token, *, verify_url, design):
    """Return the page as HTML, and the texts that screen readers say."""
    award = as_printed(award)
    with translation.override(award.language):
        context = _context(award, design, verify_url)
        html = render_to_string("certificates/pdf/certificate.html", context)
    spoken = {
        ("/P", tagging.place_of(html, '<p class="name')): context["name"],
        ("/H2", 0): context["title"],
    }
    return html, spoken


def identifier(number, token):
    """Return the identifier of a file about ``number``, in 16 bytes."""
    return hashlib.sha256(f"{number} {token}".encode()).digest()[:16]


def refuse_unprintable(text):
    """Refuse a text for which there is no font, or that nobody could read.

    Raises:
        Unprintable: see there.
    """
    if shown := printable(text):
        refuse_unreadable(shown)
        typefaces.stack(typefaces.DISPLAY, [shown])


def usual_wording(award, design):
    """Return the words of ``design``, or the usual ones, with fields filled in."""
    values = fields_of(award)
    hours = _("{hours} of contact time").format(**values)
    usual = {
        "heading": _("Certificate of completion"),
        "opening": _("This certifies that"),
        "statement": award.statement or _("has completed every unit of the course"),
        "details": hours if award.minutes else "",
    }
    own = {key: getattr(design.wording, key) for key in usual}
    filled = {key: printable(wording.fill(text, values)) for key, text in own.items()}
    return {key: filled[key] if own[key] else text for key, text in usual.items()}


def fields_of(award):
    """Return the value of each named field that wording may use."""
    never = _("no end date")
    return {
        "name": award.holder_name,
        "title": award.title,
        "hours": contact_time(hours_and_minutes(award.minutes)),
        "completed": long_date(award.completed_on),
        "issued": long_date(day_of(award.issued_at, award.zone)),
        "expires": long_date(award.expires_on) if award.expires_on else never,
        "number": award.number,
        "issuer": award.issuer_name,
    }


def day_of(moment, zone):
    """Return the day that ``moment`` is in, in the zone of that name."""
    return moment.astimezone(ZoneInfo(zone)).date()


def signatories_of(award, design, room):
    """Return who signs, each with the size at which the name is set.

    Args:
        award: names the signatory of before designs, and the issuer.
        design: names up to three.
        room: width of all signatures together, in millimetres.
    """
    people = [(s.name, s.role, s.picture) for s in design.signatories]
    people = people or [(award.signatory_name, award.signatory_role, None)]
    each = room / len(people) - 5
    issuer = award.issuer_name if len(people) == 1 else ""
    return [
        {
            "name": name or award.issuer_name,
            "role": ", ".join(part for part in (role, issuer) if part) if name else "",
            "size": setting.one_line(
                name or award.issuer_name, 15, each * layouts.POINTS
            ),
            "picture": picture and f"picture:{picture.sha256}",
            "width": round(min(each, SIGNATURE_MM * picture.width / picture.height), 2)
            if picture
            else 0,
            "share": round(100 / len(people), 3),
        }
        for name, role, picture in people
    ]


def _taken(design):
    """Return the room that pictures beside the heading take, in points."""
    if design.layout == "band" and design.logo:
        return 76 * layouts.POINTS
    if design.layout == "frame" and design.seal:
        return 2 * (layouts.SEAL - 2) * layouts.POINTS
    return 0


def as_printed(award):
    """Return ``award`` with every text as it goes on paper."""
    texts = {field: printable(getattr(award, field)) for field in TEXTS}
    credits = tuple(replace(c, name=printable(c.name)) for c in award.credits)
    return replace(award, credits=credits, **texts)


def _context(award, design, verify_url):
    for text in (award.holder_name, award.title):
        refuse_unreadable(text)
    measures = layouts.page(design)
    words = usual_wording(award, design)
    people = signatories_of(award, design, measures.signing[1])
    small = [getattr(award, field) for field in TEXTS[2:]] + list(words.values())
    small += [credit.name for credit in award.credits]
    small += [text for person in people for text in (person["name"], person["role"])]
    inner = measures.inner * layouts.POINTS
    return {
        "award": award,
        "design": design,
        "words": words,
        "people": people,
        "name": setting.block(
            award.holder_name,
            measures.name_sizes,
            line=measures.line_pt,
            height=measures.name_pt,
        ),
        "title": setting.block(
            award.title,
            measures.title_sizes,
            line=measures.line_pt,
            height=measures.title_pt,
        ),
        "display": typefaces.stack(
            typefaces.DISPLAY, [award.holder_name, award.title, *small]
        ),
        "small": typefaces.stack(typefaces.SMALL, small),
        "heading_size": setting.one_line(
            words["heading"], HEADINGS_PT[design.layout], inner - _taken(design)
        ),
        "issuer_size": setting.one_line(award.issuer_name, 10.5, inner * 0.6),
        "contact_size": setting.one_line(
            award.contact, 7.5, measures.signing[1] * layouts.POINTS * 0.95
        ),
        "number_size": setting.one_line(
            award.number,
            8.5,
            (measures.proof - 33) * layouts.POINTS * 0.9,
            typefaces.SMALL,
        ),
        "credits": [(c.name, *hours_and_minutes(c.minutes)) for c in award.credits],
        "other": hours_and_minutes(award.other_minutes),
        "address": verify_url.split("://", 1)[-1].rstrip("/"),
        "created": award.issued_at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "document_title": f"{_('Certificate of completion')} {award.number}",
        "is_rtl": translation.get_language_bidi(),
    }
