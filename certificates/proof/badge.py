"""An award as an Open Badges 3.0 credential. Pure.

Source: 1EdTech Open Badges 3.0, section 8.2 for the form as JSON Web Token.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from certificates.award import Award
from certificates.names import printable

from . import contexts, status_list, tokens
from .integrity import with_proof
from .keys import Keyring, TokenKey

__all__ = ["Identity", "Misshapen", "Wording", "build", "to_jwt", "with_proof"]

Credential = dict[str, Any]


class Misshapen(ValueError):
    """A credential does not fit its schema; it is not signed."""


@dataclass(frozen=True)
class Identity:
    """What sets one credential apart.

    Attributes:
        credential_id: 22 random characters, the last part of its address.
        subject_id: a UUID that is used for no other credential, so that two
            credentials of one person cannot be brought together by it.
        status_index: its place in the status lists.
        achievement_id: an URI, the same for all who complete the same course.
    """

    credential_id: str
    subject_id: str
    status_index: int
    achievement_id: str


@dataclass(frozen=True)
class Wording:
    """What the credential says in words, in the certificate's language."""

    name: str
    description: str
    criteria: str
    contact_time: str


def build(
    award: Award, *, keyring: Keyring, identity: Identity, wording: Wording
) -> Credential:
    """Return ``award`` as a credential without proof, checked against its schema.

    Raises:
        Misshapen: 1EdTech's schema refuses it.
        UndefinedTerm: the contexts lack a term.
    """
    issued = utc(award.issued_at)
    credential: Credential = {
        "@context": [contexts.CREDENTIALS, contexts.OPEN_BADGES],
        "id": f"{keyring.address}/c/{identity.credential_id}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": wording.name,
        "issuer": {
            "id": keyring.issuer,
            "type": ["Profile"],
            "name": printable(award.issuer_name),
            "url": keyring.address,
        },
        "validFrom": issued,
        "awardedDate": issued,
        "credentialSubject": _subject(award, identity, wording),
        "credentialStatus": status_list.entry(identity.status_index, keyring.address),
    }
    if award.expires_on:
        credential["validUntil"] = last_second(award.expires_on, award.zone)
    check(credential)
    return credential


def check(credential: Credential) -> None:
    """Refuse a credential that its schema or its contexts do not cover.

    Raises:
        Misshapen: 1EdTech's schema refuses it, or nobody is named in it.
        UndefinedTerm: the contexts lack a term.
    """
    errors = list(contexts.schema().iter_errors(credential))
    if errors:
        raise Misshapen("; ".join(f"{e.json_path}: {e.message}" for e in errors))
    subject = credential["credentialSubject"]
    if not subject.get("id") or not subject.get("identifier"):
        # The specification asks for one of them; the schema forgets to.
        raise Misshapen("the subject is not identified")
    contexts.refuse_undefined(credential)


def to_jwt(credential: Credential, key: TokenKey) -> str:
    """Return ``credential`` as a signed token, equal for equal arguments."""
    claims = {
        **credential,
        "iss": credential["issuer"]["id"],
        "jti": credential["id"],
        "sub": credential["credentialSubject"]["id"],
        "nbf": _seconds(credential["validFrom"]),
    }
    if "validUntil" in credential:
        claims["exp"] = _seconds(credential["validUntil"])
    payload = json.dumps(claims, ensure_ascii=False, separators=(",", ":"))
    return tokens.sign(payload.encode(), key)


def _subject(award: Award, identity: Identity, wording: Wording) -> dict[str, Any]:
    achievement_id = identity.achievement_id
    completed = dt.datetime.combine(award.completed_on, dt.time(12), dt.UTC)
    achievement: dict[str, Any] = {
        "id": achievement_id,
        "type": ["Achievement"],
        "achievementType": "CertificateOfCompletion",
        "inLanguage": award.language,
        "name": printable(award.title),
        "description": wording.description,
        "criteria": {"narrative": wording.criteria},
    }
    subject: dict[str, Any] = {
        "id": f"urn:uuid:{identity.subject_id}",
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityType": "name",
                "identityHash": printable(award.holder_name),
            }
        ],
        "licenseNumber": award.number,
        "activityEndDate": utc(completed),
        "achievement": achievement,
    }
    if minutes := _minutes(award, wording):
        achievement["resultDescription"] = [
            {
                "id": f"{achievement_id}#minutes-{code}",
                "type": ["ResultDescription"],
                "name": name,
                "resultType": "ext:ContactMinutes",
            }
            for code, name, _value in minutes
        ]
        subject["result"] = [
            {
                "type": ["Result"],
                "resultDescription": f"{achievement_id}#minutes-{code}",
                "value": str(value),
            }
            for code, _name, value in minutes
        ]
    return subject


def _minutes(award: Award, wording: Wording) -> list[tuple[str, str, int]]:
    """Return contact time in all and by area, as code, name and minutes."""
    if not award.minutes:
        return []
    areas = [(c.code, printable(c.name), c.minutes) for c in award.credits]
    return [("all", wording.contact_time, award.minutes), *areas]


def end_of(day: dt.date, zone: str) -> dt.datetime:
    """Return the last second of ``day`` in ``zone``."""
    midnight = dt.datetime.combine(
        day + dt.timedelta(days=1), dt.time(), ZoneInfo(zone)
    )
    return midnight.astimezone(dt.UTC) - dt.timedelta(seconds=1)


def last_second(day: dt.date, zone: str) -> str:
    """Write the end of ``day`` with the offset of ``zone``, so that its date is read.

    In UTC the end of a day west of Greenwich carries the date of the day after.
    """
    moment = end_of(day, zone).astimezone(ZoneInfo(zone))
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def utc(moment: dt.datetime) -> str:
    """Write an aware instant as credentials do, in UTC to the second."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _seconds(moment: str) -> int:
    return tokens.seconds(dt.datetime.fromisoformat(moment))
