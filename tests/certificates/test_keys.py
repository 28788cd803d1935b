"""Making, rotating, retiring and sealing the issuer's keys."""

import datetime as dt
import io
import logging
import secrets

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from certificates import checks, keymaking, keyring
from certificates.models import SigningKey
from certificates.proof import badge, did, sealing, tokens

from .builders import AT, make_award
from .proof.builders import IDENTITY, WORDING

pytestmark = pytest.mark.django_db
LATER = AT + dt.timedelta(days=1)


def keys(*words, **options):
    out = io.StringIO()
    call_command("keys", *words, stdout=out, **options)
    return out.getvalue()


def make(purpose, *, at=LATER):
    return keymaking.make(purpose, at=at, rng=secrets.token_bytes, is_demo=True)


def newest(purpose):
    return SigningKey.objects.usable().filter(purpose=purpose).first()


def token():
    ring = keyring.keyring()
    credential = badge.build(
        make_award(), keyring=ring, identity=IDENTITY, wording=WORDING
    )
    return badge.to_jwt(credential, ring.token)


def test_keys_are_made_once():
    SigningKey.objects.all().delete()
    said = keys("make")
    assert said.count("Made") == 4
    assert {row.purpose for row in SigningKey.objects.all()} == {
        "root",
        "pades",
        "jwt",
        "di",
    }
    assert "Nothing is missing" in keys("make")
    assert SigningKey.objects.count() == 4


def test_without_keys_nothing_is_signed():
    SigningKey.objects.all().delete()
    with pytest.raises(keyring.NoKeys):
        keyring.keyring()


def test_the_leaf_is_what_viewers_ask_for():
    leaf = x509.load_der_x509_certificate(bytes(newest("pades").certificate))
    root = x509.load_der_x509_certificate(bytes(newest("root").certificate))
    leaf.verify_directly_issued_by(root)
    usage = leaf.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.digital_signature
    assert usage.content_commitment
    assert not usage.key_cert_sign
    purposes = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert [one.dotted_string for one in purposes] == [
        "1.3.6.1.5.5.7.3.36",
        "1.3.6.1.5.5.7.3.4",
    ]
    assert leaf.not_valid_after_utc > AT + dt.timedelta(days=365 * 25)
    assert leaf.public_key().key_size == 3072


def test_a_rotated_key_signs_and_the_older_one_still_verifies():
    before = token()
    old = newest("jwt")
    assert "signs from now on" in keys("rotate", "jwt")
    after = token()
    published = keyring.public_keys()
    for text in (before, after):
        tokens.read(text, published)
    kids = [did.from_base64url(t.split(".")[0]) for t in (before, after)]
    assert kids[0] != kids[1]
    assert old.name in keys("list")


def test_a_new_leaf_comes_from_the_same_root():
    root = bytes(newest("root").certificate)
    keys("rotate", "pades")
    ring = keyring.keyring()
    assert ring.root == root
    leaf = x509.load_der_x509_certificate(ring.document.certificate)
    leaf.verify_directly_issued_by(x509.load_der_x509_certificate(root))


@pytest.mark.parametrize("purpose", ["pades", "jwt", "di"])
def test_what_signs_is_not_retired(purpose):
    with pytest.raises(CommandError, match=f"`keys rotate {purpose}`"):
        keys("retire", newest(purpose).name)
    assert newest(purpose).sealed


def test_the_authority_is_not_retired_and_no_command_is_named_that_there_is_not():
    with pytest.raises(CommandError, match="It stays") as refusal:
        keys("retire", newest("root").name)
    assert "rotate" not in str(refusal.value)
    assert newest("root").sealed


def test_an_authority_that_vouches_for_documents_is_not_retired():
    old = newest("root")
    make("root")
    with pytest.raises(CommandError, match="vouches"):
        keys("retire", old.name)


def test_a_retired_key_is_destroyed_and_stays_published():
    text, old = token(), newest("jwt")
    make("jwt")
    assert "destroyed" in keys("retire", old.name)
    old.refresh_from_db()
    assert old.sealed is None
    tokens.read(text, keyring.public_keys())
    assert "still published" in keys("list")


