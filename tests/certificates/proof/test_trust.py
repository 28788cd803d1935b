"""The bundle that offline verifiers load."""

import datetime as dt
import json
from dataclasses import replace

import pytest

from certificates.proof.trust import Trust, UnreadableTrust

AT = dt.datetime(2026, 11, 16, 12, tzinfo=dt.UTC)
TRUST = Trust(
    issuer="did:web:certs.example.org",
    roots=(b"\x30\x82root",),
    crls=(b"\x30\x82crl",),
    keys={
        "did:web:certs.example.org#rs-2026-11": {"kty": "RSA", "n": "0", "e": "AQAB"}
    },
    status_lists={"https://certs.example.org/status/1": "a.b.c"},
    made_at=AT,
)


def test_a_bundle_is_read_as_it_was_written():
    assert Trust.from_json(TRUST.to_json()) == TRUST
    assert Trust.from_json(TRUST.to_json().encode()) == TRUST


def test_a_bundle_names_the_authorities_of_time_stamps_and_an_older_one_none():
    trust = replace(TRUST, authorities=(b"\x30\x82tsa",))
    assert Trust.from_json(trust.to_json()) == trust
    older = json.loads(TRUST.to_json())
    del older["authorities"]
    assert Trust.from_json(json.dumps(older)) == TRUST


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"roots": ["not base64!"]},
        {"keys": ["a"]},
        {"madeAt": "2026-11-16T12:00:00"},
        {"madeAt": None},
    ],
)
def test_a_bundle_of_another_form_is_refused(change):
    content = json.loads(TRUST.to_json()) | change
    with pytest.raises(UnreadableTrust):
        Trust.from_json(json.dumps(content))


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", b"\xff"])
def test_what_is_no_bundle_is_refused(text):
    with pytest.raises(UnreadableTrust):
        Trust.from_json(text)
