"""What a verifier has to have in hand to check a certificate offline. Pure."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

VERSION = 1
"""Of the bundle's form; a reader refuses one that it does not know."""


class UnreadableTrust(ValueError):
    """What was given is no bundle of trust that this version can read."""


@dataclass(frozen=True)
class Trust:
    """The issuer's public keys, certificates and status lists at one instant.

    Attributes:
        issuer: decentralized identifier, ``did:web:HOST``.
        roots: certificates in DER that a PDF's signature must lead to.
        crls: lists of revoked certificates in DER.
        keys: public JWK by its full DID URL, retired ones included.
        status_lists: the signed list by its address, as JWT or as JSON with a
            Data Integrity proof.
        made_at: as of when all this holds, aware.
        authorities: certificates in DER that time stamps must lead to; none where
            the issuer uses no time-stamp authority, or the bundle is an older one.
    """

    issuer: str
    roots: tuple[bytes, ...]
    crls: tuple[bytes, ...]
    keys: Mapping[str, Mapping[str, str]]
    status_lists: Mapping[str, str]
    made_at: dt.datetime = field(kw_only=True)
    authorities: tuple[bytes, ...] = field(default=(), kw_only=True)

    def to_json(self) -> str:
        """Write the bundle as it is published."""
        content = {
            "version": VERSION,
            "issuer": self.issuer,
            "roots": [base64.b64encode(der).decode() for der in self.roots],
            "crls": [base64.b64encode(der).decode() for der in self.crls],
            "authorities": [base64.b64encode(der).decode() for der in self.authorities],
            "keys": {url: dict(jwk) for url, jwk in self.keys.items()},
            "statusLists": dict(self.status_lists),
            "madeAt": self.made_at.isoformat(),
        }
        return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)

    @classmethod
    def from_json(cls, text: str | bytes) -> Trust:
        """Read what :meth:`to_json` wrote.

        Raises:
            UnreadableTrust: it is something else, or of another version.
        """
        try:
            content = json.loads(text)
            if content["version"] != VERSION:
                raise UnreadableTrust(f"bundle of version {content['version']}")
            return cls._read(content)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UnreadableTrust(str(error)) from error

    @classmethod
    def _read(cls, content: Mapping[str, Any]) -> Trust:
        made_at = dt.datetime.fromisoformat(content["madeAt"])
        if made_at.tzinfo is None:
            raise UnreadableTrust("madeAt without a time zone")
        return cls(
            issuer=str(content["issuer"]),
            roots=_binaries(content["roots"]),
            crls=_binaries(content["crls"]),
            authorities=_binaries(content.get("authorities", [])),
            keys={str(url): dict(jwk) for url, jwk in content["keys"].items()},
            status_lists={str(u): str(t) for u, t in content["statusLists"].items()},
            made_at=made_at,
        )


def _binaries(texts: list[str]) -> tuple[bytes, ...]:
    return tuple(base64.b64decode(text, validate=True) for text in texts)
