"""Checks a Data Integrity proof, after refusing what would take long to check. Pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from pyld import jsonld

from certificates.proof import contexts, integrity

from .findings import Refused
from .tokens import Keys

MEMBERS = {
    "type",
    "cryptosuite",
    "created",
    "verificationMethod",
    "proofPurpose",
    "proofValue",
}
MOST_VALUES = 1000
"""Values in a document, counted before anything else is done; ours have about 100.

To compare each with every other takes minutes for the twenty thousand that fit in.
"""
MOST_LINES = 2000
"""Statements of a document; ours make about 60."""
MOST_ALIKE = 5
"""Nameless nodes that look like another one.

Canonical order among them is found by trying every order, so a few dozen would take
longer than anybody waits.
"""
_BLANK = re.compile(r"_:b\d+")


def verified_document(
    document: dict[str, Any], keys: Keys, *, step: str
) -> dict[str, Any]:
    """Return ``document`` without its proof, once that is known to be ours.

    Raises:
        Refused: with the reason.
    """
    proof = document.get("proof")
    if proof is None:
        raise Refused(step, "no_proof")
    if not isinstance(proof, dict):
        raise Refused(step, "several_proofs")
    if proof.get("type") != "DataIntegrityProof" or (
        proof.get("cryptosuite") != integrity.SUITE
    ):
        raise Refused(step, "wrong_suite")
    if proof.get("proofPurpose") != "assertionMethod" or set(proof) - MEMBERS:
        raise Refused(step, "unusual_proof")
    method = proof.get("verificationMethod")
    if not isinstance(method, str) or keys.get(method, {}).get("crv") != "Ed25519":
        raise Refused(step, "unknown_key")
    bare = {name: value for name, value in document.items() if name != "proof"}
    _refuse_long(bare, step)
    refuse_context(bare, step)
    _refuse_slow(bare, step)
    refuse_undefined(bare, step)
    try:
        return integrity.verify(document, keys)
    except integrity.BadProof as bad:
        raise Refused(step, "forged_proof") from bad


def refuse_context(document: dict[str, Any], step: str) -> None:
    """Refuse a document that says itself what its words mean.

    Raises:
        Refused: a context is not one of ours, or stands inside the document.
    """
    named = document.get("@context")
    if not isinstance(named, list) or any(
        not isinstance(one, str) or one not in contexts.FILES for one in named
    ):
        raise Refused(step, "foreign_context")
    # Each takes its time, however often it was read before.
    if len(set(named)) != len(named):
        raise Refused(step, "foreign_context")
    if any(name.startswith("@") for name in _names(document) if name != "@context"):
        raise Refused(step, "foreign_context")
    if sum(name == "@context" for name in _names(document)) != 1:
        raise Refused(step, "foreign_context")


def refuse_undefined(document: dict[str, Any], step: str) -> None:
    """Refuse terms that the contexts leave undefined: no proof covers them.

    Raises:
        Refused: it has one.
    """
    try:
        contexts.refuse_undefined(document)
    except contexts.UndefinedTerm as undefined:
        raise Refused(step, "undefined_term", str(undefined)[:60]) from undefined
    except (ValueError, jsonld.JsonLdError) as error:
        raise Refused(step, "not_a_badge") from error


def _names(value: Any) -> Iterator[str]:
    """Yield the name of every member at every depth."""
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _names(one)


def _refuse_long(document: dict[str, Any], step: str) -> None:
    if _count(document) > MOST_VALUES:
        raise Refused(step, "too_complex")


def _count(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value
    return 1 + (sum(map(_count, inner)) if isinstance(value, (dict, list)) else 0)


def _refuse_slow(document: dict[str, Any], step: str) -> None:
    options = {"format": "application/n-quads", "documentLoader": contexts.load}
    try:
        lines = str(contexts.Processor().to_rdf(document, options)).splitlines()
    except (jsonld.JsonLdError, ValueError, TypeError, KeyError) as error:
        raise Refused(step, "bad_json") from error
    said: dict[str, list[str]] = defaultdict(list)
    for line in lines[:MOST_LINES]:
        for node in set(_BLANK.findall(line)):
            said[node].append(_seen_from(node, line))
    looks = Counter(tuple(sorted(about)) for about in said.values())
    alike = sum(count for count in looks.values() if count > 1)
    if len(lines) > MOST_LINES or alike > MOST_ALIKE:
        raise Refused(step, "too_complex")


def _seen_from(node: str, line: str) -> str:
    """Return a statement with ``node`` as "a" and every other nameless node as "z"."""

    def name(match: re.Match[str]) -> str:
        return "_:a" if match[0] == node else "_:z"

    return _BLANK.sub(name, line)
