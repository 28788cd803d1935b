"""Signs PDFs as PAdES, in one revision that allows no later change. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from io import BytesIO
from typing import Any

from asn1crypto import x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import pdf_signer
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import (
    PathBuildingError,
    PathValidationError,
    ValidationError,
)

from .container import ALGORITHM, KeySigner
from .keys import Keyring

FIELD = "Issuer"
BASIC, LONG_TERM = "B-B", "B-LT"
"""PAdES baseline levels: without and with proof of the time of signing."""


class AuthorityUnavailable(Exception):
    """The time-stamp authority, or what proves it, cannot be reached."""


class _PdfSigner(signers.PdfSigner):
    """Signs as of a given instant."""

    def __init__(self, *args: Any, at: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._at = at

    def init_signing_session(
        self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False
    ) -> pdf_signer.PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self._at
        return session


def sign(
    pdf: bytes,
    keyring: Keyring,
    *,
    at: dt.datetime,
    timestamper: TimeStamper | None = None,
    authorities: Iterable[bytes] = (),
) -> tuple[bytes, str]:
    """Certify ``pdf``: no later change is allowed.

    Args:
        pdf: unsigned.
        keyring: whose document key signs.
        at: now.
        timestamper: how to reach the time-stamp authority; None for a signature
            without proof of its time.
        authorities: certificates in DER that the time-stamp authority's leads to.

    Returns:
        The signed PDF and its PAdES level.

    Raises:
        AuthorityUnavailable: the time-stamp authority cannot be reached, or its
            certificates cannot be proved. Nothing is signed then.
    """
    metadata: dict[str, Any] = {
        "field_name": FIELD,
        "md_algorithm": ALGORITHM,
        "subfilter": fields.SigSeedSubFilter.PADES,
        "certify": True,
        "docmdp_permissions": fields.MDPPerm.NO_CHANGES,
    }
    if timestamper:
        metadata |= _long_term(keyring, authorities, at)
    signer = _PdfSigner(
        signers.PdfSignatureMetadata(**metadata),
        signer=KeySigner(keyring.document, keyring.root),
        timestamper=timestamper,
        new_field_spec=_field(),
        at=at,
    )
    try:
        signed = signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)))
    except (TimestampRequestError, OSError) as error:
        raise AuthorityUnavailable(str(error)) from error
    except (PathBuildingError, PathValidationError, ValidationError) as error:
        raise AuthorityUnavailable(str(error)) from error
    except SigningError as error:
        if timestamper:
            raise AuthorityUnavailable(str(error)) from error
        raise
    return signed.getvalue(), LONG_TERM if timestamper else BASIC


def _field() -> fields.SigFieldSpec:
    """Describe a field that nobody sees and no standard for archives minds."""
    return fields.SigFieldSpec(
        FIELD,
        on_page=0,
        readable_field_name="Digital signature of the issuer",
        invis_sig_settings=fields.InvisSigSettings(
            set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True
        ),
    )


def _long_term(
    keyring: Keyring, authorities: Iterable[bytes], at: dt.datetime
) -> dict[str, Any]:
    """Return the settings that put everything into the one revision.

    With a second one, viewers say of genuine files what they say of forged ones:
    that not all of the document is signed.
    """
    roots = [x509.Certificate.load(der) for der in (keyring.root, *authorities)]
    return {
        "embed_validation_info": True,
        "validation_context": ValidationContext(
            trust_roots=roots,
            crls=[keyring.crl],
            allow_fetching=True,
            revocation_mode="hard-fail",
            moment=at,
        ),
        "dss_settings": pdf_signer.DSSContentSettings(
            include_vri=False,
            placement=pdf_signer.SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE,
        ),
    }
