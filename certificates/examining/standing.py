"""Asks the published status lists, which tell nobody who is being checked. Pure.

Source: W3C Recommendation "Bitstring Status List v1.0".
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from certificates.proof import status_list
from certificates.proof.status_list import REVOCATION, SIZE, SUSPENSION, StatusList

from .findings import UNKNOWN, Notes, Refused
from .reading import instant

if TYPE_CHECKING:
    from certificates.proof.trust import Trust

STEP = "standing"
SLACK = dt.timedelta(minutes=5)
"""By which clocks may differ."""
_INDEX = re.compile(r"\d{1,9}\Z")

Verify = Callable[[str], dict[str, Any]]
"""Returns the credential behind a signed list, or raises ``Refused``."""


def check_standing(
    credential: dict[str, Any],
    trust: Trust,
    verify: Verify,
    notes: Notes,
    *,
    at: dt.datetime,
) -> tuple[str, dt.datetime | None]:
    """Note what the lists say of the credential.

    Args:
        credential: one that is known to be ours.
        trust: brings the signed lists by their address.
        verify: opens a signed list.
        notes: to be added to.
        at: the instant for which the answer holds.

    Returns:
        good, revoked, suspended or "", and the date of the older list asked.
    """
    try:
        address, index = _entry(credential)
        opened = {
            one: _open(one, verify(text), issuer=trust.issuer, at=at)
            for one, text in trust.status_lists.items()
            if one in (address, _paired(address))
        }
        return _standing(opened, address, index, notes)
    except Refused as refusal:
        notes.refused(refusal)
        return "", None


def _entry(credential: dict[str, Any]) -> tuple[str, int]:
    entry = credential.get("credentialStatus")
    if entry is None:
        raise Refused(STEP, "no_status", verdict=UNKNOWN)
    if (
        not isinstance(entry, dict)
        or entry.get("type") != "BitstringStatusListEntry"
        or entry.get("statusPurpose") != REVOCATION
    ):
        raise Refused(STEP, "bad_status")
    index, address = entry.get("statusListIndex"), entry.get("statusListCredential")
    if not isinstance(index, str) or not _INDEX.match(index):
        raise Refused(STEP, "bad_status")
    return str(address), int(index)


def _paired(address: str) -> str:
    """Return the address of the list of suspensions beside one of revocations."""
    base, _slash, number = address.rpartition("/")
    return f"{base}/{int(number) + 1}" if _INDEX.match(number) else ""


def _open(
    address: str, listed: dict[str, Any], *, issuer: str, at: dt.datetime
) -> StatusList:
    """Read a list whose signature is good.

    Raises:
        Refused: it is somebody else's, another list, not of today or unreadable.
    """
    subject = listed.get("credentialSubject")
    made, ends = instant(listed.get("validFrom")), instant(listed.get("validUntil"))
    if listed.get("issuer") != issuer:
        raise Refused(STEP, "foreign_list")
    if listed.get("id") != address or not isinstance(subject, dict):
        raise Refused(STEP, "list_unreadable")
    if made is None or ends is None or subject.get("type") != "BitstringStatusList":
        raise Refused(STEP, "list_unreadable")
    if made > at + SLACK or at >= ends:
        raise Refused(STEP, "list_stale", made.date().isoformat(), verdict=UNKNOWN)
    try:
        bits = status_list.decode(str(subject.get("encodedList")))
    except status_list.BadStatusList as bad:
        raise Refused(STEP, "list_unreadable") from bad
    return StatusList(str(subject.get("statusPurpose")), made, ends, bits)


def _standing(
    opened: Mapping[str, StatusList], address: str, index: int, notes: Notes
) -> tuple[str, dt.datetime | None]:
    revocation, suspension = opened.get(address), opened.get(_paired(address))
    if revocation is None:
        raise Refused(STEP, "list_missing", verdict=UNKNOWN)
    if revocation.purpose != REVOCATION or index >= SIZE:
        raise Refused(STEP, "bad_status")
    as_of = min(one.valid_from for one in opened.values())
    day = as_of.date().isoformat()
    if revocation.is_set(index):
        notes.failed(STEP, "revoked", day)
        return "revoked", as_of
    if suspension is None or suspension.purpose != SUSPENSION:
        notes.unknown(STEP, "suspension_unknown", day)
        return "", as_of
    if suspension.is_set(index):
        notes.failed(STEP, "suspended", day)
        return "suspended", as_of
    notes.passed(STEP, "listed_good", day)
    return "good", as_of
