"""Examines a credential: proof, issuer, terms, time, standing. Pure."""

from __future__ import annotations

import dataclasses
import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Any

from .badge_rules import CLAIMS, check_dates, check_issuer, check_terms, read_facts
from .findings import Facts, Notes, Refused
from .proofs import refuse_context, refuse_undefined, verified_document
from .reading import Unreadable, read_object
from .recognising import recognise
from .standing import check_standing
from .tokens import verified_claims

if TYPE_CHECKING:
    from certificates.proof.trust import Trust

LIST_REASONS = {
    "unsigned_token": "list_unsigned",
    "list_unsigned": "list_unsigned",
    "no_proof": "list_unsigned",
    "unknown_key": "foreign_list",
}
"""How a refusal is told of a status list; every other is an altered list."""


def examine_credential(
    content: bytes, trust: Trust, notes: Notes, *, at: dt.datetime
) -> tuple[Facts | None, dt.datetime | None]:
    """Note what a token or a JSON document proves.

    Returns:
        What it says, None unless the signature is ours, and the date of the
        status list that was asked.
    """
    try:
        credential = _verified(content.strip(), trust)
        notes.passed("credential", "signed_by_us")
        check_issuer(credential, trust.issuer, notes)
        _refuse_undefined(credential)
        check_terms(credential, notes)
        facts = read_facts(credential)
    except Refused as refusal:
        notes.refused(refusal)
        return None, None
    check_dates(credential, facts, notes, at=at)
    standing, as_of = check_standing(
        credential,
        trust,
        partial(_verified_list, trust=trust),
        notes,
        at=at,
    )
    return dataclasses.replace(facts, standing=standing), as_of


def _verified(content: bytes, trust: Trust) -> dict[str, Any]:
    """Return a credential whose signature or proof is by a key of ours.

    Raises:
        Refused: it is not.
    """
    if recognise(content) == "json":
        try:
            document = read_object(content)
        except Unreadable as unreadable:
            raise Refused("credential", unreadable.reason) from unreadable
        return verified_document(document, trust.keys, step="credential")
    return verified_claims(content, trust.keys)


def _refuse_undefined(credential: dict[str, Any]) -> None:
    bare = {name: value for name, value in credential.items() if name not in CLAIMS}
    refuse_context(bare, "terms")
    refuse_undefined(bare, "terms")


def _verified_list(text: str, *, trust: Trust) -> dict[str, Any]:
    """Return the status list in ``text``, if a key of ours signed it.

    Raises:
        Refused: it is unsigned, altered, or by another.
    """
    try:
        if text.lstrip().startswith("{"):
            document = read_object(text)
            if "proof" not in document:
                raise Refused("standing", "list_unsigned")
            return verified_document(document, trust.keys, step="standing")
        return verified_claims(text.strip().encode(), trust.keys, step="standing")
    except Unreadable as unreadable:
        raise Refused("standing", "list_unreadable") from unreadable
    except Refused as refusal:
        reason = LIST_REASONS.get(refusal.finding.reason, "list_altered")
        raise Refused("standing", reason) from refusal
