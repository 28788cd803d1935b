"""What is the same on a page for everybody, rendered once.

A page whose frame (head, header, footer) depends on nothing but the language and the
colors chosen may extend ``shell(…)`` in place of its base: the frame is then text.
"""

from functools import cache

from django.conf import settings
from django.template import engines
from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_bidi

THEMES = ("light", "dark")


def shell(base, request):
    """Return the frame of ``base`` for this visitor, a template to extend.

    Args:
        base: the name of a template that leaves open the blocks ``title`` and
            ``main`` by writing them out, and reads nothing of the request but
            the cookie ``theme``.
        request: whose language is active.
    """
    theme = request.COOKIES.get("theme")
    return _shell(base, get_language(), theme if theme in THEMES else "", settings.DEMO)


@cache
def _shell(base, language, theme, is_demo):
    context = {
        "request": {"COOKIES": {"theme": theme}},
        "IS_DEMO": is_demo,
        "LANGUAGES": settings.LANGUAGES,
        "LANGUAGE_CODE": language,
        "LANGUAGE_BIDI": get_language_bidi(),
    }
    return engines["django"].from_string(render_to_string(base, context)).template
