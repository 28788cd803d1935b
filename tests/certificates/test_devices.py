"""Keys in a device: SoftHSM, which speaks PKCS#11 as a real one does."""

import io
import json
import os
import subprocess
from io import BytesIO

import pkcs11  # optional for a site; `manage.py test` brings it, so none is skipped
import pytest
from asn1crypto import x509
from django.core.management import CommandError, call_command
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from certificates import devices, keyring
from certificates.models import CertificateDocument, SigningKey
from certificates.proof import tokens

from .builders import make_certificate, make_document

pytestmark = pytest.mark.django_db
MODULE = "/usr/lib/softhsm/libsofthsm2.so"
LABEL, PIN = "alongside-tests", "123456"


@pytest.fixture(scope="module")
def token(tmp_path_factory):
    """Make a token with two RSA keys; the library reads its settings once."""
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    configuration = folder / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {folder}/tokens\n")
    os.environ["SOFTHSM2_CONF"] = str(configuration)
    words = ["--init-token", "--free", "--label", LABEL, "--pin", PIN]
    subprocess.run(["softhsm2-util", *words, "--so-pin", "654321"], check=True)
    found = pkcs11.lib(MODULE).get_token(token_label=LABEL)
    with found.open(user_pin=PIN, rw=True) as session:
        for label in ("documents", "tokens"):
            session.generate_keypair(pkcs11.KeyType.RSA, 3072, label=label, store=True)
    yield
    devices._close()
    del os.environ["SOFTHSM2_CONF"]


@pytest.fixture
def device(token, settings):
    settings.PKCS11_MODULE = MODULE
    settings.PKCS11_TOKEN, settings.PKCS11_PIN = LABEL, PIN
    devices._close()


def adopt(purpose, label):
    out = io.StringIO()
    call_command("keys", "adopt", purpose, label, stdout=out)
    return out.getvalue()


def test_both_keys_may_live_in_the_device(device):
    assert "in the device" in adopt("pades", "documents")
    adopt("jwt", "tokens")
    for row in SigningKey.objects.exclude(device=""):
        assert row.sealed is None
    certificate = make_certificate()
    assert make_document(certificate)
    row = CertificateDocument.objects.get()
    claims = json.loads(tokens.read(row.credential_jwt, keyring.public_keys()))
    assert claims["jti"].endswith(certificate.credential_id)
    context = ValidationContext(
        trust_roots=[x509.Certificate.load(keyring.keyring().root)],
        crls=[keyring.keyring().crl],
        revocation_mode="soft-fail",
    )
    (signature,) = PdfFileReader(BytesIO(row.pdf)).embedded_regular_signatures
    assert validate_pdf_signature(signature, context).bottom_line


def test_while_the_device_is_away_documents_wait(device, settings):
    adopt("pades", "documents")
    devices._close()
    settings.PKCS11_TOKEN = "taken out"
    certificate = make_certificate()
    assert not make_document(certificate)
    assert "device" in certificate.delay
    settings.PKCS11_TOKEN = LABEL
    assert make_document(certificate, at=certificate.retry_at)


def test_a_session_that_ended_is_opened_anew(device):
    key = devices.RsaInDevice("documents")
    first = key.sign(b"one")
    devices._sessions["open"].close()
    assert key.sign(b"one") == first


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PKCS11_MODULE", "/nowhere.so"),
        ("PKCS11_TOKEN", "other"),
        ("PKCS11_PIN", "000000"),
    ],
)
def test_a_wrong_setting_is_said_in_words(device, settings, name, value):
    setattr(settings, name, value)
    with pytest.raises(CommandError, match="PKCS11_MODULE"):
        adopt("pades", "documents")
    assert not SigningKey.objects.exclude(device="").exists()


def test_a_key_that_is_not_there_is_not_adopted(device):
    with pytest.raises(CommandError, match="does not answer for nothing"):
        adopt("jwt", "nothing")


def test_without_the_package_it_is_named(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pkcs11", None)
    with pytest.raises(devices.DeviceUnavailable, match="not installed"):
        devices.RsaInDevice("documents").sign(b"x")
