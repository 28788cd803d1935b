"""What a credential of ours has to say, beyond its signature. Pure.

Source: Open Badges 3.0 section 8.2 (claims of a VC-JWT), and our own rule that a
credential says nothing which its contexts leave undefined.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from .findings import Facts, Notes, Refused
from .reading import host_of, instant

CLAIMS = ("iss", "jti", "nbf", "exp", "sub", "iat")
"""What a token adds to the credential inside it."""
TYPES = {"VerifiableCredential", "OpenBadgeCredential"}


def check_issuer(credential: dict[str, Any], issuer: str, notes: Notes) -> None:
    """Note whether the credential names our identifier as its issuer.

    Raises:
        Refused: somebody else issued it, whatever name it carries.
    """
    named = credential.get("issuer")
    identifier = named.get("id") if isinstance(named, dict) else named
    if identifier != issuer:
        raise Refused("issuer", "foreign_issuer")
    if credential.get("iss", issuer) != issuer:
        raise Refused("issuer", "issuer_differs")
    notes.passed("issuer", "our_issuer", host_of(issuer))


def check_terms(credential: dict[str, Any], notes: Notes) -> None:
    """Note whether claims and credential say the same.

    Raises:
        Refused: with the reason.
    """
    kinds = credential.get("type")
    if not isinstance(kinds, list) or not {str(kind) for kind in kinds} >= TYPES:
        raise Refused("terms", "not_a_badge")
    if "iss" in credential:
        if credential.get("jti") != credential.get("id"):
            raise Refused("terms", "id_differs")
        if credential.get("sub") != _subject(credential).get("id"):
            raise Refused("terms", "subject_differs")
    if "aud" in credential:
        raise Refused("terms", "for_an_audience")
    notes.passed("terms", "terms_agree")


def read_facts(credential: dict[str, Any]) -> Facts:
    """Return what the credential says of its holder.

    Raises:
        Refused: something is missing or has another shape.
    """
    subject = _subject(credential)
    achievement, issuer = subject.get("achievement"), credential.get("issuer")
    valid_from = instant(credential.get("validFrom"))
    valid_until = instant(credential.get("validUntil"))
    if valid_from is None or (valid_until is None and "validUntil" in credential):
        raise Refused("validity", "bad_date")
    texts = (
        credential.get("id"),
        _name(subject),
        subject.get("licenseNumber"),
        achievement.get("name") if isinstance(achievement, dict) else None,
        issuer.get("name", "") if isinstance(issuer, dict) else "",
    )
    if not all(isinstance(text, str) for text in texts):
        raise Refused("terms", "not_a_badge")
    identifier, name, number, title, issuer_name = (str(text) for text in texts)
    return Facts(
        credential_id=identifier,
        name=name,
        number=number,
        title=title,
        issuer_name=issuer_name,
        valid_from=valid_from,
        valid_until=valid_until,
    )


def check_dates(
    credential: dict[str, Any], facts: Facts, notes: Notes, *, at: dt.datetime
) -> None:
    """Note whether the credential holds at ``at``, by claims and text alike."""
    start, end = facts.valid_from, facts.valid_until
    starts = ends = None
    if "iss" in credential:
        starts, ends = _moment(credential, "nbf"), _moment(credential, "exp")
        if starts is None or ("exp" in credential and ends is None):
            notes.failed("validity", "bad_date")
            return
    if end is not None and at >= end:
        is_hidden = ends is not None and at.timestamp() < ends
        notes.failed("validity", "outlived" if is_hidden else "expired", _day(end))
    elif at < start:
        notes.failed("validity", "not_yet_valid", _day(start))
    elif "iss" in credential and (
        starts != _seconds(start) or ends != (_seconds(end) if end else None)
    ):
        notes.failed("validity", "dates_disagree")
    else:
        notes.passed("validity", "in_time", _day(end) if end else "")


def _subject(credential: dict[str, Any]) -> dict[str, Any]:
    subject = credential.get("credentialSubject")
    if not isinstance(subject, dict):
        raise Refused("terms", "not_a_badge")
    return subject


def _name(subject: dict[str, Any]) -> str | None:
    identifiers = subject.get("identifier")
    for one in identifiers if isinstance(identifiers, list) else [identifiers]:
        if isinstance(one, dict) and one.get("identityType") == "name":
            name = one.get("identityHash")
            return (
                name if one.get("hashed") is False and isinstance(name, str) else None
            )
    return None


def _moment(credential: dict[str, Any], claim: str) -> int | None:
    value = credential.get(claim)
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if 0 <= value < 2**40 else None


def _seconds(moment: dt.datetime) -> int:
    return int(moment.timestamp())


def _day(moment: dt.datetime) -> str:
    return moment.date().isoformat()
