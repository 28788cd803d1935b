"""Signed PDFs: accepted by others, changed by nobody, levels as asked for."""

import datetime as dt
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from certificates import pdf
from certificates.proof import authority, signing
from tests.certificates.builders import NAMES, TOKEN, VERIFY_URL, make_award

from . import tsa
from .builders import NOW as AT
from .builders import make_keyring, own_authority

HERE = Path(__file__).parents[1]
CREDENTIAL = b"e30.e30.c2ln"


@pytest.fixture(scope="module")
def unsigned():
    return pdf.render(make_award(), TOKEN, verify_url=VERIFY_URL, credential=CREDENTIAL)


@pytest.fixture(scope="module")
def stamping():
    with tsa.running() as running:
        yield running


def sign_for_long(data, running, **options):
    options = {"authorities": [running.root], "at": AT} | options
    stamper = RequestsHTTPTimeStamper(running.url, timeout=2)
    return signing.sign(data, make_keyring(), timestamper=stamper, **options)


@pytest.fixture(scope="module")
def signed(unsigned, stamping):
    """Sign one document on both levels."""
    basic, level = signing.sign(unsigned, make_keyring(), at=AT)
    assert level == "B-B"
    long_term, level = sign_for_long(unsigned, stamping)
    assert level == "B-LT"
    return {"B-B": basic, "B-LT": long_term}


def validate(data, *, keyring=None, crl=None, roots=()):
    keyring = keyring or make_keyring()
    found = [x509.Certificate.load(der) for der in (keyring.root, *roots)]
    context = ValidationContext(
        trust_roots=found,
        crls=[crl or keyring.crl],
        allow_fetching=False,
        revocation_mode="hard-fail",
        moment=AT,
    )
    (signature,) = PdfFileReader(BytesIO(data)).embedded_regular_signatures
    stamps = ValidationContext(trust_roots=found, revocation_mode="soft-fail")
    return validate_pdf_signature(signature, context, stamps)


@pytest.mark.parametrize("level", ["B-B", "B-LT"])
def test_pyhankos_own_validator_accepts_it(signed, stamping, level):
    status = validate(signed[level], roots=[stamping.root])
    assert status.bottom_line
    assert status.trusted
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    assert status.modification_level is ModificationLevel.NONE
    assert bool(status.timestamp_validity) == (level == "B-LT")


@pytest.mark.parametrize("level", ["B-B", "B-LT"])
def test_it_is_one_revision_that_certifies_and_allows_no_change(signed, level):
    data = signed[level]
    assert data.count(b"%%EOF") == 2
    with pikepdf.open(BytesIO(data)) as document:
        reference = document.Root.Perms.DocMDP.Reference[0]
        assert reference.TransformParams.P == 1
        assert document.Root.Perms.DocMDP.SubFilter == "/ETSI.CAdES.detached"
        assert ("/DSS" in document.Root) == (level == "B-LT")
        if level == "B-LT":
            assert "/VRI" not in document.Root.DSS
            assert len(document.Root.DSS.CRLs) == 2


@pytest.mark.parametrize("level", ["B-B", "B-LT"])
def test_nobody_sees_the_field_and_it_is_not_hidden(signed, level):
    with pikepdf.open(BytesIO(signed[level])) as document:
        (field,) = document.Root.AcroForm.Fields
        assert field.TU == "Digital signature of the issuer"
        assert int(field.F) & 0b10 == 0
        assert int(field.F) & 0b100 == 0b100
        assert [float(side) for side in field.Rect] != [0, 0, 100, 100]


@pytest.mark.parametrize("level", ["B-B", "B-LT"])
def test_it_stays_accessible_and_archivable(signed, level, tmp_path):
    file = tmp_path / "signed.pdf"
    file.write_bytes(signed[level])
    command = [sys.executable, str(HERE / "verapdf.py"), "ua1,3a", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.split("\n")[:2] == ["signed.pdf ua1 PASS", "signed.pdf 3a PASS"]


@pytest.fixture(scope="module")
def trust_store(tmp_path_factory):
    """Make a store in which Poppler finds our root."""
    folder = tmp_path_factory.mktemp("nss")
    root = folder / "root.crt"
    root.write_bytes(make_keyring().root)
    store = f"sql:{folder}"
    for words in (
        ["-N", "--empty-password"],
        ["-A", "-n", "root", "-t", "CT,C,C", "-i", str(root)],
    ):
        subprocess.run(["certutil", "-d", store, *words], check=True)
    return folder


@pytest.mark.parametrize("level", ["B-B", "B-LT"])
def test_poppler_accepts_it_once_the_root_is_trusted(signed, trust_store, level):
    file = trust_store / f"{level}.pdf"
    file.write_bytes(signed[level])
    command = ["pdfsig", "-nssdir", str(trust_store), "-no-ocsp", str(file)]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid." in said
    assert "Certificate is Trusted." in said
    assert "Total document signed" in said
    assert "Not total" not in said


@pytest.mark.parametrize("level", ["B-B", "B-LT"])
def test_qpdf_finds_no_fault(signed, tmp_path, level):
    file = tmp_path / "signed.pdf"
    file.write_bytes(signed[level])
    command = ["qpdf", "--check", str(file)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("key", ["arabic", "longest", "japanese"])
def test_names_of_every_script_survive_signing(key):
    award = make_award(holder_name=NAMES[key])
    data = pdf.render(award, TOKEN, verify_url=VERIFY_URL, credential=CREDENTIAL)
    signed, _level = signing.sign(data, make_keyring(), at=AT)
    assert signed.startswith(data)
    assert validate(signed).bottom_line


def test_the_attachment_is_signed_as_it_was(signed):
    with pikepdf.open(BytesIO(signed["B-LT"])) as document:
        kept = document.attachments["credential.jwt"].get_file().read_bytes()
    assert kept == CREDENTIAL


def test_the_time_of_signing_is_the_one_given(signed):
    (signature,) = PdfFileReader(BytesIO(signed["B-B"])).embedded_regular_signatures
    assert signature.self_reported_timestamp == AT


def test_a_revoked_signer_is_not_trusted(signed):
    keyring = make_keyring()
    revoked = [(keyring.document.certificate, AT - dt.timedelta(days=1))]
    crl = authority.make_crl(revoked, own_authority(), number=2, at=AT)
    assert not validate(signed["B-B"], crl=crl).bottom_line


def test_a_look_alike_of_another_authority_is_not_trusted(unsigned):
    forged, _level = signing.sign(unsigned, make_keyring("forger"), at=AT)
    assert not validate(forged).bottom_line


def test_without_its_answer_nothing_is_signed(unsigned, stamping):
    stamping.is_down = True
    try:
        with pytest.raises(signing.AuthorityUnavailable):
            sign_for_long(unsigned, stamping)
    finally:
        stamping.is_down = False


def test_an_authority_that_nobody_vouches_for_is_not_relied_on(unsigned, stamping):
    with pytest.raises(signing.AuthorityUnavailable):
        sign_for_long(unsigned, stamping, authorities=[])


def test_where_nobody_listens_nothing_is_signed(unsigned):
    stamper = RequestsHTTPTimeStamper("http://127.0.0.1:9/", timeout=1)
    with pytest.raises(signing.AuthorityUnavailable):
        signing.sign(unsigned, make_keyring(), at=AT, timestamper=stamper)
