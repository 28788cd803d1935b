from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.selection import (
    BankTooSmall,
    Candidate,
    Draw,
    select,
    shortfalls,
    shuffled,
)

POOL = [
    Candidate("a1", "a", "ethics"),
    Candidate("a2", "a", "ethics"),
    Candidate("a3", "a", "crisis"),
    Candidate("b1", "b"),
]


def test_fixed_questions_come_first_and_are_not_drawn_again():
    keys = select(["a1"], [Draw("a", 2)], POOL, Random(1))
    assert keys[0] == "a1"
    assert sorted(keys) == ["a1", "a2", "a3"]


def test_a_draw_may_be_limited_to_a_domain():
    assert select([], [Draw("a", 1, "crisis")], POOL, Random(1)) == ("a3",)


def test_a_draw_from_the_whole_bank_does_not_starve_one_from_a_domain():
    for seed in range(20):
        keys = select([], [Draw("a", 2), Draw("a", 1, "crisis")], POOL, Random(seed))
        assert keys[2] == "a3"


def test_the_same_chance_gives_the_same_paper():
    draws = [Draw("a", 2)]
    assert select([], draws, POOL, Random(7)) == select([], draws, POOL, Random(7))


def test_a_bank_that_cannot_fill_a_draw_says_how_many_are_left():
    with pytest.raises(BankTooSmall, match="a draw of 3 questions found 2") as raised:
        select(["a1"], [Draw("a", 3)], POOL, Random(1))
    assert raised.value.shortfall.index == 0
    assert raised.value.shortfall.available == 2


def test_shortfalls_are_known_before_anything_is_drawn():
    draws = [Draw("a", 3), Draw("a", 1, "crisis"), Draw("b", 1)]
    found = shortfalls([], draws, POOL)
    assert [(s.index, s.available) for s in found] == [(0, 2)]


def test_shuffling_keeps_everything():
    assert sorted(shuffled("abcdef", Random(3))) == list("abcdef")
    assert shuffled("abcdef", Random(3)) != tuple("abcdef")


@st.composite
def cases(draw):
    pool = [
        Candidate(f"{bank}{domain}{number}", bank, domain)
        for bank in "xy"
        for domain in ("ethics", "crisis")
        for number in range(draw(st.integers(0, 4)))
    ]
    draws = st.builds(
        Draw,
        bank=st.sampled_from("xy"),
        count=st.integers(1, 4),
        domain=st.sampled_from(["", "ethics", "crisis"]),
    )
    fixed = draw(st.lists(st.sampled_from([c.key for c in pool] or ["f"]), unique=True))
    return fixed, draw(st.lists(draws, max_size=4)), pool


@given(cases(), st.integers(0, 99))
def test_a_paper_can_be_drawn_exactly_when_no_shortfall_is_told(case, seed):
    fixed, draws, pool = case
    if shortfalls(fixed, draws, pool):
        with pytest.raises(BankTooSmall):
            select(fixed, draws, pool, Random(seed))
        return
    keys = select(fixed, draws, pool, Random(seed))
    assert len(keys) == len(fixed) + sum(draw.count for draw in draws)
    assert len(set(keys)) == len(keys)
