"""The vendored JSON-LD contexts and JSON Schema; nothing is ever fetched. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator
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

MOST_KEPT = 256
"""Contexts as they apply inside others."""

_NOWHERE = "urn:undefined:"
_inside: dict[tuple[Any, ...], Any] = {}
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
        # Read once a process, for it never changes.
        "tag": "static",
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
    expanded = Processor().expand(
        {**document, "@context": contexts}, {"documentLoader": load}
    )
    undefined = sorted(set(_undefined(expanded)))
    if undefined:
        raise UndefinedTerm(", ".join(undefined))


class Processor(jsonld.JsonLdProcessor):  # type: ignore[misc]
    """PyLD, with a context of a vendored type worked out once, not at each node.

    A type's context applies inside whichever is active; PyLD keeps the result under
    a number that it draws anew each time, and so never finds it again.

    Raises:
        UnknownContext: a context imports another one, into which PyLD would write.
    """

    def _process_context(
        self, active_ctx: Any, local_ctx: Any, options: Any, **flags: Any
    ) -> Any:
        work_out = super()._process_context
        for one in local_ctx if isinstance(local_ctx, list) else [local_ctx]:
            if isinstance(one, dict) and "@import" in one:
                raise UnknownContext("@import")
        # With "cycles" a context that is still being read is only looked over.
        if id(local_ctx) not in _scoped() or "cycles" in flags:
            return work_out(active_ctx, local_ctx, options, **flags)
        place = active_ctx["_uuid"], id(local_ctx), options.get("base")
        key = *place, *sorted(flags.items())
        found = _inside.get(key)
        if found is None:
            if len(_inside) >= MOST_KEPT:
                _inside.clear()
            found = work_out(active_ctx, local_ctx, options, **flags)
            _inside[key] = found
        return found


@cache
def _scoped() -> frozenset[int]:
    """Return which objects are contexts within vendored ones; those live for ever."""
    return frozenset(i for file in FILES.values() for i in _within(vendored(file)))


def _within(node: Any) -> Iterator[int]:
    children = node if isinstance(node, list) else []
    if isinstance(node, dict):
        children = list(node.values())
        if "@context" in node:
            yield id(node["@context"])
    for child in children:
        yield from _within(child)


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
