"""Certificates in a signature that lead nowhere are not followed for ever."""

from io import BytesIO

from asn1crypto import x509
from asn1crypto.keys import PrivateKeyInfo
from cryptography import x509 as builder
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from certificates.examining.signatures import MOST_CERTIFICATES
from tests.certificates.builders import AT

from .authority import WHEN, make_page, rsa_key, told

NOBODY = builder.Name.from_rfc4514_string("CN=Nobody")


def issued(key, by):
    """Certify ``key`` by the key of another one that bears the same name."""
    made = builder.CertificateBuilder(
        NOBODY,
        NOBODY,
        key.public_key(),
        builder.random_serial_number(),
        AT,
        WHEN.replace(year=WHEN.year + 1),
    )
    authority = builder.BasicConstraints(ca=True, path_length=None)
    signed = made.add_extension(authority, critical=True).sign(by, hashes.SHA256())
    return x509.Certificate.load(signed.public_bytes(Encoding.DER))


def signed_with(count):
    """Sign a page with a leaf and ``count`` certificates that certify in a ring."""
    ring = [ec.generate_private_key(ec.SECP256R1()) for _ in range(count)]
    certified = [
        issued(key, by) for key, by in zip(ring, ring[1:] + ring[:1], strict=True)
    ]
    key = rsa_key(("leaf", 0))
    signer = signers.SimpleSigner(
        signing_cert=issued(key, ring[0]),
        signing_key=PrivateKeyInfo.load(
            key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        ),
        cert_registry=SimpleCertificateStore.from_certs(certified),
    )
    metadata = signers.PdfSignatureMetadata(
        field_name="Issuer",
        md_algorithm="sha256",
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    writer = IncrementalPdfFileWriter(BytesIO(make_page()))
    return signers.PdfSigner(metadata, signer).sign_pdf(writer).getvalue()


def test_certificates_that_certify_in_a_ring_are_not_tried_in_every_order():
    assert told(signed_with(MOST_CERTIFICATES - 1)) == ("other_authority",)
    assert told(signed_with(12)) == ("unreadable_signature",)
