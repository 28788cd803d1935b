"""Makes the offline page: one file that checks certificates without any network."""

import base64
import hashlib
import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from certificates.examining import LAPSED, STEPS
from certificates.finding_words import REASON_WORDS, STEP_WORDS, VERDICT_WORDS
from certificates.proof import contexts

FOLDER = Path(__file__).parent
VERSION = 3
"""Of the page; it goes up with every change of what it checks."""

PAGE_WORDS = {
    "title": _("Check a certificate offline"),
    "lede": _(
        "Choose a PDF, a credential or a badge picture, or drop it here. It is "
        "checked on this computer alone: this page sends nothing and loads nothing."
    ),
    "needs_script": _("This page checks with JavaScript. Switch it on to go on."),
    "choose": _("Choose a file, or drop it anywhere on this page"),
    "working": _("Checking…"),
    "broke": _("The file could not be checked here. Try the issuer's own page."),
    "trust_of": _("It checks certificates of %(detail)s."),
    "as_of": _("As of %(detail)s."),
    "trust_taken": _("The newer keys and lists are in use from now on."),
    "trust_unreadable": _("This is not a file of keys and lists that can be read."),
    "trust_foreign": _("These keys and lists are of another issuer: %(detail)s"),
    "trust_older": _("These keys and lists are older than those in use."),
    "verdict_passed": _("Genuine and good."),
    "verdict_failed": _("Do not rely on this file."),
    "verdict_lapsed": _("The file is genuine and unchanged, but not good."),
    "verdict_unknown": _("Not everything can be told."),
    "holder": _("Holder"),
    "course": _("Title"),
    "number": _("Number"),
    "issuer": _("Issued by"),
    "good_through": _("Good through"),
    "no_end": _("Does not expire"),
    "own_words": _("This is what the file says of itself. It need not be true."),
    "compare": _("Compare the name with an identity document."),
    "newer": _("Newer keys and lists"),
    "newer_how": _(
        "What was withdrawn after the date above is not known here. Download "
        "trust.json from %(detail)s and drop it on this page. Take it from nowhere "
        "else: whoever gives you this page and that file decides what it believes."
    ),
    "cannot": _("What this page cannot check"),
    "limits": _(
        "It does not know decisions made after its date, does not check who runs a "
        "time-stamp service, and compares the words that a PDF says, not how they "
        "look. Of a QR code it says only whose site it leads to, and only where the "
        "browser can read one. The issuer's own page checks more."
    ),
    "licences": _("Code of others in this page, and its licences"),
}


def page(trust, *, language, address):
    """Return the page as HTML, good for the issuer of ``trust`` alone.

    Args:
        trust: a ``Trust``, put inside it.
        language: the one that it opens in; it can speak every other of the site.
        address: where newer trust is published.
    """
    style, program = _read("page.css"), _program()
    vendored = _read("vendor/vendored.js")
    content = {
        "version": VERSION,
        "language": language,
        "address": address,
        "steps": STEPS,
        "lapsed": sorted(LAPSED),
        "trust": json.loads(trust.to_json()),
        "contexts": {url: contexts.vendored(file) for url, file in _contexts()},
        "languages": {code: _words(code) for code, _name in settings.LANGUAGES},
    }
    context = {
        "language": language,
        "policy": _policy(style, vendored, program),
        "style": _element("style", style),
        "bundle": _data(content),
        "vendored": _element("script", vendored),
        "program": _element("script", program),
        "licences": _read("vendor/LICENSES.txt"),
        "page": content["languages"][language]["page"],
    }
    return render_to_string("certificates/offline.html", context)


def _contexts():
    return contexts.FILES.items()


def _words(code):
    """Return every word of the page in one language."""
    with translation.override(code):
        name = get_language_info(code)["name_local"].capitalize()
        return {
            "steps": _plain(STEP_WORDS),
            "verdicts": _plain(VERDICT_WORDS),
            "reasons": _plain(REASON_WORDS),
            "page": _plain(PAGE_WORDS) | {"language": name},
        }


def _plain(words):
    return {code: str(text) for code, text in words.items()}


def _policy(style, *scripts):
    """Allow what stands in the page, and no connection at all."""
    hashes = " ".join(_hash(script) for script in scripts)
    return (
        f"default-src 'none'; script-src {hashes}; style-src {_hash(style)}; "
        "connect-src 'none'; form-action 'none'; base-uri 'none'"
    )


def _hash(text):
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _element(name, text):
    # Our own files; a test holds that none closes its element.
    return mark_safe(f"<{name}>{text}</{name}>")  # noqa: S308


def _data(content):
    # "<" cannot end the element early, whatever a list of keys contains.
    text = json.dumps(content, ensure_ascii=False).replace("<", "\\u003c")
    return mark_safe(  # noqa: S308
        f'<script type="application/json" id="bundle">{text}</script>'
    )


@cache
def _program():
    files = sorted((FOLDER / "program").glob("*.js"))
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


@cache
def _read(name):
    return (FOLDER / name).read_text(encoding="utf-8")
