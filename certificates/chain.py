"""A chain of records in which every change shows. Pure.

Each record is brought into one canonical form, which holds its position and the
digest of the record before it, and is digested. Whoever knows the last digest of a
day, as the signed anchors do, notices any change to what came before.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

GENESIS = "0" * 64
"""What the first record follows."""

Entry = Mapping[str, str | int | None]
"""A flat record: ASCII keys, and text, whole numbers or nothing as values."""

Signed = tuple[str, int, str]
"""An anchor: its day, and the position and digest that were signed on it."""


@dataclass(frozen=True)
class Link:
    """One record as it was found.

    Attributes:
        position: from 1, without gaps.
        previous: the digest that it claims to follow.
        digest: the digest that it claims to have.
        entry: its content, ``position`` and ``previous`` included.
    """

    position: int
    previous: str
    digest: str
    entry: Entry


@dataclass(frozen=True)
class Break:
    """The first place where the chain does not hold.

    Attributes:
        position: of the record at fault, or of the one that should be there.
        problem: "missing", "edited", "unlinked", "cut", "added" or "anchor".
        anchor: the day of the anchor that shows it, or "".
    """

    position: int
    problem: str
    anchor: str = ""


def canonical(entry: Entry) -> bytes:
    """Return the one form of ``entry`` that is digested.

    For what an ``Entry`` may hold this is RFC 8785 (JCS).
    """
    return json.dumps(
        dict(entry), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode()


def digest(entry: Entry) -> str:
    """Return the SHA-256 of the canonical form, in hex."""
    return hashlib.sha256(canonical(entry)).hexdigest()


def note_digest(note: str, salt: str) -> str:
    """Return what the chain keeps of a note, so that the note itself may go.

    Without the salt, which goes with the note, nobody can try likely wordings.
    """
    if not note:
        return ""
    return hmac.new(salt.encode(), note.encode(), hashlib.sha256).hexdigest()


def instant(at: dt.datetime) -> str:
    """Write an aware instant in UTC to the microsecond."""
    utc = at.astimezone(dt.UTC)
    return utc.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def first_break(
    links: Iterable[Link],
    *,
    head: tuple[int, str] | None,
    anchors: Iterable[Signed],
) -> Break | None:
    """Return where the chain breaks first, or None where it holds.

    Args:
        links: by position.
        head: position and digest that are kept as those of the last record.
        anchors: what was signed; several of one day, where copies are kept.
    """
    anchored: dict[int, list[tuple[str, str]]] = {}
    for day, position, value in sorted(anchors):
        anchored.setdefault(position, []).append((day, value))
    last, previous = 0, GENESIS
    for link in links:
        if fault := _fault(link, last, previous):
            return fault
        for day, value in anchored.pop(link.position, []):
            if value != link.digest:
                return Break(link.position, "anchor", day)
        last, previous = link.position, link.digest
    return _end_fault(last, previous, head, anchored)


def _fault(link: Link, last: int, previous: str) -> Break | None:
    if link.position != last + 1:
        return Break(last + 1, "missing")
    if digest(link.entry) != link.digest:
        return Break(link.position, "edited")
    if link.previous != previous or link.entry.get("previous") != previous:
        return Break(link.position, "unlinked")
    return None


def _end_fault(
    last: int,
    previous: str,
    head: tuple[int, str] | None,
    anchored: Mapping[int, list[tuple[str, str]]],
) -> Break | None:
    beyond = [(position, days[0][0]) for position, days in anchored.items() if position]
    if beyond:
        return Break(last + 1, "cut", min(beyond)[1])
    if head is None or head == (last, previous):
        return None
    if head[0] > last:
        return Break(last + 1, "cut")
    return Break(head[0] + 1 if head[0] < last else last, "added")
