"""Private keys at rest."""

import random

import pytest

from certificates.proof import sealing

RNG = random.Random(1).randbytes
PLAIN = b"a private key"


def seal(secret="one", label="rs-2026-11"):
    return sealing.seal(PLAIN, secret=secret, label=label, rng=RNG)


def test_the_same_secret_opens_it():
    assert sealing.unseal(seal(), secrets=["one"], label="rs-2026-11") == PLAIN


def test_an_older_secret_opens_what_it_sealed():
    sealed = seal("older")
    secrets = ["new", "older"]
    assert sealing.unseal(sealed, secrets=secrets, label="rs-2026-11") == PLAIN
    assert sealing.is_sealed_under(sealed, "older")
    assert not sealing.is_sealed_under(sealed, "new")


@pytest.mark.parametrize(
    "attempt",
    [
        {"secrets": ["two"]},
        {"secrets": []},
        {"label": "ed-2026-11"},
    ],
)
def test_nothing_else_opens_it(attempt):
    attempt = {"secrets": ["one"], "label": "rs-2026-11"} | attempt
    with pytest.raises(sealing.CannotUnseal):
        sealing.unseal(seal(), **attempt)


@pytest.mark.parametrize("place", [0, 3, 12, -1])
def test_every_altered_byte_is_noticed(place):
    sealed = bytearray(seal())
    sealed[place] ^= 1
    with pytest.raises(sealing.CannotUnseal):
        sealing.unseal(bytes(sealed), secrets=["one"], label="rs-2026-11")


def test_neither_key_nor_secret_stands_in_what_is_stored():
    sealed = seal("a long secret of the environment")
    assert PLAIN not in sealed
    assert b"secret" not in sealed
    assert seal() != seal()
