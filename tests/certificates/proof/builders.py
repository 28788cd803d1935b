"""A keyring of an invented issuer, made once a process."""

import datetime as dt
import json
import random
from functools import cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from certificates.proof import (
    authority,
    badge,
    did,
    integrity,
    keys,
    status_list,
    tokens,
)

AT = dt.datetime(2026, 11, 16, 12, 0, tzinfo=dt.UTC)
# Other validators of signatures look at the clock, so certificates are of today.
NOW = dt.datetime.now(dt.UTC).replace(microsecond=0)
ADDRESS = "https://certs.example.org"
ISSUER = "did:web:certs.example.org"
TOKEN_URL, PROOF_URL = f"{ISSUER}#rs-2026-11", f"{ISSUER}#ed-2026-11"
WORDING = badge.Wording(
    name="Certificate of completion",
    description="Completion of every unit of a course.",
    criteria="Every unit of the course was completed.",
    contact_time="Contact time in minutes",
)
IDENTITY = badge.Identity(
    credential_id="4Tq0cZ9xWm2LrB7yKf3PnE",
    subject_id="b7c0b6f5-3f5c-4a4d-9d3b-0a1b2c3d4e5f",
    status_index=90210,
    achievement_id="urn:uuid:0d9c1e8a-52f3-4f0e-8f0e-6a7b8c9d0e1f",
)


@cache
def rsa_key(name, bits=2048):
    """Return an RSA key of this process, the same for the same name."""
    return generate_private_key(65537, bits)


@cache
def own_authority(name="root", bits=2048):
    key = rsa_key(name, bits)
    rng = random.Random(name).randbytes
    return authority.Authority(
        authority.make_root(key, "Alongside", at=NOW, rng=rng), key
    )


@cache
def make_keyring(name="root", bits=2048):
    """Return a whole keyring whose keys no other name shares."""
    own = own_authority(name, bits)
    leaf, token = rsa_key(f"{name} leaf", bits), rsa_key(f"{name} token", bits)
    proof = Ed25519PrivateKey.generate()
    rng = random.Random(f"{name} leaf").randbytes
    certificate = authority.make_leaf(
        leaf.public_key(), own, address=ADDRESS, at=NOW, rng=rng
    )
    token_jwk = did.jwk_of(token.public_key()) | {"kid": TOKEN_URL}
    proof_jwk = did.jwk_of(proof.public_key()) | {"kid": PROOF_URL}
    return keys.Keyring(
        issuer=did.did_web(ADDRESS),
        address=ADDRESS,
        token=keys.TokenKey(TOKEN_URL, token_jwk, keys.RsaInMemory(token)),
        proof=keys.ProofKey(PROOF_URL, keys.EdInMemory(proof)),
        document=keys.DocumentKey(certificate, keys.RsaInMemory(leaf)),
        root=own.certificate,
        crl=authority.make_crl([], own, number=1, at=NOW),
        public={TOKEN_URL: token_jwk, PROOF_URL: proof_jwk},
    )


def read_list(text, *, url, issuer, keys, at):
    """Return what a list says in either form, which must be good at ``at``."""
    is_json = text.startswith("{")
    document = json.loads(text if is_json else tokens.read(text, keys))
    if is_json:
        document = integrity.verify(document, keys)
    assert (document["id"], document["issuer"]) == (url, issuer)
    start = dt.datetime.fromisoformat(document["validFrom"])
    end = dt.datetime.fromisoformat(document["validUntil"])
    assert start <= at < end
    subject = document["credentialSubject"]
    bits = status_list.decode(subject["encodedList"])
    return status_list.StatusList(subject["statusPurpose"], start, end, bits)
