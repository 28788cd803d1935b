"""The container of a signature: built once for a key, filled in for a document. Pure.

All of it but the digest of the document and the signature itself is the same for
every document that one key signs, and building it takes longer than signing.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from asn1crypto import cms, x509
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from .keys import DocumentKey

ALGORITHM = "sha256"
_DIGEST = hashlib.sha256(b"where the digest goes").digest()
# Zeros would run together with the length before them.
_SIGNATURE = b"\xa5"
MOST_KEPT = 4

_forms: dict[tuple[bytes, bytes], Form] = {}
"""By the certificates that stand in them."""


@dataclass(frozen=True)
class Form:
    """A container in DER with two gaps.

    Attributes:
        attributes: what is signed, before and behind the digest.
        whole: what is embedded, before, between and behind digest and signature.
    """

    attributes: tuple[bytes, bytes]
    whole: tuple[bytes, bytes, bytes]

    def to_sign(self, digest: bytes) -> bytes:
        """Return the signed attributes of a document with this ``digest``."""
        before, behind = self.attributes
        return before + digest + behind

    def filled(self, digest: bytes, signature: bytes) -> cms.ContentInfo:
        """Return the container as pyHanko would have built it."""
        before, between, behind = self.whole
        return cms.ContentInfo.load(before + digest + between + signature + behind)


class KeySigner(signers.Signer):
    """Signs with a key that was loaded once, not anew for each document."""

    def __init__(self, key: DocumentKey, root: bytes) -> None:
        roots = [x509.Certificate.load(root)]
        store = SimpleCertificateStore.from_certs(roots)  # type: ignore[no-untyped-call]
        certificate = x509.Certificate.load(key.certificate)
        super().__init__(signing_cert=certificate, cert_registry=store)
        self._key = key
        self._certificates = key.certificate, root
        self._length: int = certificate.public_key.byte_size

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        if dry_run:
            return _SIGNATURE * self._length
        return self._key.signer.sign(data)

    async def async_sign(  # type: ignore[override]
        self, data_digest: bytes, digest_algorithm: str, **options: Any
    ) -> cms.ContentInfo:
        """Fill the form in, but for a time stamp: that is another one each time."""
        if options.get("timestamper") or digest_algorithm != ALGORITHM:
            return await super().async_sign(data_digest, digest_algorithm, **options)
        is_trial = options.pop("dry_run", False)
        form = _forms.get(self._certificates) or await self._form(options)
        signature = await self.async_sign_raw(
            form.to_sign(data_digest), digest_algorithm, is_trial
        )
        return form.filled(data_digest, signature)

    async def _form(self, options: dict[str, Any]) -> Form:
        blank = await super().async_sign(_DIGEST, ALGORITHM, dry_run=True, **options)
        der = blank.dump()
        (signed,) = cms.ContentInfo.load(der)["content"]["signer_infos"]
        before, behind = _around(_DIGEST, signed["signed_attrs"].untag().dump())
        start, rest = _around(_DIGEST, der)
        between, end = _around(_SIGNATURE * self._length, rest)
        form = Form((before, behind), (start, between, end))
        if len(_forms) >= MOST_KEPT:
            _forms.clear()
        _forms[self._certificates] = form
        return form


def _around(gap: bytes, der: bytes) -> tuple[bytes, bytes]:
    """Return what stands before and behind the one ``gap`` of ``der``."""
    before, behind = der.split(gap)
    return before, behind
