"""Pages that depend on nothing of who asks but the language and the colors chosen.

Such a page is the same text for very many visitors: it is rendered once in a process.
Where a few values differ, it is rendered with stand-ins for them, and cut there.
"""

import re
from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.translation import get_language, get_language_bidi

THEMES = ("light", "dark")


class Look(NamedTuple):
    """All that such a page depends on beside its values."""

    language: str
    theme: str
    is_demo: bool


def look_of(request):
    """Return the look for this visitor, whose language is active."""
    theme = request.COOKIES.get("theme")
    return Look(get_language(), theme if theme in THEMES else "", settings.DEMO)


def render_alike(template, look, context=None):
    """Render ``template`` for everybody of this look: no request, nobody's name."""
    frame = {
        "request": {"COOKIES": {"theme": look.theme}},
        "IS_DEMO": look.is_demo,
        "LANGUAGES": settings.LANGUAGES,
        "LANGUAGE_CODE": look.language,
        "LANGUAGE_BIDI": get_language_bidi(),
    }
    return render_to_string(template, frame | (context or {}))


@cache
def rendered_once(template, look):
    """Return a page without any values."""
    return render_alike(template, look)


class Cut:
    """A page, cut where values go.

    Args:
        text: the page, rendered with stand-ins.
        stand_ins: what stands in the place of a value, by the slot's name. None may
            be part of another, nor of the page itself.
    """

    def __init__(self, text, stand_ins):
        slots = {conditional_escape(words): slot for slot, words in stand_ins.items()}
        pieces = re.split("({})".format("|".join(map(re.escape, slots))), text)
        self._texts = pieces[::2]
        self.slots = [slots[words] for words in pieces[1::2]]

    def fill(self, values):
        """Return the page with ``values``, by slot, escaped as a template would."""
        told = {slot: conditional_escape(values[slot]) for slot in set(self.slots)}
        filled = [self._texts[0]]
        for slot, text in zip(self.slots, self._texts[1:], strict=True):
            filled += (told[slot], text)
        return "".join(filled)
