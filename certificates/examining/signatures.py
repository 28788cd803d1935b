"""Checks the signature of a PDF: whole file, our authority, signer in good standing.

Pure. The library's verdict is not enough: it calls a file valid whose name was
changed behind the signature, so coverage and revisions are looked at here.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from asn1crypto import crl, parser, x509
from cryptography.exceptions import InvalidSignature
from cryptography.x509 import Certificate, load_der_x509_certificate
from pyhanko.pdf_utils import generic
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from .findings import Notes, Refused
from .pdf_reading import BROKEN, BoundedReader, attachments, drawing, member, pages
from .stamps import (
    MOST_STAMPS,
    check_time,
    is_revoked_now,
    moment_of,
    stamps_on,
    then,
)

if TYPE_CHECKING:
    from pyhanko.sign.validation.status import PdfSignatureStatus

    from certificates.proof.trust import Trust

MOST_CMS = 512 * 1024
"""Bytes of the signature itself; ours have about 20,000."""

MOST_CERTIFICATES = 6
"""Certificates in the signature, or in a time stamp on it; ours have two.

The library tries every order in which some could have issued one another: of
ten that bear one name it would take a quarter of an hour.
"""

SIGNER_REASONS = {
    "REVOKED_NO_POE": "signer_revoked",
    "REVOKED_CA_NO_POE": "signer_revoked",
    "OUT_OF_BOUNDS_NO_POE": "signer_expired",
    "OUT_OF_BOUNDS_NOT_REVOKED": "signer_expired",
}
UNTOLD = ("TRY_LATER", "CERTIFICATE_CHAIN_GENERAL_FAILURE")
"""What the library says where the list of revoked signers is missing or old."""


def check_signature(
    reader: BoundedReader,
    content: bytes,
    trust: Trust,
    notes: Notes,
    *,
    at: dt.datetime,
) -> None:
    """Note who signed the file, and whether all of it.

    Raises:
        Refused: there is no single signature to look at.
    """
    signature = _only_signature(reader)
    is_whole = _covers_everything(signature, content)
    if not is_whole:
        notes.failed("unchanged", _what_changed(reader, signature))
    try:
        status = _validate(reader, signature, trust, at)
        is_proved = check_time(status, trust, notes)
        earlier = None
        if is_proved and _has_expired(status):
            earlier = _validate(reader, signature, trust, at, as_of_stamp=True)
    except (*BROKEN, SignatureValidationError, ValidationError, PathError) as error:
        raise Refused("signature", "unreadable_signature") from error
    if not (status.intact and status.valid):
        raise Refused("signature", "altered")
    if signature.docmdp_level is not MDPPerm.NO_CHANGES:
        notes.failed("signature", "not_certified")
    else:
        notes.passed("signature", "intact")
    if is_whole:
        notes.passed("unchanged", "whole_file")
    _check_signer(status, earlier, trust, notes, at=at)


def _only_signature(reader: BoundedReader) -> EmbeddedPdfSignature:
    try:
        signatures = reader.embedded_signatures
    except BROKEN as error:
        raise Refused("signature", "unreadable_signature") from error
    if not signatures:
        raise Refused("signature", "unsigned")
    if len(signatures) > 1:
        raise Refused("signature", "several_signatures")
    signature: EmbeddedPdfSignature = signatures[0]
    if len(signature.pkcs7_content) > MOST_CMS or _names_many(signature):
        raise Refused("signature", "unreadable_signature")
    return signature


def _names_many(signature: EmbeddedPdfSignature) -> bool:
    try:
        signed = [signature.signed_data, *stamps_on(signature)]
        counts = [len(one["certificates"] or ()) for one in signed]
    except BROKEN:
        return True
    return len(signed) > MOST_STAMPS + 1 or max(counts) > MOST_CERTIFICATES


def _covers_everything(signature: EmbeddedPdfSignature, content: bytes) -> bool:
    """Whether every byte is signed but the hexadecimal digits of the signature.

    Those are written in one way only, and filled up with zeros: what could stand
    there otherwise is signed by nobody.
    """
    try:
        start, before, resumes, after = (int(part) for part in signature.byte_range)
    except ValueError:
        return False
    hole = content[before:resumes]
    return (
        start == 0
        and 0 < before < resumes
        and resumes + after == len(content)
        and hole[:1] == b"<"
        and hole[-1:] == b">"
        and hole[1:-1] == signature.pkcs7_content.hex().upper().encode()
        and _is_filled_with_zeros(signature.pkcs7_content)
        and signature.signed_revision == signature.reader.total_revisions - 1
    )


def _is_filled_with_zeros(content: bytes) -> bool:
    try:
        return not any(content[parser.peek(content) :])
    except ValueError:
        return False


def _what_changed(reader: BoundedReader, signature: EmbeddedPdfSignature) -> str:
    """Tell apart what was added behind the signature, for the words only."""
    try:
        signed = reader.get_historical_resolver(signature.signed_revision).root
        now = reader.root
        if attachments(signed) != attachments(now):
            return "attachment_changed"
        if _annotations(signed) != _annotations(now):
            return "annotation_added"
        if _drawings(signed) != _drawings(now):
            return "page_changed"
    except BROKEN:
        return "changed_after_signing"
    return "changed_after_signing"


def _annotations(root: generic.DictionaryObject) -> list[int]:
    return [len(member(page, "/Annots", [])) for page in pages(root)]


def _drawings(root: generic.DictionaryObject) -> list[bytes]:
    return [drawing(page) for page in pages(root)]


def _validate(
    reader: BoundedReader,
    signature: EmbeddedPdfSignature,
    trust: Trust,
    at: dt.datetime,
    *,
    as_of_stamp: bool = False,
) -> PdfSignatureStatus:
    """Validate as of ``at``, or as of the moment that its time stamp states."""
    stamped_at = moment_of(signature)
    stamps = then(reader, trust.authorities, trust, stamped_at) if stamped_at else None
    context = ValidationContext(
        trust_roots=[x509.Certificate.load(der) for der in trust.roots],
        crls=[crl.CertificateList.load(der) for der in trust.crls],
        allow_fetching=False,
        revocation_mode="hard-fail",
        moment=at,
    )
    if as_of_stamp and stamped_at:
        context = then(reader, trust.roots, trust, stamped_at)
    return validate_pdf_signature(signature, context, stamps, skip_diff=True)


def _has_expired(status: PdfSignatureStatus) -> bool:
    reason = SIGNER_REASONS.get(_indication(status))
    return not status.trusted and reason == "signer_expired"


def _indication(status: PdfSignatureStatus) -> str:
    return str(getattr(status.trust_problem_indic, "name", ""))


def _check_signer(
    status: PdfSignatureStatus,
    earlier: PdfSignatureStatus | None,
    trust: Trust,
    notes: Notes,
    *,
    at: dt.datetime,
) -> None:
    """Note whether the signer is trusted, or was at the proved moment of signing."""
    certificate = status.signing_cert
    roots = [load_der_x509_certificate(der) for der in trust.roots]
    if not any(_issued(root, certificate) for root in roots):
        names = [root.subject.public_bytes() for root in roots]
        is_posing = certificate.issuer.dump() in names
        reason = "lookalike_authority" if is_posing else "other_authority"
        notes.failed("authority", reason)
        return
    notes.passed("authority", "our_authority")
    is_listed = is_revoked_now(certificate, trust, at) if earlier else None
    if status.trusted:
        notes.passed("signer", "signer_good")
    elif is_listed:
        notes.failed("signer", "signer_revoked")
    elif earlier and earlier.trusted and is_listed is False:
        notes.passed("signer", "signer_was_good")
    elif _indication(status) in UNTOLD or (earlier and earlier.trusted):
        notes.unknown("signer", "revocation_unknown")
    else:
        reason = SIGNER_REASONS.get(_indication(status), "signer_unfit")
        notes.failed("signer", reason)


def _issued(root: Certificate, certificate: x509.Certificate) -> bool:
    try:
        load_der_x509_certificate(certificate.dump()).verify_directly_issued_by(root)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True
