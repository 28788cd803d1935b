"""Data Integrity proofs by the cryptosuite eddsa-rdfc-2022. Pure.

Source: W3C Recommendation "Data Integrity EdDSA Cryptosuites v1.0", section 3.2.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pyld import jsonld

from . import contexts, did
from .keys import ProofKey

SUITE = "eddsa-rdfc-2022"

Document = dict[str, Any]
Loader = Callable[..., Document]


class BadProof(ValueError):
    """The proof of a document is missing, or not by the key that it names."""


def with_proof(document: Document, key: ProofKey, created: dt.datetime) -> Document:
    """Return ``document`` with a proof by ``key``.

    Args:
        document: with a context; its terms were checked before.
        key: the issuer's Ed25519 key.
        created: as the proof states it; aware.

    Returns:
        A new document, equal for equal arguments.
    """
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": created.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "verificationMethod": key.url,
        "proofPurpose": "assertionMethod",
    }
    signature = key.signer.sign(hash_of(document, proof))
    return {**document, "proof": {**proof, "proofValue": did.multibase(signature)}}


def verify(document: Document, keys: Mapping[str, did.Jwk]) -> Document:
    """Check the one proof of ``document``.

    Args:
        document: as received.
        keys: public JWK by full DID URL; no others are believed.

    Returns:
        The document without its proof.

    Raises:
        BadProof: for every reason.
    """
    bare = {name: value for name, value in document.items() if name != "proof"}
    proof = document.get("proof")
    if isinstance(proof, list) and len(proof) == 1:
        proof = proof[0]
    if not isinstance(proof, dict) or proof.get("cryptosuite") != SUITE:
        raise BadProof("no proof of this kind")
    if proof.get("proofPurpose") != "assertionMethod":
        raise BadProof("proof for another purpose")
    jwk = keys.get(str(proof.get("verificationMethod")), {})
    if jwk.get("crv") != "Ed25519":
        raise BadProof("by a key that is not the issuer's")
    settings = {name: value for name, value in proof.items() if name != "proofValue"}
    try:
        signature = did.from_multibase(str(proof.get("proofValue")))
        contexts.refuse_undefined(bare)
        hashed = hash_of(bare, settings)
        public = Ed25519PublicKey.from_public_bytes(did.from_base64url(jwk["x"]))
        public.verify(signature, hashed)
    except (InvalidSignature, ValueError, KeyError, jsonld.JsonLdError) as error:
        raise BadProof(type(error).__name__) from error
    return bare


def hash_of(
    document: Document, proof: Mapping[str, str], loader: Loader = contexts.load
) -> bytes:
    """Return what is signed: the hash of the proof's settings, then the document's."""
    settings = {"@context": document["@context"], **proof}
    return _digest(settings, loader) + _digest(document, loader)


def _digest(document: Mapping[str, Any], loader: Loader) -> bytes:
    options = {
        "algorithm": "URDNA2015",
        "format": "application/n-quads",
        "documentLoader": loader,
    }
    lines = contexts.Processor().normalize(document, options)
    return hashlib.sha256(lines.encode()).digest()
