"""Certificate numbers that people type and tokens that QR codes carry. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base32: no I, L, O or U."""

PREFIX = "PRSS"
GROUP = 4
BODY = 16
"""Characters of a number that carry randomness: 16 at 5 bits, 80 bits."""
TOKEN = 26
"""Characters of a QR token: 26 at 5 bits, 130 bits."""

PROOF = 12
"""Characters of the number of a proof of check: 60 bits."""
CREDENTIAL = 22
"""Characters of a credential's id: base62, 131 bits."""
CREDENTIAL_PREFIX = "c-"
"""Tells a credential's id from a number or token where any of them may stand."""

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_LOOK_ALIKES = str.maketrans("OIL", "011")
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212_.\u00b7]+")

RandomBytes = Callable[[int], bytes]
"""Returns as many random bytes as it is asked for, as ``secrets.token_bytes``."""


class MalformedNumber(ValueError):
    """What was typed cannot be a number.

    Attributes:
        group: the group of characters at fault, counted from 1 without the
            prefix; None when no single group can be blamed.
        problem: "length", "character" or "check".
    """

    def __init__(self, problem: str, group: int | None = None) -> None:
        super().__init__(problem, group)
        self.problem = problem
        self.group = group


def new_number(rng: RandomBytes) -> str:
    """Return a fresh number, ``PRSS-XXXX-XXXX-XXXX-XXXXC``, C a check character."""
    body = _base32(int.from_bytes(rng(10), "big"), BODY)
    return display(body + check_character(body))


def new_token(rng: RandomBytes) -> str:
    """Return a fresh QR token of 130 bits."""
    return _base32(int.from_bytes(rng(17), "big") >> 6, TOKEN)


def new_proof_number(rng: RandomBytes) -> str:
    """Return a fresh number of a proof, ``CHECK-XXXX-XXXX-XXXX``, of 60 bits."""
    code = _base32(int.from_bytes(rng(8), "big") >> 4, PROOF)
    groups = [code[i : i + GROUP] for i in range(0, PROOF, GROUP)]
    return "-".join(["CHECK", *groups])


def new_credential_id(rng: RandomBytes) -> str:
    """Return a fresh credential id of 22 letters and digits; case matters."""
    value = int.from_bytes(rng(24), "big")
    return "".join(_BASE62[value // 62**i % 62] for i in range(CREDENTIAL))


def credential_id_in(identifier: str) -> str | None:
    """Return the credential id that ``identifier`` is, behind its prefix, or None."""
    rest = identifier.removeprefix(CREDENTIAL_PREFIX)
    if rest == identifier or len(rest) != CREDENTIAL or set(rest) - set(_BASE62):
        return None
    return rest


def is_secret(identifier: str) -> bool:
    """Whether ``identifier`` is too long to be guessed: a token, a credential id."""
    return is_token(identifier) or credential_id_in(identifier) is not None


def display(code: str) -> str:
    """Set the 17 characters of a number in groups behind the prefix."""
    body, check = code[:BODY], code[BODY:]
    groups = [body[i : i + GROUP] for i in range(0, BODY, GROUP)]
    return "-".join([PREFIX, *groups]) + check


def normalise(typed: str) -> str:
    """Return the number that was meant, as :func:`display` writes it.

    Case, spaces, dashes and a missing prefix do not matter; O is read as 0, I
    and L as 1.

    Raises:
        MalformedNumber: no number reads like this.
    """
    groups = _groups(typed)
    code = "".join(groups)
    for place, group in enumerate(groups, start=1):
        if set(group) - set(ALPHABET):
            raise MalformedNumber("character", _blame(groups, place))
    if len(code) != BODY + 1:
        raise MalformedNumber("length", _odd_group(groups))
    if check_character(code[:BODY]) != code[BODY]:
        raise MalformedNumber("check")
    return display(code)


def is_token(text: str) -> bool:
    """Whether ``text`` has the shape of a QR token."""
    token = normalise_token(text)
    return len(token) == TOKEN and not set(token) - set(ALPHABET)


def normalise_token(text: str) -> str:
    """Return a token as :func:`new_token` writes it."""
    return _SEPARATORS.sub("", text).upper().translate(_LOOK_ALIKES)


def check_character(body: str) -> str:
    """Return the character that makes single slips and swaps visible.

    A weighted sum over GF(32), the weights powers of a generator: they differ, so
    every wrong character and every exchange of two different ones changes it.
    """
    total = 0
    for power, character in enumerate(body, start=1):
        total ^= _weighted(power)[character]
    return ALPHABET[total]


def _groups(typed: str) -> list[str]:
    """Split as typed, or in fours where no separators were typed."""
    spelled = typed.strip().upper().translate(_LOOK_ALIKES)
    groups = [group for group in _SEPARATORS.split(spelled) if group]
    if sum(map(len, groups)) > BODY + 1:
        groups[0] = groups[0].removeprefix(PREFIX)
        groups = [group for group in groups if group]
    if len(groups) != 1:
        return groups
    code = groups[0]
    fours = [code[i : i + GROUP] for i in range(0, len(code), GROUP)]
    if len(fours) > 1 and len(fours[-1]) == 1:
        fours[-2:] = [fours[-2] + fours[-1]]
    return fours


def _odd_group(groups: list[str]) -> int | None:
    """Return the one group whose length is wrong, if the others account for all."""
    lengths = [GROUP] * (BODY // GROUP - 1) + [GROUP + 1]
    if len(groups) != len(lengths):
        return None
    wrong = [
        place
        for place, (group, length) in enumerate(
            zip(groups, lengths, strict=True), start=1
        )
        if len(group) != length
    ]
    return wrong[0] if len(wrong) == 1 else None


def _blame(groups: list[str], place: int) -> int | None:
    return place if len(groups) <= BODY // GROUP else None


def _base32(value: int, length: int) -> str:
    return "".join(ALPHABET[value >> 5 * i & 31] for i in reversed(range(length)))


@cache
def _weighted(power: int) -> dict[str, int]:
    """Return what each character adds at one place."""
    weight = _power(power)
    return {character: _times(weight, i) for i, character in enumerate(ALPHABET)}


def _power(exponent: int) -> int:
    value = 1
    for _step in range(exponent):
        value = _times(value, 2)
    return value


def _times(left: int, right: int) -> int:
    """Multiply in GF(32) modulo x⁵ + x² + 1, which is primitive."""
    product = 0
    while right:
        if right & 1:
            product ^= left
        left <<= 1
        if left & 32:
            left ^= 0b100101
        right >>= 1
    return product
