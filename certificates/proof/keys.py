"""The issuer's keys, loaded and ready to sign. Pure.

A private key shows in no ``repr`` and leaves its object in no other way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from . import did


class CannotSign(Exception):
    """The issuer cannot sign at present."""


class RsaSigner(Protocol):
    """Signs with an RSA key that it holds: in memory, or in a device."""

    def sign(self, message: bytes) -> bytes:
        """Sign ``message`` by RSASSA-PKCS1-v1_5 over its SHA-256.

        Raises:
            CannotSign: the device does not answer.
        """
        ...


class RsaInMemory:
    """An RSA key of this process."""

    def __init__(self, key: RSAPrivateKey) -> None:
        self._key = key

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message, padding.PKCS1v15(), hashes.SHA256())


class EdSigner(Protocol):
    """Signs with an Ed25519 key that it holds."""

    def sign(self, message: bytes) -> bytes:
        """Sign ``message`` by Ed25519."""
        ...


class EdInMemory:
    """An Ed25519 key of this process."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)


@dataclass(frozen=True)
class TokenKey:
    """The RSA key of JSON Web Tokens.

    Attributes:
        url: full DID URL, which tokens carry as ``kid``.
        jwk: the public key.
    """

    url: str
    jwk: did.Jwk = field(repr=False)
    signer: RsaSigner = field(repr=False)


@dataclass(frozen=True)
class ProofKey:
    """The Ed25519 key of Data Integrity proofs."""

    url: str
    signer: EdSigner = field(repr=False)


@dataclass(frozen=True)
class DocumentKey:
    """The RSA key that signs PDFs, with its certificate in DER."""

    certificate: bytes = field(repr=False)
    signer: RsaSigner = field(repr=False)


@dataclass(frozen=True)
class Keyring:
    """All that the issuer signs with, and what verifies it.

    Attributes:
        issuer: decentralized identifier of the site.
        address: of the site, without a slash at its end.
        root: certificate of the own authority that issued the document key's, DER.
        crl: the authority's list of revoked certificates, DER.
        public: public JWK by full DID URL, retired ones included.
        is_demo: whether any key that signs belongs to a demonstration.
    """

    issuer: str
    address: str
    token: TokenKey
    proof: ProofKey
    document: DocumentKey
    root: bytes = field(repr=False)
    crl: bytes = field(repr=False)
    public: Mapping[str, did.Jwk] = field(repr=False)
    is_demo: bool = False
