"""The vendored JSON-LD contexts and JSON Schema; nothing is ever fetched. Pure."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft201909Validator
from pyld import jsonld

FOLDER = Path(__file__).with_name("vendored")
CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
FILES = {
    CREDENTIALS: "credentials-v2.json",
    OPEN_BADGES: "ob-v3p0-context-3.0.3.json",
}
SCHEMA = "ob_v3p0_achievementcredential_schema.json"

_NOWHERE = "urn:undefined:"
_SYNTAX = {"@context", "@id", "@type", "@value", "@language", "@direction", "@list"}

Document = dict[str, Any]


class UnknownContext(ValueError):
    """A document names a context that is not vendored here."""


class UndefinedTerm(ValueError):
    """A document uses terms that its contexts do not define.

    Canonicalization would drop them without a word, so they would not be signed.
    """


@cache
def vendored(name: str) -> Any:
    """Return the content of a vendored file; not to be changed."""
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def load(url: str, options: Any = None) -> Document:
    """Answer PyLD's question for a document, from the vendored files alone.

    Raises:
        UnknownContext: ``url`` is not among them.
    """
    if url not in FILES:
        raise UnknownContext(url)
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": vendored(FILES[url]),
    }


@cache
def schema() -> Draft201909Validator:
    """Return 1EdTech's schema of an Open Badges 3.0 credential, ready to use."""
    return Draft201909Validator(
        vendored(SCHEMA), format_checker=Draft201909Validator.FORMAT_CHECKER
    )


def refuse_undefined(document: Document) -> None:
    """Refuse terms and types that the contexts of ``document`` do not define.

    Raises:
        UndefinedTerm: names them.
        UnknownContext: a context is not vendored.
    """
    contexts = [{"@vocab": _NOWHERE}, *document["@context"]]
    expanded = jsonld.expand(
        {**document, "@context": contexts}, {"documentLoader": load}
    )
    undefined = sorted(set(_undefined(expanded)))
    if undefined:
        raise UndefinedTerm(", ".join(undefined))


def _undefined(node: Any) -> list[str]:
    if isinstance(node, list):
        return [name for item in node for name in _undefined(item)]
    if not isinstance(node, dict):
        return []
    names = [key for key in node if key not in _SYNTAX]
    names += [kind for kind in node.get("@type", []) if isinstance(kind, str)]
    found = [name for name in names if name.startswith(_NOWHERE)]
    found = [name.removeprefix(_NOWHERE) for name in found]
    return found + [name for value in node.values() for name in _undefined(value)]
