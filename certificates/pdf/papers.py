"""Sets training records and letters to employers, on upright paper."""

import datetime as dt
from contextlib import contextmanager
from dataclasses import replace

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from certificates import typefaces
from certificates.award import hours_and_minutes
from certificates.names import printable, refuse_unreadable
from certificates.templatetags.certificate_words import long_date

from . import certificate, drawing, layouts, rendering, setting, tagging, wording
from .design import Design

SIGNING_MM = 120
"""Width of the signatures under a letter."""
RUNNING_EM = 43
"""Room for name and number at the foot of a page."""


def render_record(record, *, verify_url, design=None):
    """Set a ``Record`` on as many pages as it fills.

    Args:
        record: what is stated.
        verify_url: as for a certificate; the QR leads to the record's number.
        design: a ``Design``; None for the usual one.

    Returns:
        The bytes of the PDF, equal for equal arguments.

    Raises:
        Unprintable: a text cannot be set.
    """
    with record_laid_out(record, verify_url=verify_url, design=design) as paper:
        return _written(paper, record.number, f"record {record.made_at}")


@contextmanager
def record_laid_out(record, *, verify_url, design=None):
    """Lay a ``Record`` out; see :func:`render_record`.

    Yields:
        The ``Document`` and what screen readers say.
    """
    record = as_printed(record)
    refuse_unreadable(record.holder_name)
    with translation.override(record.language):
        context = _context(record, verify_url, design or Design()) | {
            "record": record,
            "total": hours_and_minutes(record.minutes),
            "totals": [(a, w, *hours_and_minutes(m)) for a, w, m in record.totals()],
            "document_title": f"{_('Training record')} {record.number}",
        }
        with _laid_out("record", context, record.made_at) as paper:
            yield paper


def render_letter(award, *, addressee, at, verify_url, design=None):
    """Set the letter that confirms ``award`` to somebody whom the holder named.

    Args:
        award: an ``Award`` in good standing at ``at``.
        addressee: who gets it.
        at: when the holder asked.
        verify_url: as for a certificate; the QR leads to the number.
        design: a ``Design``; None for the usual one.

    Returns:
        The bytes of the PDF, equal for equal arguments.

    Raises:
        Unprintable: a text cannot be set.
    """
    facts = {"addressee": addressee, "at": at, "verify_url": verify_url}
    with letter_laid_out(award, design=design, **facts) as paper:
        return _written(paper, award.number, f"letter {at}")


@contextmanager
def letter_laid_out(award, *, addressee, at, verify_url, design=None):
    """Lay the letter out that confirms ``award``; see :func:`render_letter`.

    Yields:
        The ``Document`` and what screen readers say.
    """
    award = certificate.as_printed(award)
    addressee = printable(addressee)
    for text in (award.holder_name, addressee):
        refuse_unreadable(text)
    design = design or Design()
    with translation.override(award.language):
        facts = certificate.fields_of(award)
        today = long_date(certificate.day_of(at, award.zone))
        facts |= {"addressee": addressee, "today": today}
        context = _context(award, verify_url, design) | {
            "award": award,
            "addressee": addressee,
            "today": today,
            "paragraphs": _paragraphs(award, design, facts),
            "people": certificate.signatories_of(award, design, SIGNING_MM),
            "document_title": f"{_('Letter')} {award.number}",
        }
        with _laid_out("letter", context, at) as paper:
            yield paper


def as_printed(record):
    """Return ``record`` with every text as it goes on paper."""
    texts = ("holder_name", "issuer_name", "provider_number", "contact")
    return replace(
        record,
        **{name: printable(getattr(record, name)) for name in texts},
        courses=tuple(_course_as_printed(course) for course in record.courses),
    )


