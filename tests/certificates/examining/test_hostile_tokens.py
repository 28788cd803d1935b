"""Tokens and proofs that are a trap are answered quickly, never with an error."""

import gzip
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.examining import examine
from certificates.proof import badge, did
from certificates.proof.contexts import OPEN_BADGES
from tests.certificates.builders import AT

from . import forging
from .authority import (
    ISSUER,
    WHEN,
    keyring,
    make_credential,
    make_jwt,
    make_proved,
    make_trust,
    status_document,
    told,
)

# Tokens ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        ({"kid": "../../etc/passwd"}, "unknown_key"),
        ({"kid": "' OR 1=1 --"}, "unknown_key"),
        ({"kid": "https://evil.example/key"}, "unknown_key"),
        ({"kid": f"{ISSUER}#ed-2026-11"}, "unknown_key"),
        ({"kid": None}, "unknown_key"),
        ({"kid": ["a"]}, "unknown_key"),
        ({"jku": "https://evil.example/keys"}, "key_inside"),
        ({"x5u": "https://evil.example/chain"}, "key_inside"),
        ({"x5c": ["MIIB"]}, "key_inside"),
        ({"crit": ["exp"], "exp": 1}, "critical_header"),
        ({"crit": ["b64"], "b64": False}, "critical_header"),
        ({"b64": False}, "critical_header"),
        ({"cty": "vc"}, "unusual_header"),
        ({"typ": "at+jwt"}, "unusual_header"),
        ({"alg": "RS512"}, "wrong_algorithm"),
        ({"alg": "PS256"}, "wrong_algorithm"),
        ({"alg": "ES256"}, "wrong_algorithm"),
        ({"alg": 7}, "wrong_algorithm"),
        ({"alg": ["RS256"]}, "wrong_algorithm"),
    ],
)
def test_a_header_may_say_little(head, reason):
    assert told(forging.signed(forging.claims_of(), **head)) == (reason,)


def test_a_token_of_fifty_megabytes_is_not_looked_at():
    assert told(b"e30." + b"A" * 50_000_000 + b".c2ln") == ("too_large",)


def test_a_token_of_one_megabyte_is_not_decoded():
    assert told(b"e30." + b"A" * 1_000_000 + b".c2ln") == ("too_large_token",)


def test_a_token_without_a_signature_is_refused():
    assert told(make_jwt().rsplit(b".", 1)[0] + b".") == ("unsigned_token",)


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b'{"iss":"a","iss":"b"}', "duplicate_keys"),
        (b"[" * 10_000, "too_deep"),
        (b'{"a":' * 30 + b"1" + b"}" * 30, "too_deep"),
        (b'{"a": NaN}', "bad_json"),
        (b'{"a": 1e999}', "bad_json"),
        (b'{"a": ' + b"9" * 10_000 + b"}", "bad_json"),
        (b'{"a": "\\ud800"}', "bad_json"),
        (b'{"a": "\xff"}', "bad_json"),
        (b"[]", "bad_json"),
        (b"null", "bad_json"),
    ],
)
def test_a_payload_that_two_readers_could_read_in_two_ways_is_refused(payload, reason):
    assert told(forging.signed(payload)) == (reason,)
    if payload.startswith(b"{"):
        assert told(payload) == (reason,)


@pytest.mark.parametrize("end", [b"=", b"==", b"A", b"!"])
def test_a_token_has_one_way_to_be_written(end):
    assert set(told(make_jwt() + end)) <= {
        "unrecognized",
        "not_a_token",
        "forged_token",
    }


@pytest.mark.parametrize("claim", ["nbf", "exp"])
@pytest.mark.parametrize("value", ["1700000000", -1, 10**30, 1.5, True, None, [1]])
def test_a_date_that_is_none_is_refused(claim, value):
    claims = forging.claims_of() | {claim: value}
    assert told(forging.signed(claims)) == ("bad_date",)


def test_a_start_in_the_future_is_told():
    claims = forging.claims_of() | {"nbf": 4102444800}
    assert told(forging.signed(claims)) == ("dates_disagree",)


@pytest.mark.parametrize(
    ("claim", "reason"),
    [({"aud": "somebody"}, "for_an_audience"), ({"vc": {}}, "undefined_term")],
)
def test_a_token_makes_no_further_claims(claim, reason):
    assert told(forging.signed(forging.claims_of() | claim)) == (reason,)


@pytest.mark.parametrize(
    "changed",
    [
        {"issuer": "did:key:z6MkAttacker"},
        {"issuer": {"id": "did:key:z6MkAttacker", "type": ["Profile"]}},
        {"issuer": None},
    ],
)
def test_an_issuer_that_is_not_ours_is_refused(changed):
    assert told(forging.signed(forging.claims_of() | changed)) == ("foreign_issuer",)


