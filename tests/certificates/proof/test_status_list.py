"""Status lists: packed, and signed in two forms."""

import datetime as dt
import gzip
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.proof import did, integrity, status_list

from .builders import AT, ISSUER, make_keyring, read_list

URL = "https://certs.example.org/status/1"
FORMS = [status_list.to_json, status_list.to_jwt]


def make(places=(3,), *, number=1, at=AT, form=status_list.to_jwt, keys=None):
    keys = keys or make_keyring()
    document = status_list.build(places, list_number=number, keyring=keys, at=at)
    return form(document, keys)


@settings(max_examples=30, deadline=None)
@given(st.sets(st.integers(0, status_list.SIZE - 1), max_size=50))
def test_what_is_packed_is_unpacked(places):
    bits = status_list.decode(status_list.encode(places))
    found = {i for i in range(status_list.SIZE) if bits[i // 8] & (0x80 >> i % 8)}
    assert found == places


def test_the_first_place_is_the_highest_bit():
    assert status_list.decode(status_list.encode([0]))[0] == 0x80
    assert status_list.decode(status_list.encode([9]))[1] == 0x40


@pytest.mark.parametrize("form", FORMS)
def test_both_forms_say_the_same(form):
    text = make([3, 131_071], form=form)
    keys = make_keyring().public
    found = read_list(text, url=URL, issuer=ISSUER, keys=keys, at=AT)
    assert found.purpose == "revocation"
    assert (found.is_set(3), found.is_set(131_071)) == (True, True)
    assert not found.is_set(4)
    assert found.valid_until - found.valid_from == dt.timedelta(hours=48)


def test_a_token_says_what_it_is():
    header = json.loads(did.from_base64url(make().split(".")[0]))
    assert header["typ"] == "JWT"


def test_lists_come_in_pairs_for_every_block_of_places():
    assert status_list.covers(1) == ("revocation", 0)
    assert status_list.covers(2) == ("suspension", 0)
    assert status_list.covers(3) == ("revocation", 131_072)
    index = 131_072 + 5
    assert status_list.number(index, "suspension") == 4
    entry = status_list.entry(index, "https://certs.example.org")
    assert entry["id"] == "https://certs.example.org/status/3#5"


@pytest.mark.parametrize(
    "encoded",
    [
        "",
        "u",
        "uAAAA",
        status_list.encode([])[1:],
        "u" + did.to_base64url(gzip.compress(bytes(100), mtime=0)),
        "u" + did.to_base64url(gzip.compress(bytes(50_000_000), mtime=0)),
    ],
)
def test_a_bit_string_of_another_size_is_refused(encoded):
    with pytest.raises(status_list.BadStatusList):
        status_list.decode(encoded)


def test_a_list_is_small():
    assert len(make(range(0, 131_072, 1000), form=status_list.to_json)) < 2000


def test_the_json_form_has_a_proof_of_the_moment_it_was_made():
    document = json.loads(make(form=status_list.to_json))
    assert document["proof"]["created"] == "2026-11-16T12:00:00Z"
    integrity.verify(document, make_keyring().public)
