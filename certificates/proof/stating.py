"""What a credential and a record state, in one shape to be compared. Pure."""

from __future__ import annotations

import datetime as dt
from typing import Any

from certificates.award import Award
from certificates.names import printable

from . import status_list
from .badge import Identity, end_of, utc

FACTS = (
    *("number", "name", "title", "language", "issuer", "issued", "completed"),
    *("last_day", "minutes", "credential", "subject", "course", "place"),
)
"""What is compared, in the order in which a difference is told."""

Stated = dict[str, object]


def by_record(award: Award, identity: Identity) -> Stated:
    """Return what the record states, as a credential would."""
    achievement = identity.achievement_id
    areas = [("all", award.minutes), *((c.code, c.minutes) for c in award.credits)]
    minutes = {f"{achievement}#minutes-{code}": str(value) for code, value in areas}
    until = end_of(award.expires_on, award.zone) if award.expires_on else None
    return {
        "number": award.number,
        "name": printable(award.holder_name),
        "title": printable(award.title),
        "language": award.language,
        "issuer": printable(award.issuer_name),
        "issued": utc(award.issued_at),
        "completed": f"{award.completed_on}T12:00:00Z",
        "last_day": utc(until) if until else None,
        "minutes": minutes if award.minutes else {},
        "credential": identity.credential_id,
        "subject": f"urn:uuid:{identity.subject_id}",
        "course": achievement,
        "place": _place(status_list.entry(identity.status_index, "")),
    }


def by_credential(credential: dict[str, Any]) -> Stated:
    """Return what a credential states whose signature is good.

    Raises:
        KeyError, TypeError, AttributeError, ValueError: it has another shape than ours.
    """
    subject = credential["credentialSubject"]
    achievement = subject["achievement"]
    results = subject.get("result", [])
    return {
        "number": subject["licenseNumber"],
        "name": subject["identifier"][0]["identityHash"],
        "title": achievement["name"],
        "language": achievement["inLanguage"],
        "issuer": credential["issuer"]["name"],
        "issued": credential["validFrom"],
        "completed": subject["activityEndDate"],
        "last_day": _instant(credential.get("validUntil")),
        "minutes": {one["resultDescription"]: one["value"] for one in results},
        "credential": credential["id"].rpartition("/c/")[2],
        "subject": subject["id"],
        "course": achievement["id"],
        "place": _place(credential["credentialStatus"]),
    }


def first_difference(one: Stated, other: Stated) -> str:
    """Return the first of ``FACTS`` in which they differ, or ""."""
    return next((fact for fact in FACTS if one[fact] != other[fact]), "")


def _instant(text: str | None) -> str | None:
    """Return the instant in UTC: earlier credentials wrote it there."""
    return utc(dt.datetime.fromisoformat(text)) if text is not None else None


def _place(entry: dict[str, str]) -> tuple[str, str]:
    number = entry["statusListCredential"].rpartition("/")[2]
    return number, entry["statusListIndex"]
