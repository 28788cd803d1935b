"""The own certificate authority: a root, leaves that sign PDFs, a CRL. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import (
    AuthorityInformationAccessOID,
    ExtendedKeyUsageOID,
    NameOID,
)

ROOT_LIFE = dt.timedelta(days=365 * 40)
LEAF_LIFE = dt.timedelta(days=365 * 30)
"""Longer than the longest certificate that a course may give."""
CRL_LIFE = dt.timedelta(days=40)
# Clocks differ: what is made now must already hold elsewhere.
SLACK = dt.timedelta(hours=1)

DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")
"""RFC 9336."""

RandomBytes = Callable[[int], bytes]


def make_root(
    key: RSAPrivateKey, organization: str, *, at: dt.datetime, rng: RandomBytes
) -> bytes:
    """Return the certificate of a new authority in DER, signed by itself."""
    name = _name(organization, "Certificate authority", at)
    builder = _builder(name, name, key.public_key(), rng).not_valid_before(at - SLACK)
    builder = builder.not_valid_after(at + ROOT_LIFE)
    builder = builder.add_extension(
        x509.BasicConstraints(ca=True, path_length=0), critical=True
    )
    builder = builder.add_extension(
        _usage(key_cert_sign=True, crl_sign=True), critical=True
    )
    return builder.sign(key, SHA256()).public_bytes(Encoding.DER)


@dataclass(frozen=True)
class Authority:
    """A certificate authority that can sign.

    Attributes:
        certificate: its own, in DER.
    """

    certificate: bytes = field(repr=False)
    key: RSAPrivateKey = field(repr=False)


def make_leaf(
    public: RSAPublicKey,
    authority: Authority,
    *,
    address: str,
    at: dt.datetime,
    rng: RandomBytes,
) -> bytes:
    """Return a certificate for signing PDFs in DER.

    Args:
        public: the key that it certifies.
        authority: who certifies.
        address: of the site, which publishes the root and the CRL.
        at: now.
        rng: as ``secrets.token_bytes``.
    """
    root = x509.load_der_x509_certificate(authority.certificate)
    organization = root.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)[0]
    name = _name(str(organization.value), "Issuer of certificates", at)
    builder = _builder(name, root.subject, public, rng)
    end = min(at + LEAF_LIFE, root.not_valid_after_utc)
    builder = builder.not_valid_before(at - SLACK).not_valid_after(end)
    for extension, is_critical in _leaf_extensions(authority.key, address):
        builder = builder.add_extension(extension, critical=is_critical)
    return builder.sign(authority.key, SHA256()).public_bytes(Encoding.DER)


def _leaf_extensions(
    root_key: RSAPrivateKey, address: str
) -> list[tuple[x509.ExtensionType, bool]]:
    point = x509.UniformResourceIdentifier(f"{address}/pki/issuer.crl")
    access = x509.AccessDescription(
        AuthorityInformationAccessOID.CA_ISSUERS,
        x509.UniformResourceIdentifier(f"{address}/pki/root.crt"),
    )
    # NSS, and so Poppler, knows only the older purpose; RFC 9336 has the exact one.
    purposes = [DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION]
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key())
    return [
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (_usage(digital_signature=True, content_commitment=True), True),
        (x509.ExtendedKeyUsage(purposes), False),
        (issuer, False),
        (x509.CRLDistributionPoints([_point(point)]), False),
        (x509.AuthorityInformationAccess([access]), False),
    ]


def make_crl(
    revoked: Iterable[tuple[bytes, dt.datetime]],
    authority: Authority,
    *,
    number: int,
    at: dt.datetime,
) -> bytes:
    """Return the authority's signed list of revoked certificates in DER.

    Args:
        revoked: certificates in DER, each with the instant from which it is revoked.
        authority: whose list it is.
        number: larger than that of every list before.
        at: now; the list is good for ``CRL_LIFE``.
    """
    root = x509.load_der_x509_certificate(authority.certificate)
    builder = x509.CertificateRevocationListBuilder(root.subject)
    builder = builder.last_update(at - SLACK).next_update(at + CRL_LIFE)
    public = authority.key.public_key()
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(public)
    builder = builder.add_extension(issuer, critical=False)
    builder = builder.add_extension(x509.CRLNumber(number), critical=False)
    for der, since in revoked:
        serial = x509.load_der_x509_certificate(der).serial_number
        entry = x509.RevokedCertificateBuilder().serial_number(serial)
        entry = entry.revocation_date(since).add_extension(
            x509.CRLReason(x509.ReasonFlags.key_compromise), critical=False
        )
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(authority.key, SHA256()).public_bytes(Encoding.DER)


def is_issued_by(certificate: bytes, authority: bytes) -> bool:
    """Whether ``authority`` has signed ``certificate``, both in DER."""
    issued = x509.load_der_x509_certificate(certificate)
    try:
        issued.verify_directly_issued_by(x509.load_der_x509_certificate(authority))
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def _name(organization: str, role: str, at: dt.datetime) -> x509.Name:
    title = f"{organization} {role} {at:%Y}"
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, title[:64]),
        ]
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, public: RSAPublicKey, rng: RandomBytes
) -> x509.CertificateBuilder:
    # RFC 5280 allows 20 bytes; the first bit stays 0 so that it is positive.
    serial = int.from_bytes(rng(20), "big") >> 1 | 1
    identifier = x509.SubjectKeyIdentifier.from_public_key(public)
    builder = x509.CertificateBuilder(issuer, subject, public, serial)
    return builder.add_extension(identifier, critical=False)


def _usage(**purposes: bool) -> x509.KeyUsage:
    every = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**{name: purposes.get(name, False) for name in every})


def _point(address: x509.UniformResourceIdentifier) -> x509.DistributionPoint:
    return x509.DistributionPoint([address], None, None, None)
