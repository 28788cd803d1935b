"""The issuer's decentralized identifier and the documents that name its keys. Pure."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
ED25519 = b"\xed\x01"
"""Multicodec's prefix of an Ed25519 public key."""

Jwk = Mapping[str, str]


def did_web(address: str) -> str:
    """Return the identifier of the site at ``address``, as the did:web method says."""
    host = urlsplit(address).netloc
    return f"did:web:{host.replace(':', '%3A')}"


def key_url(issuer: str, name: str) -> str:
    """Return the full DID URL of the key called ``name``."""
    return f"{issuer}#{name}"


def document(issuer: str, keys: Mapping[str, Jwk]) -> dict[str, Any]:
    """Return the DID document: RSA keys as JWK, Ed25519 keys as Multikey.

    Args:
        issuer: the identifier.
        keys: public JWK by full DID URL, retired ones included.
    """
    return {
        "@context": [
            "https://www.w3.org/ns/did/v1",
            "https://w3id.org/security/jwk/v1",
            "https://w3id.org/security/multikey/v1",
        ],
        "id": issuer,
        "verificationMethod": [_method(issuer, url, jwk) for url, jwk in keys.items()],
        "assertionMethod": list(keys),
    }


def jwks(keys: Mapping[str, Jwk]) -> dict[str, Any]:
    """Return all ``keys`` as a JSON Web Key Set."""
    return {"keys": [dict(jwk) for jwk in keys.values()]}


def jwk_of(public: RSAPublicKey | Ed25519PublicKey) -> dict[str, str]:
    """Return a public key as a JSON Web Key that does not say whose it is."""
    if isinstance(public, Ed25519PublicKey):
        raw = to_base64url(public.public_bytes_raw())
        return {"kty": "OKP", "crv": "Ed25519", "x": raw, "alg": "EdDSA"}
    numbers = public.public_numbers()
    parts = {"n": _unsigned(numbers.n), "e": _unsigned(numbers.e)}
    return {"kty": "RSA", **parts, "alg": "RS256"}


def _unsigned(value: int) -> str:
    return to_base64url(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def _method(issuer: str, url: str, jwk: Jwk) -> dict[str, Any]:
    if jwk["kty"] == "RSA":
        bare = {name: jwk[name] for name in ("kty", "n", "e", "alg")}
        kind = {"type": "JsonWebKey", "publicKeyJwk": {**bare, "kid": url}}
    else:
        raw = from_base64url(jwk["x"])
        kind = {"type": "Multikey", "publicKeyMultibase": multibase(ED25519 + raw)}
    return {"id": url, "controller": issuer, **kind}


def multibase(data: bytes) -> str:
    """Write ``data`` in base58 with multibase's prefix for it."""
    value, text = int.from_bytes(data, "big"), ""
    while value:
        value, digit = divmod(value, 58)
        text = BASE58[digit] + text
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "z" + BASE58[0] * zeros + text


def from_multibase(text: str) -> bytes:
    """Read what :func:`multibase` wrote.

    Raises:
        ValueError: it is no base58 in multibase.
    """
    if text[:1] != "z":
        raise ValueError("not in base58")
    body = text[1:]
    value = 0
    for character in body:
        value = value * 58 + BASE58.index(character)
    zeros = len(body) - len(body.lstrip(BASE58[0]))
    return b"\0" * zeros + value.to_bytes((value.bit_length() + 7) // 8, "big")


def to_base64url(data: bytes) -> str:
    """Write ``data`` as JOSE does: base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """Read base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