@pytest.mark.parametrize(
    "status",
    [
        {"statusListIndex": "999999999"},
        {"statusListIndex": "-1"},
        {"statusListIndex": 7},
        {"statusListIndex": "1e5"},
        {"statusPurpose": "message"},
        {"type": "OldList"},
    ],
)
def test_a_place_outside_of_the_list_is_refused(status):
    claims = forging.claims_of()
    claims["credentialStatus"] |= status
    assert set(told(forging.signed(claims))) & {"bad_status", "undefined_term"}


@pytest.mark.parametrize("status", [[], "x", {"type": []}])
def test_a_status_of_another_shape_is_refused(status):
    assert told(forging.signed(forging.claims_of() | {"credentialStatus": status}))


def test_without_a_status_it_cannot_be_told():
    claims = forging.claims_of()
    del claims["credentialStatus"]
    assert told(forging.signed(claims)) == ("no_status",)


def test_a_list_that_unpacks_to_gigabytes_is_refused():
    document = status_document(keyring(), 1)
    packed = gzip.compress(b"\0" * 50_000_000)
    document["credentialSubject"]["encodedList"] = "u" + did.to_base64url(packed)
    text = json.dumps(badge.with_proof(document, keyring().proof, AT))
    report = examine(make_jwt(), forging.trust_with_list(text), at=WHEN)
    assert report.reasons == ("list_unreadable",)


@pytest.mark.parametrize("missing", ["credentialSubject", "validFrom", "type", "id"])
def test_a_credential_without_a_part_is_refused(missing):
    claims = forging.claims_of()
    del claims[missing]
    assert told(forging.signed(claims))


# Proofs ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("proof", "reason"),
    [
        ({"cryptosuite": "eddsa-jcs-2022"}, "wrong_suite"),
        ({"cryptosuite": "none"}, "wrong_suite"),
        ({"type": "Ed25519Signature2020"}, "wrong_suite"),
        ({"proofPurpose": "authentication"}, "unusual_proof"),
        ({"challenge": "x"}, "unusual_proof"),
        ({"verificationMethod": "did:key:z6MkAttacker#z6Mk"}, "unknown_key"),
        ({"verificationMethod": f"{ISSUER}#rs-2026-11"}, "unknown_key"),
        ({"verificationMethod": {"id": "a"}}, "unknown_key"),
        ({"proofValue": "z"}, "forged_proof"),
        ({"proofValue": "zzzz"}, "forged_proof"),
        ({"proofValue": ""}, "forged_proof"),
        ({"proofValue": None}, "forged_proof"),
        ({"proofValue": "z0OIl"}, "forged_proof"),
        ({"created": "2030-01-01T00:00:00Z"}, "forged_proof"),
    ],
)
def test_a_proof_may_say_little(proof, reason):
    assert told(forging.proof_of(**proof)) == (reason,)


@pytest.mark.parametrize("value", [None, []])
def test_a_credential_without_one_proof_is_refused(value):
    reason = "no_proof" if value is None else "several_proofs"
    assert told(forging.proved_with(proof=value)) == (reason,)


@pytest.mark.parametrize(
    "context",
    [
        "https://www.w3.org/ns/credentials/v2",
        ["https://www.w3.org/ns/credentials/v2", "https://evil.example/context"],
        ["https://www.w3.org/ns/credentials/v2", OPEN_BADGES, {"name": "urn:x"}],
        [{"@vocab": "urn:x:"}],
        None,
        7,
    ],
)
def test_no_context_but_ours_is_believed(context):
    content = forging.proved_with(**{"@context": context})
    assert told(content) == ("foreign_context",)


@pytest.mark.parametrize("word", ["@graph", "@reverse", "@included", "@type", "@id"])
def test_a_document_has_no_words_of_the_syntax_in_it(word):
    assert told(forging.proved_with(**{word: []})) == ("foreign_context",)


def test_a_document_that_would_take_hours_to_put_in_order_is_refused():
    document = json.loads(make_proved())
    twins = [{"type": ["Result"]} for _ in range(24)]
    document["credentialSubject"]["result"] = twins
    assert told(json.dumps(document).encode()) == ("too_complex",)


def test_a_document_of_thousands_of_values_is_not_compared_with_itself():
    document = json.loads(make_proved())
    document["credentialSubject"]["achievement"]["tag"] = list(map(str, range(5000)))
    began = time.process_time()
    assert told(json.dumps(document).encode()) == ("too_complex",)
    assert time.process_time() - began < 1


def test_a_context_that_is_named_again_and_again_is_read_once_at_most():
    assert told(
        forging.proved_with(**{"@context": make_credential()["@context"] * 100})
    ) == ("foreign_context",)


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.text(max_size=5), inner, max_size=3)
        ),
        max_leaves=8,
    ),
    st.sampled_from(sorted(make_credential())),
)
def test_no_shape_of_a_member_makes_an_error(value, member):
    claims = forging.claims_of() | {member: value}
    assert examine(forging.signed(claims), make_trust(), at=WHEN).findings
    assert examine(
        forging.proved_with(**{member: value}), make_trust(), at=WHEN
    ).findings
