"""Data Integrity proofs, held against W3C's own test vector."""

import hashlib
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pyld import jsonld
from pyld.context_resolver import ContextResolver

from certificates.award import Credit
from certificates.proof import badge, contexts, did, integrity
from certificates.proof.integrity import BadProof
from tests.certificates.builders import make_award

from .builders import AT, IDENTITY, PROOF_URL, WORDING, make_keyring

VECTORS = Path(__file__).with_name("vectors")
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
# The earlier vector: the same document, another verification method.
EARLIER = {
    "verificationMethod": "https://vc.example/issuers/5678"
    "#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
    "proofValue": "z21EVs3eXERqTn4acNHT9viboqgzUaQ3kTmhPT3eA8qrVPE7CrQq78WkzctnMX5W4"
    "CrzcKnHw8V6dvy5pgWYCU5e9",
}


def vector(name):
    text = (VECTORS / name).read_text()
    return json.loads(text) if name.endswith("json") else text.strip()


def loader(url, options=None):
    if url != EXAMPLES:
        return contexts.load(url, options)
    examples = vector("credentials-examples-v2.json")
    return contexts.load(contexts.CREDENTIALS) | {"document": examples}


@pytest.fixture
def key():
    # Multicodec's prefix of an Ed25519 private key is two bytes long.
    text = vector("key-pair.json")["privateKeyMultibase"]
    return Ed25519PrivateKey.from_private_bytes(did.from_multibase(text)[2:])


def split(document):
    proof = dict(document["proof"])
    value = proof.pop("proofValue")
    bare = {name: part for name, part in document.items() if name != "proof"}
    return bare, proof, value


def test_the_hashes_of_the_vector_are_reproduced():
    bare, proof, _value = split(vector("signed-credential.json"))
    found = integrity.hash_of(bare, proof, loader).hex()
    assert found == vector("proof-config-hash.txt") + vector("doc-hash.txt")


@pytest.mark.parametrize("change", [{}, EARLIER])
def test_the_signatures_of_both_vectors_are_reproduced(key, change):
    document = vector("signed-credential.json")
    document["proof"] |= change
    bare, proof, value = split(document)
    assert did.multibase(key.sign(integrity.hash_of(bare, proof, loader))) == value


def test_multibase_is_read_as_it_was_written():
    for data in (b"", b"\0", b"\0\0a", hashlib.sha256(b"x").digest()):
        assert did.from_multibase(did.multibase(data)) == data


@pytest.fixture
def signed():
    keys = make_keyring()
    credential = badge.build(
        make_award(), keyring=keys, identity=IDENTITY, wording=WORDING
    )
    return badge.with_proof(credential, keys.proof, AT)


def test_our_own_proof_holds_and_is_the_same_each_time(signed):
    bare = integrity.verify(signed, make_keyring().public)
    assert "proof" not in bare
    assert badge.with_proof(bare, make_keyring().proof, AT) == signed


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Other"},
        {"validUntil": "2999-01-01T00:00:00Z"},
        {"invented": "term"},
        {"@context": [contexts.CREDENTIALS]},
        {"@context": ["https://example.org/context"]},
        {"proof": None},
        {"proof": []},
    ],
)
def test_a_changed_document_is_refused(signed, change):
    with pytest.raises(BadProof):
        integrity.verify(signed | change, make_keyring().public)


@pytest.mark.parametrize(
    "change",
    [
        {"proofPurpose": "authentication"},
        {"cryptosuite": "eddsa-jcs-2022"},
        {"verificationMethod": "did:web:elsewhere.example#ed-2026-11"},
        {"created": "2020-01-01T00:00:00Z"},
        {"proofValue": "z111"},
        {"proofValue": "uAAAA"},
        {"proofValue": "z0OIl"},
    ],
)
def test_a_changed_proof_is_refused(signed, change):
    document = signed | {"proof": signed["proof"] | change}
    with pytest.raises(BadProof):
        integrity.verify(document, make_keyring().public)


def test_another_key_under_our_name_is_refused(signed):
    other = make_keyring("other").public
    assert PROOF_URL in other
    with pytest.raises(BadProof):
        integrity.verify(signed, other)


def in_pylds_words(document, act, **options):
    """Let PyLD work everything out again."""
    anew = {"contextResolver": ContextResolver({}, contexts.load)}
    return act(document, {"documentLoader": contexts.load} | anew | options)


AWARDS = (
    {},
    {"minutes": 0, "credits": ()},
    {"expires_on": None, "holder_name": "محمد العلي"},
    {"credits": tuple(Credit(f"c{n}", f"Area {n}", n) for n in range(9))},
)


@pytest.mark.parametrize("change", AWARDS)
def test_contexts_worked_out_once_say_what_pyld_says(change):
    credential = badge.build(
        make_award(**change), keyring=make_keyring(), identity=IDENTITY, wording=WORDING
    )
    canonical = {"algorithm": "URDNA2015", "format": "application/n-quads"}
    for _again in range(2):
        ours = contexts.Processor()
        expanded = ours.expand(credential, {"documentLoader": contexts.load})
        assert expanded == in_pylds_words(credential, jsonld.expand)
        lines = ours.normalize(
            credential, {"documentLoader": contexts.load, **canonical}
        )
        assert lines == in_pylds_words(credential, jsonld.normalize, **canonical)


def test_a_context_that_a_document_brings_is_never_taken_for_a_vendored_one():
    def meaning(term):
        document = {
            "@context": [contexts.CREDENTIALS, {term: "https://example.org/" + term}],
            "type": ["VerifiableCredential"],
            term: "x",
        }
        found = contexts.Processor().expand(document, {"documentLoader": contexts.load})
        return document, found

    for term in ("one", "two", "one"):
        document, found = meaning(term)
        assert found == in_pylds_words(document, jsonld.expand)
        assert f"https://example.org/{term}" in found[0]


def test_only_so_many_contexts_are_kept():
    for number in range(2 * contexts.MOST_KEPT):
        inline = {"more": f"https://example.org/{number}"}
        document = {
            "@context": [contexts.CREDENTIALS, contexts.OPEN_BADGES, inline],
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
        }
        contexts.Processor().expand(document, {"documentLoader": contexts.load})
    assert 0 < len(contexts._inside) <= contexts.MOST_KEPT


@pytest.mark.parametrize("nested", [False, True])
def test_nobody_writes_into_a_vendored_context(signed, nested):
    before = json.dumps(contexts.vendored(contexts.FILES[contexts.OPEN_BADGES]))
    importing = {"@import": contexts.OPEN_BADGES, "name": "https://example.org/x"}
    if nested:
        subject = signed["credentialSubject"] | {"@context": importing}
        changed = signed | {"credentialSubject": subject}
    else:
        changed = signed | {"@context": [*signed["@context"], importing]}
    with pytest.raises(BadProof):
        integrity.verify(changed, make_keyring().public)
    after = json.dumps(contexts.vendored(contexts.FILES[contexts.OPEN_BADGES]))
    assert after == before
    assert integrity.verify(signed, make_keyring().public)
