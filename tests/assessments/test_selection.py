from dataclasses import replace
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assessments.selection import (
    BankTooSmall,
    Candidate,
    Draw,
    clashes,
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
    keys = select([POOL[0]], [Draw("a", 2)], POOL, Random(1))
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
        select([POOL[0]], [Draw("a", 3)], POOL, Random(1))
    assert raised.value.shortfall.index == 0
    assert raised.value.shortfall.available == 2


def test_shortfalls_are_known_before_anything_is_drawn():
    draws = [Draw("a", 3), Draw("a", 1, "crisis"), Draw("b", 1)]
    found = shortfalls([], draws, POOL)
    assert [(s.index, s.available) for s in found] == [(0, 2)]


def test_shuffling_keeps_everything():
    assert sorted(shuffled("abcdef", Random(3))) == list("abcdef")
    assert shuffled("abcdef", Random(3)) != tuple("abcdef")


def test_of_enemies_one_at_most_comes_on_a_paper():
    pool = [Candidate(key, "a", enemies="late") for key in "xyz"]
    pool.append(Candidate("w", "a"))
    keys = select([], [Draw("a", 2)], pool, Random(1))
    assert "w" in keys
    found = shortfalls([], [Draw("a", 3)], pool)
    assert [shortfall.available for shortfall in found] == [2]


def test_what_is_fixed_keeps_its_enemies_away():
    pool = [Candidate("x", "a", enemies="late"), Candidate("w", "a")]
    fixed = [Candidate("f", "other", enemies="late")]
    assert select(fixed, [Draw("a", 1)], pool, Random(1)) == ("f", "w")


def test_fixed_questions_that_must_not_come_together_are_named():
    fixed = [Candidate(key, "a", enemies="odd" if key % 2 else "") for key in (1, 2, 3)]
    assert clashes(fixed) == ((0, 2),)


def test_a_draw_may_be_limited_to_a_difficulty():
    pool = [Candidate(str(level), "a", difficulty=level) for level in (1, 2, 3)]
    assert select([], [Draw("a", 1, difficulty=3)], pool, Random(1)) == ("3",)


@pytest.mark.parametrize("seed", range(9))
def test_what_a_learner_has_seen_least_comes_first(seed):
    pool = [Candidate(key, "a") for key in "uvwxyz"]
    seen = {"u": 1, "v": 2, "w": 1, "x": 3}
    keys = select([], [Draw("a", 4)], pool, Random(seed), seen)
    assert set(keys) == {"y", "z", "u", "w"}


def test_chance_decides_between_questions_seen_as_often():
    pool = [Candidate(key, "a") for key in "uvwxyz"]
    drawn = {select([], [Draw("a", 1)], pool, Random(seed)) for seed in range(60)}
    assert len(drawn) == 6


@st.composite
def cases(draw):
    pool = [
        Candidate(f"{bank}{domain}{number}", bank, domain, level, enemies)
        for bank in "xy"
        for domain in ("ethics", "crisis")
        for number, (level, enemies) in enumerate(
            draw(
                st.lists(
                    st.tuples(st.integers(1, 2), st.sampled_from(["", "", "e", "f"])),
                    max_size=3,
                )
            )
        )
    ]
    draws = st.builds(
        Draw,
        bank=st.sampled_from("xy"),
        count=st.integers(1, 3),
        domain=st.sampled_from(["", "ethics", "crisis"]),
        difficulty=st.integers(0, 2),
    )
    fixed = draw(
        st.lists(
            st.sampled_from(pool or [Candidate("f", "z")]), max_size=2, unique=True
        )
    )
    return fixed, draw(st.lists(draws, max_size=3)), pool


def can_be_filled(draws, taken, pool):
    """Try every way, slowly."""
    if not draws:
        return True
    first, *rest = draws
    fitting = [c for c in pool if first.takes(c) and c.unit not in taken]
    left = [replace(first, count=first.count - 1), *rest] if first.count > 1 else rest
    return any(can_be_filled(left, taken | {c.unit}, pool) for c in fitting)


@given(cases(), st.integers(0, 99))
def test_a_paper_is_drawn_exactly_when_there_is_a_way_to(case, seed):
    fixed, draws, pool = case
    assume(not clashes(fixed))
    taken = {candidate.unit for candidate in fixed}
    if not can_be_filled(draws, taken, pool):
        assert shortfalls(fixed, draws, pool)
        with pytest.raises(BankTooSmall):
            select(fixed, draws, pool, Random(seed))
        return
    assert not shortfalls(fixed, draws, pool)
    keys = select(fixed, draws, pool, Random(seed))
    assert len(set(keys)) == len(keys) == len(fixed) + sum(d.count for d in draws)
    drawn = [candidate for candidate in pool if candidate.key in keys]
    assert len({candidate.unit for candidate in drawn}) == len(drawn)
