"""Compact JSON Web Tokens by RS256, made and read. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from . import did
from .keys import TokenKey

ALGORITHM = "RS256"
LONGEST = 200_000
"""Characters of a token that is looked at; a status list has at most some 25,000."""


class BadToken(ValueError):
    """What was given is no token of the issuer's.

    Attributes:
        reason: "malformed", "header", "key" or "signature".
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def sign(payload: bytes, key: TokenKey) -> str:
    """Return ``payload`` as a token by ``key``.

    Args:
        payload: JSON.
        key: the issuer's RSA key.

    Returns:
        The compact form, equal for equal arguments.
    """
    header = {"alg": ALGORITHM, "kid": key.url, "typ": "JWT"}
    return jws.serialize_compact(header, payload, _Adapter(key), algorithms=[ALGORITHM])


def read(token: str, keys: Mapping[str, did.Jwk]) -> bytes:
    """Check the signature of ``token`` and return its payload.

    Args:
        token: in compact form.
        keys: public JWK by full DID URL. A key in the token's header is not
            believed, and no algorithm but RS256.

    Raises:
        BadToken: for every reason.
    """
    if len(token) > LONGEST:
        raise BadToken("malformed")
    try:
        header = jws.extract_compact(token.encode()).headers()
    except (JoseError, ValueError, UnicodeError) as error:
        raise BadToken("malformed") from error
    if header.get("alg") != ALGORITHM or set(header) - {"alg", "kid", "typ"}:
        raise BadToken("header")
    jwk = keys.get(str(header.get("kid")), {})
    if jwk.get("kty") != "RSA":
        raise BadToken("key")
    bare: dict[str, str | list[str]] = {name: jwk[name] for name in ("kty", "n", "e")}
    try:
        public = RSAKey.import_key(bare)
        return jws.deserialize_compact(token, public, algorithms=[ALGORITHM]).payload
    except (JoseError, ValueError) as error:
        raise BadToken("signature") from error


def seconds(moment: dt.datetime) -> int:
    """Return ``moment`` as tokens state it: whole seconds since 1970."""
    return int(moment.timestamp())


class _Adapter(RSAKey):
    """Lets joserfc sign with a key that may live in a device."""

    def __init__(self, key: TokenKey) -> None:
        public: dict[str, str | list[str]] = {n: key.jwk[n] for n in ("kty", "n", "e")}
        super().__init__(RSAKey.import_key(public).public_key, public)
        self._key = key

    @property
    def is_private(self) -> bool:
        return True

    def get_op_key(self, operation: str) -> Any:
        return self

    def sign(self, message: bytes, padding: object, algorithm: object) -> bytes:
        """Sign as RS256 asks, which is the only algorithm that is let through."""
        return self._key.signer.sign(message)
