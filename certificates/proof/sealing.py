"""Keys encrypted at rest: AES-256-GCM under a key from the environment. Pure."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION = b"\x01"
NONCE, NAME = 12, 8
"""Bytes."""


class CannotUnseal(Exception):
    """None of the environment's keys opens what is sealed."""


def seal(
    plain: bytes, *, secret: str, label: str, rng: Callable[[int], bytes]
) -> bytes:
    """Encrypt ``plain``.

    Args:
        plain: a private key.
        secret: the environment's key, of any length.
        label: what is sealed, by name; it opens under the same label only.
        rng: as ``secrets.token_bytes``.

    Returns:
        Version, the name of the key that opens it, nonce and ciphertext.
    """
    key = _derived(secret)
    head = VERSION + name_of(secret)
    nonce = rng(NONCE)
    return head + nonce + AESGCM(key).encrypt(nonce, plain, head + label.encode())


def unseal(sealed: bytes, *, secrets: Iterable[str], label: str) -> bytes:
    """Decrypt what :func:`seal` made.

    Args:
        sealed: as stored.
        secrets: the environment's keys, the present one and older ones.
        label: as it was sealed.

    Raises:
        CannotUnseal: no key fits, or something was altered.
    """
    head, rest = sealed[: 1 + NAME], sealed[1 + NAME :]
    fitting = [s for s in secrets if is_sealed_under(sealed, s)]
    if head[:1] != VERSION or not fitting:
        raise CannotUnseal(label)
    try:
        key = AESGCM(_derived(fitting[0]))
        return key.decrypt(rest[:NONCE], rest[NONCE:], head + label.encode())
    except InvalidTag as error:
        raise CannotUnseal(label) from error


def is_sealed_under(sealed: bytes, secret: str) -> bool:
    """Whether ``secret`` is the key that opens ``sealed``."""
    return hmac.compare_digest(sealed[1 : 1 + NAME], name_of(secret))


def name_of(secret: str) -> bytes:
    """Return a short name of the environment's key, which does not tell the key."""
    return hashlib.sha256(b"name of " + _derived(secret)).digest()[:NAME]


def _derived(secret: str) -> bytes:
    derive = HKDF(SHA256(), length=32, salt=None, info=b"alongside signing keys")
    return derive.derive(secret.encode())
