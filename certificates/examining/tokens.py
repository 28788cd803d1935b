"""Checks the signature of a token: RS256 by a key of ours, and nothing else. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from certificates.proof import tokens
from certificates.proof.tokens import ALGORITHM, BadToken

from .findings import Refused
from .reading import LARGEST, Unreadable, decode_base64url, read_object

MEMBERS = {"alg", "kid", "typ"}
"""All that a header may say: Open Badges 3.0 section 8.2 allows no more."""
KEYS_INSIDE = {"jwk", "jku", "x5c", "x5u", "x5t", "x5t#S256"}
TYPES = ("JWT", "vc+jwt")
"""What Open Badges and what W3C call such a token."""
STEP = "credential"

Keys = Mapping[str, Mapping[str, str]]


def verified_claims(token: bytes, keys: Keys, *, step: str = STEP) -> dict[str, Any]:
    """Return what a token says, once its signature is known to be ours.

    Args:
        token: in compact form.
        keys: public JWK by its full DID URL.
        step: what the refusal is counted under.

    Raises:
        Refused: with the reason.
    """
    if len(token) > LARGEST:
        raise Refused(step, "too_large_token")
    try:
        _refuse_parts(token, keys)
        return read_object(tokens.read(token.decode(), keys))
    except Unreadable as unreadable:
        raise Refused(step, unreadable.reason) from unreadable
    except _Rejected as rejected:
        raise Refused(step, rejected.reason) from rejected
    except BadToken as bad:
        raise Refused(step, "forged_token") from bad


class _Rejected(Exception):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _refuse_parts(token: bytes, keys: Keys) -> None:
    try:
        pieces = token.decode("ascii").split(".")
    except UnicodeDecodeError as error:
        raise _Rejected("not_a_token") from error
    if len(pieces) != 3:
        raise _Rejected("not_a_token")
    header = read_object(decode_base64url(pieces[0]))
    decode_base64url(pieces[1])
    decode_base64url(pieces[2])
    _refuse_header(header, is_signed=bool(pieces[2]))
    kid = header.get("kid")
    if not isinstance(kid, str) or keys.get(kid, {}).get("kty") != "RSA":
        raise _Rejected("unknown_key")


def _refuse_header(header: dict[str, Any], *, is_signed: bool) -> None:
    if str(header.get("alg")).lower() == "none" or not is_signed:
        raise _Rejected("unsigned_token")
    if header.get("alg") != ALGORITHM:
        raise _Rejected("wrong_algorithm")
    if KEYS_INSIDE & set(header):
        raise _Rejected("key_inside")
    if {"crit", "b64"} & set(header):
        raise _Rejected("critical_header")
    if set(header) - MEMBERS or header.get("typ", "JWT") not in TYPES:
        raise _Rejected("unusual_header")
