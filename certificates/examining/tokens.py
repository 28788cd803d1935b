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
        _refuse_parts(token, keys, step)
        return read_object(tokens.read(token.decode(), keys))
    except Unreadable as unreadable:
        raise Refused(step, unreadable.reason) from unreadable
    except BadToken as bad:
        raise Refused(step, "forged_token") from bad


def _refuse_parts(token: bytes, keys: Keys, step: str) -> None:
    try:
        pieces = token.decode("ascii").split(".")
    except UnicodeDecodeError as error:
        raise Refused(step, "not_a_token") from error
    if len(pieces) != 3:
        raise Refused(step, "not_a_token")
    header = read_object(decode_base64url(pieces[0]))
    decode_base64url(pieces[1])
    decode_base64url(pieces[2])
    if reason := _fault_of(header, is_signed=bool(pieces[2])):
        raise Refused(step, reason)
    kid = header.get("kid")
    if not isinstance(kid, str) or keys.get(kid, {}).get("kty") != "RSA":
        raise Refused(step, "unknown_key")


def _fault_of(header: dict[str, Any], *, is_signed: bool) -> str:
    """Return what is wrong with a header, or ""."""
    if str(header.get("alg")).lower() == "none" or not is_signed:
        return "unsigned_token"
    if header.get("alg") != ALGORITHM:
        return "wrong_algorithm"
    if KEYS_INSIDE & set(header):
        return "key_inside"
    if {"crit", "b64"} & set(header):
        return "critical_header"
    is_usual = set(header) <= MEMBERS and header.get("typ", "JWT") in TYPES
    return "" if is_usual else "unusual_header"
