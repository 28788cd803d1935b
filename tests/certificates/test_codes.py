"""Numbers that people type and tokens that QR codes carry."""
# ruff: noqa: RUF001

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates import codes

NUMBER = codes.new_number(random.Random(1).randbytes)
BODIES = st.text(codes.ALPHABET, min_size=16, max_size=16)


def test_a_number_has_four_groups_and_a_check_character():
    assert re.fullmatch(
        r"PRSS(-[0-9A-HJKMNP-TV-Z]{4}){3}-[0-9A-HJKMNP-TV-Z]{5}", NUMBER
    )


def test_a_number_uses_all_eighty_bits():
    numbers = {codes.new_number(lambda n, b=b: bytes([b]) * n) for b in range(256)}
    assert len(numbers) == 256
    asked = []
    codes.new_number(lambda n: asked.append(n) or b"\xff" * n)
    assert asked == [10]


def test_a_token_has_at_least_128_bits():
    asked = []
    token = codes.new_token(lambda n: asked.append(n) or b"\xff" * n)
    assert asked[0] * 8 >= 130
    assert token == "Z" * 26


@pytest.mark.parametrize(
    "typed",
    [
        NUMBER,
        NUMBER.lower(),
        f"  {NUMBER}\n",
        NUMBER.replace("-", ""),
        NUMBER.replace("-", " "),
        NUMBER.replace("-", "–"),
        NUMBER.removeprefix("PRSS-"),
        NUMBER.removeprefix("PRSS-").replace("-", "").lower(),
        NUMBER.replace("PRSS-", "PRSS"),
    ],
)
def test_case_spaces_dashes_and_prefix_do_not_matter(typed):
    assert codes.normalise(typed) == NUMBER


@given(BODIES)
def test_look_alikes_are_read_as_digits(body):
    number = codes.display(body + codes.check_character(body))
    typed = number[5:].replace("0", "O").replace("1", "l")
    assert codes.normalise(typed) == number
    assert codes.normalise(typed.replace("l", "I")) == number


@given(BODIES, st.data())
def test_every_wrong_character_and_every_swap_is_noticed(body, data):
    code = list(body + codes.check_character(body))
    place, other = data.draw(st.permutations(range(17)))[:2]
    wrong = data.draw(
        st.sampled_from(codes.ALPHABET).filter(lambda c: c != code[place])
    )
    slipped = code.copy()
    slipped[place] = wrong
    with pytest.raises(codes.MalformedNumber):
        codes.normalise("".join(slipped))
    if code[place] != code[other]:
        code[place], code[other] = code[other], code[place]
        with pytest.raises(codes.MalformedNumber):
            codes.normalise("".join(code))


@pytest.mark.parametrize(
    ("typed", "problem", "group"),
    [
        ("PRSS-7K2M-9QXD-4T8-HZ6WR", "length", 3),
        ("PRSS-7K2M-9QXD-4T8B-HZ6W", "length", 4),
        ("PRSS-7K2M-9QUD-4T8B-HZ6WR", "character", 2),
        ("PRSS-7K2M-9QXD-4T8B-HZ6W*", "character", 4),
        ("PRSS", "length", None),
        ("", "length", None),
        ("hello", "length", None),
        ("9" * 500, "length", None),
    ],
)
def test_a_malformed_number_says_which_group_to_look_at(typed, problem, group):
    with pytest.raises(codes.MalformedNumber) as caught:
        codes.normalise(typed)
    assert (caught.value.problem, caught.value.group) == (problem, group)


def test_one_string_in_32_passes_the_check_and_no_more():
    rng = random.Random(2)
    passed = 0
    for _guess in range(3200):
        try:
            codes.normalise("".join(rng.choices(codes.ALPHABET, k=17)))
        except codes.MalformedNumber:
            continue
        passed += 1
    assert 60 < passed < 150


def test_a_number_is_not_taken_for_a_token():
    assert not codes.is_token(NUMBER)
    assert codes.is_token(codes.new_token(random.Random(1).randbytes).lower())