def _course_as_printed(course):
    texts = (
        *("title", "location", "instructor_name", "instructor_credentials"),
        *("approval_number", "approving_body"),
    )
    return replace(
        course,
        **{name: printable(getattr(course, name)) for name in texts},
        objectives=tuple(map(printable, course.objectives)),
        units=tuple(
            replace(
                unit,
                title=printable(unit.title),
                kind=printable(unit.kind),
                area=printable(unit.area),
            )
            for unit in course.units
        ),
    )


def _paragraphs(award, design, facts):
    """Return the letter in the words of the design, or in the usual ones."""
    own = design.wording.letter
    texts = own.splitlines() if own else _usual_letter(award)
    filled = (wording.fill(t, facts, wording.LETTER_FIELDS) for t in texts)
    return [text for text in map(printable, filled) if text]


def _usual_letter(award):
    yield _("{name} asked us to confirm the following to you.")
    if award.minutes:
        yield _(
            "On {completed}, {name} completed every unit of the course “{title}”, "
            "with {hours} of contact time. We issued certificate {number} for it."
        )
    else:
        yield _(
            "On {completed}, {name} completed every unit of the course “{title}”. "
            "We issued certificate {number} for it."
        )
    if award.expires_on:
        yield _("The certificate is good through {expires}.")
    yield _(
        "On {today} the certificate was in good standing. That can change: please "
        "check it by number or code, as shown below, before you rely on it."
    )
    yield _(
        "This letter confirms a training. We send it because the holder asked for it, "
        "and it says nothing else about the holder."
    )


def _context(facts, verify_url, design):
    """Return what both kinds show; ``facts`` is an award or a record."""
    name = facts.holder_name
    made_at = getattr(facts, "made_at", None) or facts.issued_at
    return {
        "design": design.upright(),
        "language": facts.language,
        "issuer": facts.issuer_name,
        "contact": facts.contact,
        "number": facts.number,
        "name": {
            "text": name,
            "language": typefaces.language_of(name),
            "direction": "rtl" if typefaces.is_right_to_left(name) else "ltr",
            "size": setting.fit(name, 20, 11, 166 * layouts.POINTS)[0],
        },
        "code": f"{verify_url}{facts.number}/",
        "address": verify_url.split("://", 1)[-1].rstrip("/"),
        "created": made_at,
        "running": _running(facts),
        "is_rtl": translation.get_language_bidi(),
    }


def _running(facts):
    """Return what stands at the foot of every page, as strings of CSS."""
    before, middle, after = (
        _("Page %(page)s of %(pages)s")
        .replace("%(pages)s", "%(page)s")
        .split("%(page)s")
    )
    parts = {"before": before, "middle": middle, "after": after}
    about = f"{facts.holder_name} · {facts.number}"
    is_short = typefaces.width(about, typefaces.SMALL) < RUNNING_EM
    parts["about"] = about if is_short else facts.number
    return {key: _css_string(text) for key, text in parts.items()}


def _css_string(text):
    """Write ``text`` so that nothing of it can end a string or a style."""
    return '"' + "".join(f"\\{ord(character):06x}" for character in text) + '"'


def _written(paper, number, what):
    document, spoken = paper
    named = certificate.identifier(number, what)
    return rendering.write(document, identifier=named, spoken=spoken)


@contextmanager
def _laid_out(kind, context, at):
    design = context["design"]
    context["created"] = at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    context |= {"display": (typefaces.DISPLAY,), "small": (typefaces.SMALL,)}
    plain = render_to_string(f"certificates/pdf/{kind}.html", context)
    families = typefaces.stack(typefaces.DISPLAY, [plain.replace("\n", " ")])
    context |= {
        "display": families,
        "small": (typefaces.SMALL, *families[1:]),
    }
    html = render_to_string(f"certificates/pdf/{kind}.html", context)
    spoken = {("/P", tagging.place_of(html, '<p class="name')): context["name"]}
    pictures = rendering.drawn(design) | {
        "code:": drawing.of_code(context["code"], design.colours.ink)
    }
    style = rendering.style_sheet("paper", design)
    with rendering.laid_out(html, style, pictures) as document:
        yield document, spoken
