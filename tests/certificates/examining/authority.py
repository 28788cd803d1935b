"""An issuer of the tests, with all its keys, and another one that poses as it."""

import datetime as dt
import json
import random
import time
from dataclasses import replace
from functools import cache

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

from certificates import codes, pdf
from certificates.examining import examine
from certificates.proof import authority, badge, did, signing, status_list
from certificates.proof.keys import (
    DocumentKey,
    EdInMemory,
    Keyring,
    ProofKey,
    RsaInMemory,
    TokenKey,
)
from certificates.proof.trust import Trust
from tests.certificates import builders
from tests.certificates.builders import AT

ADDRESS = "http://127.0.0.1:8112"
ISSUER = did.did_web(ADDRESS)
TOKEN = "7K2M9QXD4T8BHZ6WR7K2M9QXD4"
PLACE = 4711
_BODY = "7K2M9QXD4T8BHZ6W"
NUMBER = codes.display(_BODY + codes.check_character(_BODY))
WORDING = badge.Wording(
    name="Certificate of completion",
    description="A course was completed.",
    criteria="Every unit was completed.",
    contact_time="Contact time",
)
WHEN = AT + dt.timedelta(hours=1)
"""When the tests examine."""


def make_award(**fields):
    return builders.make_award(**{"number": NUMBER} | fields)


@cache
def rsa_key(number):
    return rsa.generate_private_key(65537, 2048)


@cache
def ed_key(number):
    return ed25519.Ed25519PrivateKey.generate()


def rsa_jwk(key, url):
    numbers = key.public_key().public_numbers()
    return {
        "kty": "RSA",
        "kid": url,
        "alg": "RS256",
        "use": "sig",
        "n": _number(numbers.n),
        "e": _number(numbers.e),
    }


def ed_jwk(key, url):
    raw = key.public_key().public_bytes(
        serialization.Encoding.Raw, serialization.PublicFormat.Raw
    )
    return {"kty": "OKP", "crv": "Ed25519", "kid": url, "x": did.to_base64url(raw)}


def _number(value):
    return did.to_base64url(value.to_bytes((value.bit_length() + 7) // 8, "big"))


@cache
def keyring(who=0, revoked=False):
    """Make the keys of an issuer; every ``who`` carries the same names."""
    rng = random.Random(who).randbytes
    root_key, leaf_key, token_key = (rsa_key((who, part)) for part in range(3))
    root = authority.make_root(root_key, "Alongside", at=AT, rng=rng)
    own = authority.Authority(root, root_key)
    leaf = authority.make_leaf(
        leaf_key.public_key(), own, address=ADDRESS, at=AT, rng=rng
    )
    crl = authority.make_crl([(leaf, AT)] if revoked else [], own, number=1, at=AT)
    token_url, proof_url = f"{ISSUER}#rs-2026-11", f"{ISSUER}#ed-2026-11"
    token_jwk, proof_jwk = (
        rsa_jwk(token_key, token_url),
        ed_jwk(ed_key(who), proof_url),
    )
    return Keyring(
        issuer=ISSUER,
        address=ADDRESS,
        token=TokenKey(token_url, token_jwk, RsaInMemory(token_key)),
        proof=ProofKey(proof_url, EdInMemory(ed_key(who))),
        document=DocumentKey(leaf, RsaInMemory(leaf_key)),
        root=root,
        crl=crl,
        public={token_url: token_jwk, proof_url: proof_jwk},
    )


def status_document(keys, number, places=(), *, at=AT):
    return status_list.build(places, list_number=number, keyring=keys, at=at)


def make_trust(keys=None, *, revoked=(), suspended=(), at=AT, **fields):
    """Make the bundle that verifiers hold."""
    keys = keys or keyring()
    lists = {
        f"{ADDRESS}/status/1": status_list.to_jwt(
            status_document(keys, 1, revoked, at=at), keys
        ),
        f"{ADDRESS}/status/2": status_list.to_json(
            status_document(keys, 2, suspended, at=at), keys
        ),
    }
    trust = Trust(
        issuer=ISSUER,
        roots=(keys.root,),
        crls=(keys.crl,),
        keys=keys.public,
        status_lists=lists,
        made_at=at,
    )
    return replace(trust, **fields)


def make_credential(award=None, keys=None, **changed):
    """Build the credential of ``award``, then change members of its top level."""
    identity = badge.Identity(
        credential_id="4xKq9ZtBvN2mLw7RcY1sHd",
        subject_id="5b0c1c6e-52c3-4a0e-8d0c-000000000001",
        status_index=PLACE,
        achievement_id=f"{ADDRESS}/achievements/boundaries",
    )
    made = badge.build(
        award or make_award(),
        keyring=keys or keyring(),
        identity=identity,
        wording=WORDING,
    )
    return made | changed


def make_jwt(credential=None, keys=None):
    keys = keys or keyring()
    return badge.to_jwt(credential or make_credential(), keys.token).encode()


def make_proved(credential=None, keys=None, *, at=AT):
    keys = keys or keyring()
    signed = badge.with_proof(credential or make_credential(), keys.proof, at)
    return json.dumps(signed).encode()


@cache
def make_page(name=None, credential=None, number=None):
    """Render the page of an award with a credential, without a signature."""
    fields = {"holder_name": name} if name else {}
    fields |= {"number": number} if number else {}
    award = make_award(**fields)
    jwt = credential if credential is not None else make_jwt(make_credential(award))
    return pdf.render(
        award, TOKEN, verify_url=f"{ADDRESS}/verify/", credential=jwt or None
    )


@cache
def make_pdf(name=None, credential=None, number=None, who=0):
    """Make the signed document of an award."""
    page = make_page(name, credential, number)
    return signing.sign(page, keyring(who), at=AT)[0]


SECONDS = 15
"""Longer than any refusal takes on a slow machine."""


def told(content):
    """Return why a file is refused, which it has to be, and soon."""
    started = time.monotonic()
    report = examine(content, make_trust(), at=WHEN)
    assert time.monotonic() - started < SECONDS
    assert report.verdict != "passed"
    return report.reasons
