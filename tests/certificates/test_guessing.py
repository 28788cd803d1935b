"""Guessing numbers finds nothing, is stopped soon, and tells nothing on the way."""

import pytest

from certificates import codes, throttle
from certificates.models import Check
from tests.faults import guessing

from .builders import make_rendered, make_rng

pytestmark = pytest.mark.django_db
GUESSES = 100_000
FAR = 10**9
"""A seed that no builder of certificates comes to."""


def test_of_100_000_guesses_none_hits_and_the_31st_is_refused(client):
    for _ in range(3):
        make_rendered()
    report = guessing.guess(client, guesses=GUESSES, seed=FAR, asked=400)
    assert report.hits == 0
    assert report.first_refused == 31
    assert report.answered == 30
    assert not Check.objects.exists()


@pytest.mark.parametrize("header", guessing.FORGED)
def test_forged_addresses_do_not_buy_more_guesses(client, header):
    report = guessing.guess(client, guesses=60, seed=FAR, forged=header, asked=60)
    assert report.first_refused == 31


def test_unknown_and_private_are_told_apart_by_nothing(client):
    private = make_rendered()
    private.choose_privacy(is_withheld=True)
    unknown = codes.new_number(make_rng(FAR))
    with guessing.unthrottled():
        pairs = guessing.compare(client, unknown, private.number, pairs=20)
    assert pairs.differing == 0


def test_what_confirms_nothing_takes_the_same_time_whatever_the_reason(
    client, monkeypatch
):
    monkeypatch.setattr(throttle, "QUIET_SECONDS", 0.25)  # far above any work
    private = make_rendered()
    private.choose_privacy(is_withheld=True)
    unknown = codes.new_number(make_rng(FAR))
    told = guessing.compare(client, unknown, private.number, pairs=3)
    assert min(*told.unknown, *told.private) >= 0.25


def test_it_comes_in_whole_steps_and_waits_less_than_one(monkeypatch):
    rests = []
    monkeypatch.setattr(throttle.time, "sleep", rests.append)
    monkeypatch.setattr(throttle.time, "monotonic", lambda: 100.0)
    for spent, steps in ((0.001, 1), (0.012, 1), (0.012, 10)):
        throttle.rest(100 - spent, steps=steps)
    assert rests == pytest.approx([0.004, 0.003, 0.038])


@pytest.mark.parametrize(
    ("first", "second", "area"),
    [([1, 2], [3, 4], 1.0), ([3, 4], [1, 2], 0.0), ([1, 2], [1, 2], 0.5)],
)
def test_the_area_says_how_often_the_second_is_slower(first, second, area):
    assert guessing.area(first, second) == area
