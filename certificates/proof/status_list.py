"""Which credentials hold no longer, as signed bit strings. Pure.

One list has room for 131,072 credentials, each at a random place, so that fetching
it tells the issuer nothing about who is being checked.

Source: W3C Recommendation "Bitstring Status List v1.0".
"""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from . import contexts, did, integrity, tokens
from .keys import Keyring

SIZE = 131_072
"""Places in one list: the least that the Recommendation allows."""
REVOCATION, SUSPENSION = "revocation", "suspension"
PURPOSES = (REVOCATION, SUSPENSION)
LIFE = dt.timedelta(hours=48)

Document = dict[str, Any]


class BadStatusList(ValueError):
    """What should be a bit string of ours is none."""


@dataclass(frozen=True)
class StatusList:
    """A list that was checked.

    Attributes:
        purpose: "revocation" or "suspension".
        valid_from: when it was signed.
        valid_until: when it lapses.
    """

    purpose: str
    valid_from: dt.datetime
    valid_until: dt.datetime
    bits: bytes

    def is_set(self, index: int) -> bool:
        """Whether the bit of the credential at place ``index`` is set."""
        place = index % SIZE
        return bool(self.bits[place // 8] & 0x80 >> place % 8)


def number(index: int, purpose: str) -> int:
    """Return the number of the list for ``purpose`` that covers ``index``.

    Lists come in pairs, one for each purpose: 1 and 2 cover the first places.
    """
    return index // SIZE * len(PURPOSES) + PURPOSES.index(purpose) + 1


def covers(list_number: int) -> tuple[str, int]:
    """Return the purpose of a list and the first place that it covers."""
    block, purpose = divmod(list_number - 1, len(PURPOSES))
    return PURPOSES[purpose], block * SIZE


def address_of(list_number: int, address: str) -> str:
    """Return where a list is published on the site at ``address``."""
    return f"{address}/status/{list_number}"


def entry(index: int, address: str) -> dict[str, str]:
    """Return what the credential at place ``index`` says of its status."""
    url = address_of(number(index, REVOCATION), address)
    place = str(index % SIZE)
    return {
        "id": f"{url}#{place}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": REVOCATION,
        "statusListIndex": place,
        "statusListCredential": url,
    }


def build(
    places: Iterable[int], *, list_number: int, keyring: Keyring, at: dt.datetime
) -> Document:
    """Return a list without proof.

    Args:
        places: those whose bit is set, as stored; of this list alone.
        list_number: which list.
        keyring: of the issuer.
        at: now; the list is good for ``LIFE``.
    """
    url = address_of(list_number, keyring.address)
    return {
        "@context": [contexts.CREDENTIALS],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": keyring.issuer,
        "validFrom": _text(at),
        "validUntil": _text(at + LIFE),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": covers(list_number)[0],
            "encodedList": encode(places),
        },
    }


def to_json(document: Document, keyring: Keyring) -> str:
    """Return a list with a Data Integrity proof, as of its own ``validFrom``."""
    created = dt.datetime.fromisoformat(document["validFrom"])
    signed = integrity.with_proof(document, keyring.proof, created)
    return json.dumps(signed, ensure_ascii=False, separators=(",", ":"))


def to_jwt(document: Document, keyring: Keyring) -> str:
    """Return a list as a signed token."""
    claims = {
        **document,
        "iss": document["issuer"],
        "jti": document["id"],
        "sub": document["credentialSubject"]["id"],
        "nbf": tokens.seconds(dt.datetime.fromisoformat(document["validFrom"])),
        "exp": tokens.seconds(dt.datetime.fromisoformat(document["validUntil"])),
    }
    payload = json.dumps(claims, ensure_ascii=False, separators=(",", ":"))
    return tokens.sign(payload.encode(), keyring.token)


def encode(places: Iterable[int]) -> str:
    """Return the bit string with the bits at ``places`` set, packed."""
    bits = bytearray(SIZE // 8)
    for place in places:
        bits[place % SIZE // 8] |= 0x80 >> place % 8
    packed = gzip.compress(bytes(bits), mtime=0)
    return "u" + did.to_base64url(packed)


def decode(encoded: str) -> bytes:
    """Unpack a bit string; one of another size than ours is refused.

    Raises:
        BadStatusList: it is none.
    """
    try:
        packed = did.from_base64url(encoded.removeprefix("u"))
        with gzip.GzipFile(fileobj=io.BytesIO(packed)) as file:
            # Reading a bounded length: a small text could unpack to gigabytes.
            bits = file.read(SIZE // 8 + 1)
    except (OSError, EOFError, ValueError) as error:
        raise BadStatusList from error
    if encoded[:1] != "u" or len(bits) != SIZE // 8:
        raise BadStatusList
    return bits


def _text(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