def test_a_compromised_key_verifies_nothing_any_more():
    text, old = token(), newest("jwt")
    make("jwt")
    keys("retire", old.name, "--compromised")
    with pytest.raises(tokens.BadToken):
        tokens.read(text, keyring.public_keys())


def test_a_compromised_leaf_is_on_the_list_of_revoked_certificates():
    old = newest("pades")
    make("pades")
    keys("retire", old.name, "--compromised")
    crl = x509.load_der_x509_crl(keyring.keyring().crl)
    serial = x509.load_der_x509_certificate(bytes(old.certificate)).serial_number
    assert crl.get_revoked_certificate_by_serial_number(serial)
    assert crl.next_update_utc > dt.datetime.now(dt.UTC) + dt.timedelta(days=30)


def test_unknown_names_are_told_so():
    with pytest.raises(CommandError, match="no key"):
        keys("retire", "rs-1999-01")


def test_two_keys_of_one_month_have_two_names():
    names = [make("di").name, make("di").name]
    assert names[0] != names[1]


def test_sealed_keys_are_closed_without_the_environments_key(settings):
    assert keyring.keyring()
    settings.KEY_ENCRYPTION_KEY = "another"
    with pytest.raises(sealing.CannotUnseal):
        keymaking.keyring.private_key(newest("jwt"))
    with pytest.raises(CommandError, match="KEY_ENCRYPTION_KEY"):
        keys("reseal")


def test_resealing_moves_the_keys_under_the_new_one(settings):
    settings.KEY_ENCRYPTION_KEY = "new"
    settings.KEY_ENCRYPTION_KEY_OLD = [f"keys:{settings.SECRET_KEY}"]
    assert newest("jwt").name in keys("reseal")
    settings.KEY_ENCRYPTION_KEY_OLD = []
    assert token()
    assert "nothing" in keys("reseal")


def private_bytes(row):
    key = keyring.private_key(row)
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def test_no_private_part_is_stored_logged_or_shown(caplog):
    caplog.set_level(logging.DEBUG)
    token()
    stored = str(list(SigningKey.objects.values()))
    shown = repr(keyring.keyring()) + repr(list(SigningKey.objects.all()))
    for row in SigningKey.objects.all():
        plain = private_bytes(row)
        assert plain not in bytes(row.sealed)
        assert plain[40:60] not in bytes(row.sealed)
        for place in (stored, shown, caplog.text):
            assert str(plain[30:50])[2:-1] not in place
            assert plain.hex()[80:120] not in place
    assert "sealed" not in shown


def test_a_copy_of_the_root_opens_with_its_password(tmp_path, monkeypatch):
    monkeypatch.setenv("ROOT_PASSWORD", "a long enough password")
    file = tmp_path / "root.pem"
    keys("export-root", str(file))
    assert file.stat().st_mode & 0o777 == 0o600
    key = load_pem_private_key(file.read_bytes(), b"a long enough password")
    root = x509.load_der_x509_certificate(bytes(newest("root").certificate))
    assert key.public_key() == root.public_key()


def test_a_copy_under_a_short_password_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("ROOT_PASSWORD", "short")
    with pytest.raises(CommandError, match="16"):
        keys("export-root", str(tmp_path / "root.pem"))
    assert not list(tmp_path.iterdir())


def test_keys_of_a_demonstration_sign_nowhere_else(settings):
    settings.DEMO = False
    with pytest.raises(keyring.DemoKeys):
        keyring.keyring()
    assert [one.id for one in checks.signing_keys(None)] == ["certificates.E001"]
    with pytest.raises(ImproperlyConfigured, match="demonstration"):
        checks.refuse_demo_keys()
    SigningKey.objects.update(is_demo=False)
    assert keyring.keyring()
    assert checks.signing_keys(None) == []


def test_private_parts_are_loaded_once_a_process(monkeypatch):
    keyring.keyring()
    loaded = []
    monkeypatch.setattr(keyring, "private_key", loaded.append)
    for _ in range(3):
        keyring.keyring()
    root = newest("root")
    root.keep_crl(bytes(root.crl), number=root.crl_number + 1, at=LATER)
    keyring.keyring()
    assert loaded == []
