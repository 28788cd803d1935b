"""Open Badges 3.0 credentials: their form, their tokens, what is refused."""

import datetime as dt
import hashlib
import json
import re

import jwt as pyjwt
import pytest
from openbadgeslib.ob3.ldp import OB3LdpVerifier
from openbadgeslib.ob3.verifier import OB3VerificationError, OB3Verifier

from certificates.award import Credit
from certificates.proof import badge, contexts, did, status_list, tokens
from tests.certificates.builders import NAMES, make_award

from .builders import (
    AT,
    IDENTITY,
    ISSUER,
    PROOF_URL,
    TOKEN_URL,
    WORDING,
    make_keyring,
)


def build(**fields):
    return badge.build(
        make_award(**fields), keyring=make_keyring(), identity=IDENTITY, wording=WORDING
    )


def token(**fields):
    return badge.to_jwt(build(**fields), make_keyring().token)


def test_vendored_texts_are_those_that_the_readme_names():
    listed = re.findall(
        r"^([0-9a-f]{64})  (\S+)$",
        (contexts.FOLDER / "README.md").read_text(),
        re.MULTILINE,
    )
    assert len(listed) == 3
    for digest, name in listed:
        data = (contexts.FOLDER / name).read_bytes()
        assert hashlib.sha256(data).hexdigest() == digest


@pytest.mark.parametrize("name", NAMES.values())
def test_every_award_fits_the_schema(name):
    credential = build(holder_name=name)
    identifier = credential["credentialSubject"]["identifier"]
    assert [one["identityHash"] for one in identifier] == [name]


@pytest.mark.parametrize(
    "fields",
    [
        {"language": "es"},
        {"expires_on": None, "credits": (), "minutes": 0},
        {"credits": (Credit("a", "Área", 385),)},
    ],
)
def test_every_kind_of_award_fits_the_schema(fields):
    assert build(**fields)["type"] == ["VerifiableCredential", "OpenBadgeCredential"]


def test_it_states_who_what_and_until_when():
    credential = build(zone="America/Chicago")
    subject = credential["credentialSubject"]
    assert credential["validFrom"] == "2026-11-16T12:00:00Z"
    assert credential["validUntil"] == "2028-11-16T23:59:59-06:00"
    assert subject["licenseNumber"] == "PRSS-7K2M-9QXD-4T8B-HZ6WR"
    assert subject["achievement"]["achievementType"] == "CertificateOfCompletion"
    assert [one["value"] for one in subject["result"]] == ["385", "180", "95"]
    assert credential["credentialStatus"] == {
        "id": "https://certs.example.org/status/1#90210",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "90210",
        "statusListCredential": "https://certs.example.org/status/1",
    }


def test_it_names_nobody_but_in_the_one_place():
    text = json.dumps(build(holder_name="Quillon Zebedee"))
    assert text.count("Quillon") == 1
    assert "@example" not in text
    assert "mailto" not in text


@pytest.mark.parametrize(
    "break_it",
    [
        lambda c: c.pop("issuer"),
        lambda c: c["credentialSubject"].pop("achievement"),
        lambda c: c["credentialSubject"].pop("id"),
        lambda c: c["credentialSubject"].pop("identifier"),
        lambda c: c.update(credentialStatus=[c["credentialStatus"]] * 2),
        lambda c: c["credentialSubject"]["identifier"][0].update(invented=1),
        lambda c: c["credentialSubject"]["achievement"]["resultDescription"][0].update(
            resultType="ContactMinutes"
        ),
    ],
)
def test_a_misshapen_credential_is_not_signed(break_it):
    credential = build()
    break_it(credential)
    with pytest.raises(badge.Misshapen):
        badge.check(credential)


@pytest.mark.parametrize(
    "change",
    [
        {"recoveryHistory": "none of anybody's business"},
        {"type": ["VerifiableCredential", "OpenBadgeCredential", "InventedType"]},
    ],
)
def test_a_term_that_would_not_be_signed_is_refused(change):
    with pytest.raises(contexts.UndefinedTerm):
        badge.check(build() | change)


def test_an_undefined_term_deep_inside_is_refused():
    credential = build()
    credential["credentialSubject"]["achievement"]["invented"] = "x"
    with pytest.raises(contexts.UndefinedTerm, match="invented"):
        badge.check(credential)


def test_no_context_is_fetched():
    for address in ("https://example.org/x", "file:///etc/passwd"):
        with pytest.raises(contexts.UnknownContext):
            contexts.load(address)


def test_the_header_of_a_token_is_as_open_badges_wants_it():
    header = pyjwt.get_unverified_header(token())
    assert header == {"alg": "RS256", "kid": TOKEN_URL, "typ": "JWT"}


def test_the_claims_of_a_token_repeat_the_credential():
    claims = json.loads(tokens.read(token(), make_keyring().public))
    assert claims["iss"] == claims["issuer"]["id"] == ISSUER
    assert claims["jti"] == claims["id"]
    assert claims["sub"] == claims["credentialSubject"]["id"]
    assert claims["nbf"] == int(AT.timestamp())
    end = dt.datetime(2028, 11, 16, 23, 59, 59, tzinfo=dt.UTC)
    assert claims["exp"] == int(end.timestamp())


