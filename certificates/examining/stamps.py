"""Checks the time stamp on a signature, and what it proves of an expired signer. Pure.

A stamp is worth as much as who made it: only the authorities that the issuer uses
are believed. Everything is looked at as of the moment of the stamp, with the lists
of revoked certificates that were kept in the file then (PAdES B-LT), so that it
holds when those certificates have long expired.

Source: RFC 3161; ETSI EN 319 142-1, level B-LT.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from asn1crypto import cms, crl, x509
from cryptography.x509 import load_der_x509_crl
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko_certvalidator import ValidationContext

from .findings import Notes

if TYPE_CHECKING:
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
    from pyhanko.sign.validation.status import PdfSignatureStatus

    from certificates.proof.trust import Trust

    from .pdf_reading import BoundedReader

MOST_STAMPS = 2
STAMPS = ("signature_time_stamp_token", "content_time_stamp")
MOST_LISTS = 10
LARGEST_LIST = 256 * 1024


def stamps_on(signature: EmbeddedPdfSignature) -> list[cms.SignedData]:
    """Return each stamp that stands with a signature, believed or not."""
    info = signature.signer_info
    attributes = [*(info["signed_attrs"] or ()), *(info["unsigned_attrs"] or ())]
    kinds = [one for one in attributes if one["type"].native in STAMPS]
    return [value["content"] for one in kinds for value in one["values"]]


def moment_of(signature: EmbeddedPdfSignature) -> dt.datetime | None:
    """Return the moment that a stamp states, believed or not; None without a stamp."""
    for attribute in signature.signer_info["unsigned_attrs"] or ():
        if attribute["type"].native == "signature_time_stamp_token":
            stamp = attribute["values"][0]["content"]["encap_content_info"]["content"]
            moment: dt.datetime = stamp.parsed["gen_time"].native
            return moment
    return None


def then(
    reader: BoundedReader, roots: tuple[bytes, ...], trust: Trust, moment: dt.datetime
) -> ValidationContext:
    """Return what certificates are checked with as of ``moment``."""
    return ValidationContext(
        trust_roots=[x509.Certificate.load(der) for der in roots],
        crls=[*_kept_lists(reader), *map(crl.CertificateList.load, trust.crls)],
        allow_fetching=False,
        revocation_mode="hard-fail",
        moment=moment,
        retroactive_revinfo=True,
    )


def check_time(status: PdfSignatureStatus, trust: Trust, notes: Notes) -> bool:
    """Note what the stamp proves; return whether its moment can be relied on."""
    stamp = status.timestamp_validity
    if stamp is None:
        notes.passed("time", "no_stamp")
        return False
    if not (stamp.intact and stamp.valid):
        notes.failed("time", "bad_stamp")
        return False
    day = stamp.timestamp.date().isoformat()
    if not trust.authorities:
        notes.unknown("time", "stamp_unknown", day)
        return False
    if not stamp.trusted:
        notes.failed("time", "foreign_stamp", day)
        return False
    notes.passed("time", "stamped", day)
    return True


def is_revoked_now(
    certificate: x509.Certificate, trust: Trust, at: dt.datetime
) -> bool | None:
    """Whether a list of ``at`` names the certificate; None where there is none."""
    found = None
    for der in trust.crls:
        listed = load_der_x509_crl(der)
        ends = listed.next_update_utc
        if listed.issuer.public_bytes() != certificate.issuer.dump():
            continue
        if listed.get_revoked_certificate_by_serial_number(certificate.serial_number):
            return True
        if ends is not None and at < ends:
            found = False
    return found


def _kept_lists(reader: BoundedReader) -> list[crl.CertificateList]:
    try:
        streams = DocumentSecurityStore.read_dss(reader).crls
    except NoDSSFoundError:
        return []
    contents = [stream.get_object().data for stream in streams[:MOST_LISTS]]
    return [
        crl.CertificateList.load(der) for der in contents if len(der) < LARGEST_LIST
    ]
