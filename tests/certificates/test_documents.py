"""From an award to a document that proves itself; waiting when that cannot be."""

import datetime as dt
import json
from io import BytesIO

import pikepdf
import pytest

from certificates import documents, keymaking, keyring, pdf, publishing
from certificates.issuing import reconcile
from certificates.models import Certificate, CertificateDocument, SigningKey
from certificates.proof import integrity, tokens
from tests.certificates.proof import tsa

from .builders import AT, make_certificate, make_document, make_rng

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def stamping(db, settings, tmp_path):
    """Run a time-stamp authority that this site is set up for."""
    with tsa.running() as running:
        file = tmp_path / "authority.pem"
        file.write_bytes(tsa.in_pem(running.root))
        settings.TSA_URL, settings.TSA_CERTIFICATES = running.url, str(file)
        root = SigningKey.objects.get(purpose="root")
        keymaking.renew_crl(root, at=dt.datetime.now(dt.UTC))
        yield running


@pytest.fixture
def nobody_answers(settings):
    """Name a time-stamp authority that is down."""
    settings.TSA_URL = "http://127.0.0.1:9/"


def kept(certificate):
    return CertificateDocument.objects.get(certificate=certificate)


def test_the_document_carries_the_credential_that_is_kept():
    certificate = make_certificate(legal_name="Amara Okonkwo")
    assert make_document(certificate)
    row, keys = kept(certificate), keyring.public_keys()
    with pikepdf.open(BytesIO(row.pdf)) as document:
        attached = document.attachments["credential.jwt"].get_file().read_bytes()
    assert attached.decode() == row.credential_jwt
    claims = json.loads(tokens.read(row.credential_jwt, keys))
    proved = integrity.verify(json.loads(row.credential_json), keys)
    assert {name: claims[name] for name in proved} == proved
    assert claims["id"] == f"http://testserver/c/{certificate.credential_id}"
    subject = claims["credentialSubject"]
    assert subject["identifier"][0]["identityHash"] == "Amara Okonkwo"
    assert subject["licenseNumber"] == certificate.number
    assert row.level == "B-B"


def test_the_same_facts_give_the_same_bytes_before_signing(monkeypatch):
    certificate = make_certificate()
    rendered, render = [], pdf.render

    def noted(*args, **options):
        rendered.append(render(*args, **options))
        return rendered[-1]

    monkeypatch.setattr(documents.pdf, "render", noted)
    found = [documents._prove(certificate, "0" * 26, AT) for _ in range(2)]
    assert rendered[0] == rendered[1]
    assert found[0][1] == found[1][1]


def test_with_an_authority_the_time_is_proved(stamping):
    certificate = make_certificate()
    assert make_document(certificate, at=dt.datetime.now(dt.UTC))
    assert kept(certificate).level == "B-LT"
    assert stamping.asked
    with pikepdf.open(BytesIO(kept(certificate).pdf)) as document:
        assert "/DSS" in document.Root


def test_while_the_authority_is_down_the_document_waits(nobody_answers):
    certificate = make_certificate()
    assert not make_document(certificate)
    assert not certificate.has_document
    assert "attests the time" in certificate.delay
    assert certificate.retry_at == AT + MINUTE / 2
    assert certificate.problem == ""
    assert not CertificateDocument.objects.exists()


def test_the_pause_doubles_up_to_an_hour(nobody_answers):
    certificate, at, pauses = make_certificate(), AT, []
    for _ in range(10):
        make_document(certificate, at=at)
        pauses.append((certificate.retry_at - at) / MINUTE)
        at = certificate.retry_at
    assert pauses == [0.5, 1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_one_try_tells_for_all(nobody_answers, monkeypatch):
    first, second = make_certificate(), make_certificate()
    make_document(first)
    monkeypatch.setattr(documents, "_prove", None)
    assert not make_document(second)
    assert (second.retry_at, second.tries) == (first.retry_at, 0)
    assert second.delay == first.delay


def test_a_round_stops_at_the_first_that_cannot_be_signed(nobody_answers, monkeypatch):
    for _ in range(3):
        make_certificate()
    tried, prove = [], documents._prove
    monkeypatch.setattr(
        documents, "_prove", lambda *args: tried.append(args) or prove(*args)
    )
    reconcile(at=AT + MINUTE, rng=make_rng())
    assert len(tried) == 1


def test_when_the_authority_answers_again_all_are_made(stamping):
    now = dt.datetime.now(dt.UTC)
    waiting = [make_certificate(at=now - 5 * MINUTE) for _ in range(2)]
    stamping.is_down = True
    reconcile(at=now - 3 * MINUTE, rng=make_rng())
    assert Certificate.objects.without_document().count() == 2
    stamping.is_down = False
    reconcile(at=now, rng=make_rng())
    for certificate in waiting:
        certificate.refresh_from_db()
        assert certificate.has_document
        assert (certificate.delay, certificate.retry_at) == ("", None)
        assert kept(certificate).level == "B-LT"


def test_without_keys_the_document_waits_and_says_so():
    SigningKey.objects.all().delete()
    certificate = make_certificate()
    assert not make_document(certificate)
    assert "no signing keys" in certificate.delay


def test_with_a_demonstrations_keys_it_waits_elsewhere(settings):
    settings.DEMO = False
    certificate = make_certificate()
    assert not make_document(certificate)
    assert "demonstration" in certificate.delay
    assert publishing.publish_due(at=AT) == []


def test_with_keys_that_do_not_open_it_waits(settings, monkeypatch):
    monkeypatch.setattr(keyring, "_signers", {})
    settings.KEY_ENCRYPTION_KEY = "another"
    certificate = make_certificate()
    assert not make_document(certificate)
    assert "cannot be opened" in certificate.delay


def test_the_words_of_a_credential_are_in_the_documents_language():
    assert documents.wording("en").name == "Certificate of completion"
    assert documents.wording("es").name != documents.wording("en").name