def test_without_an_end_a_token_has_none():
    claims = json.loads(tokens.read(token(expires_on=None), make_keyring().public))
    assert "exp" not in claims
    assert "validUntil" not in claims


def test_the_same_facts_give_the_same_token():
    assert token() == token()
    assert token() != token(holder_name="Else")


def test_a_second_library_verifies_the_token():
    public = pyjwt.PyJWK(dict(make_keyring().token.jwk)).key
    options = {"verify_nbf": False, "verify_exp": False}
    claims = pyjwt.decode(token(), public, algorithms=["RS256"], options=options)
    assert claims["name"] == "Certificate of completion"
    forged = token()[:-8] + "AAAAAAAA"
    with pytest.raises(pyjwt.InvalidSignatureError):
        pyjwt.decode(forged, public, algorithms=["RS256"], options=options)


def attempts():
    """Tokens that are not ours, and why."""
    good, other = token(), make_keyring("other")
    head, body, signature = good.split(".")
    none = did.to_base64url(json.dumps({"alg": "none", "kid": TOKEN_URL}).encode())
    inside = {"alg": "RS256", "kid": TOKEN_URL, "jwk": dict(other.token.jwk)}
    public = make_keyring().token.jwk["n"]
    symmetric = pyjwt.encode(
        {}, public, algorithm="HS256", headers={"kid": TOKEN_URL, "typ": "JWT"}
    )
    return {
        "nothing": ("", "malformed"),
        "two parts": (f"{head}.{body}", "malformed"),
        "too long": ("a" * 300_000, "malformed"),
        "no algorithm": (f"{none}.{body}.", "header"),
        "symmetric": (symmetric, "header"),
        "key inside": (
            f"{did.to_base64url(json.dumps(inside).encode())}.{body}.{signature}",
            "malformed",
        ),
        "other key": (badge.to_jwt(build(), other.token), "signature"),
        "changed": (f"{head}.{body[:-4]}AAAA.{signature}", "signature"),
    }


@pytest.mark.parametrize("kind", attempts())
def test_a_token_that_is_not_ours_is_refused(kind):
    text, reason = attempts()[kind]
    with pytest.raises(tokens.BadToken) as refusal:
        tokens.read(text, make_keyring().public)
    assert refusal.value.reason == reason


def test_a_key_of_another_kind_verifies_no_token():
    swapped = {TOKEN_URL: make_keyring().public[PROOF_URL]}
    with pytest.raises(tokens.BadToken):
        tokens.read(token(), swapped)


@pytest.fixture
def today():
    """Other verifiers look at the clock."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0) - dt.timedelta(minutes=1)


def served(places, at):
    """Answer for the addresses of a site, as its status lists stand."""
    keys = make_keyring()
    document = status_list.build(places, list_number=1, keyring=keys, at=at)
    site = {
        "https://certs.example.org/status/1": status_list.to_jwt(document, keys),
        "https://certs.example.org/.well-known/did.json": json.dumps(
            did.document(ISSUER, keys.public)
        ),
    }
    return lambda url, *args, **kwargs: site[url].encode()


def current(today):
    later = (today + dt.timedelta(days=400)).date()
    return build(issued_at=today, completed_on=today.date(), expires_on=later)


def test_another_verifier_accepts_token_and_status(today):
    text = badge.to_jwt(current(today), make_keyring().token)
    download = served([], today)
    verifier = OB3Verifier.for_issuer_did(ISSUER, download=download)
    found = verifier.verify(text, check_status=True, download=download)
    assert found.issuer.id == ISSUER


def test_another_verifier_sees_a_revocation(today):
    text = badge.to_jwt(current(today), make_keyring().token)
    download = served([IDENTITY.status_index], today)
    verifier = OB3Verifier.for_issuer_did(ISSUER, download=download)
    with pytest.raises(OB3VerificationError, match="revo"):
        verifier.verify(text, check_status=True, download=download)


def test_another_verifier_accepts_the_data_integrity_proof(today):
    keys = make_keyring()
    document = badge.with_proof(current(today), keys.proof, today)
    download = served([], today)
    verifier = OB3LdpVerifier.for_issuer_did(ISSUER)
    found = verifier.verify(
        json.dumps(document),
        check_status=True,
        download=download,
        verify_status_list=False,
    )
    assert found.issuer.id == ISSUER
    with pytest.raises(OB3VerificationError):
        verifier.verify(json.dumps(document | {"name": "X"}), download=download)


@pytest.mark.parametrize("zone", ["America/Chicago", "Asia/Tokyo", "UTC"])
def test_its_end_bears_the_date_that_is_printed(zone):
    credential = build(zone=zone, expires_on=dt.date(2028, 11, 16))
    assert credential["validUntil"].startswith("2028-11-16T23:59:59")
    told = token(zone=zone, expires_on=dt.date(2028, 11, 16))
    claims = pyjwt.decode(told, options={"verify_signature": False})
    end = dt.datetime.fromisoformat(credential["validUntil"])
    assert claims["exp"] == end.timestamp()
