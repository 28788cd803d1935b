"""The page of a result, rendered once for all answers that look alike.

But for a handful of values it is the same for every certificate of one standing. So
it is rendered from its own templates with a stand-in for each value, and cut there;
an answer is filled in. What is rare, a link or a successor, is rendered as it is.
"""

import datetime as dt
from dataclasses import replace
from functools import lru_cache

from django.conf import settings
from django.utils.timezone import template_localtime
from django.utils.translation import get_language

from training.shells import Cut, render_alike

from . import proving
from .forms import FamilyNameForm
from .templatetags.certificate_words import long_date, minutes_in_words

TEMPLATE = "certificates/result.html"
LOOKS = 512
"""Pages that are kept: standings, languages and what an answer shows or not."""
DAYS = 4096
"""Days whose words are kept: eleven years of them."""


def _day(value):
    return _own_day(template_localtime(value))


def _own_day(day):
    return _day_in(get_language(), day.year, day.month, day.day)


@lru_cache(DAYS)
def _day_in(_language, year, month, day):
    return long_date(dt.date(year, month, day))


def _clock(value):
    # As the filter "date" writes "H:i:s e", which takes five times as long.
    local = template_localtime(value)
    return f"{local:%H:%M:%S} {local.tzname()}"


_TEXTS = (
    *("number", "title", "issuer_name", "holder_name", "zone", "asked_name"),
    *("public_reason", "conditions", "identifier", "sealed"),
)
_DAYS = ("completed_on", "expires_on", "last_day", "grace_until")
_INSTANTS = ("checked_at", "issued_at", "since")

STAND_INS = (
    {fact: f"STANDIN{place:02}" for place, fact in enumerate(_TEXTS)}
    | {fact: dt.date(1801 + place, 2, 3) for place, fact in enumerate(_DAYS)}
    | {
        fact: dt.datetime(1901 + place, 2, 3, 4, 5, 6, tzinfo=dt.UTC)
        for place, fact in enumerate(_INSTANTS)
    }
    | {"minutes": 60 * 99_999 + 59}
)
"""A value of the same kind for each fact, which nothing else on the page reads like.
Those of texts are letters and digits: they stand in an address unchanged."""

WORDS = (
    {(fact, str) for fact in _TEXTS}
    | {(fact, _own_day) for fact in (*_DAYS, "issued_at", "since")}
    | {("checked_at", _day), ("checked_at", _clock), ("minutes", minutes_in_words)}
)
"""How the templates write each fact."""


def page(answer, shown, identifier, look):
    """Return the page of an ``Answer``.

    Args:
        answer: what whoever checks is told.
        shown: what ``answer`` shows.
        identifier: by which it was asked for.
        look: as ``training.shells.look_of``.
    """
    sealed = proving.seal(shown)
    if answer.link or answer.successor or settings.DEBUG or not _is_bare(identifier):
        return rendered(answer, shown, look, identifier=identifier, sealed=sealed)
    facts = _facts(shown) | {"identifier": identifier, "sealed": sealed}
    cut = _cut(_stand_in(shown), answer.certificate.level, look)
    return cut.fill({slot: slot[1](facts[slot[0]]) for slot in set(cut.slots)})


def rendered(answer, shown, look, **named):
    """Return the page as its templates write it."""
    context = {"answer": answer, "shown": shown, "form": FamilyNameForm()} | named
    return render_alike(TEMPLATE, look, context)


@lru_cache(LOOKS)
def _cut(shown, level, look):
    answer = {"certificate": {"level": level}}
    named = {fact: STAND_INS[fact] for fact in ("identifier", "sealed")}
    stand_ins = {(fact, words): words(STAND_INS[fact]) for fact, words in WORDS}
    return Cut(rendered(answer, shown, look, **named), stand_ins)


def _stand_in(shown):
    """Return ``shown`` with a stand-in for each fact that is there."""
    return _replaced(shown, status=_replaced(shown.status))


def _replaced(facts, **others):
    there = {fact for fact, value in vars(facts).items() if value and fact in STAND_INS}
    return replace(facts, **{fact: STAND_INS[fact] for fact in there}, **others)


def _facts(shown):
    return vars(shown) | vars(shown.status)


def _is_bare(identifier):
    """Whether an address holds ``identifier`` as it is."""
    return identifier.isascii() and identifier.replace("-", "").isalnum()
