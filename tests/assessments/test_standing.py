from datetime import timedelta

import pytest

from assessments.analysis.histogram import bars
from assessments.standing import Bar, Past, stand

HOUR = timedelta(hours=1)


def test_a_first_attempt_may_begin(at):
    assert stand([], limit=1, wait=HOUR, at=at).may_start


def test_after_the_last_attempt_none_may_begin(at):
    past = [Past(at - HOUR, is_passed=False)] * 2
    standing = stand(past, limit=2, wait=timedelta(0), at=at)
    assert standing.bar is Bar.USED_UP
    assert standing.left == 0


def test_without_a_limit_one_may_always_try_again(at):
    past = [Past(at - HOUR, is_passed=False)] * 50
    assert stand(past, limit=None, wait=HOUR, at=at).may_start


@pytest.mark.parametrize(("minutes_ago", "may_start"), [(59, False), (60, True)])
def test_the_wait_runs_from_the_latest_attempt(at, minutes_ago, may_start):
    latest = at - timedelta(minutes=minutes_ago)
    past = [Past(latest, is_passed=False), Past(at - 9 * HOUR, is_passed=False)]
    standing = stand(past, limit=None, wait=HOUR, at=at)
    assert standing.may_start == may_start
    assert may_start or standing.opens_at == latest + HOUR


def test_whoever_has_passed_need_not_try_again(at):
    past = [Past(at - HOUR, is_passed=True)]
    assert stand(past, limit=9, wait=HOUR, at=at).bar is Bar.PASSED


def test_the_tallest_bar_fills_the_picture_and_the_rest_follow():
    drawn = bars({9: 4, 0: 1}, width=600, height=180)
    assert [bar.height for bar in drawn] == [45, 0, 0, 0, 0, 0, 0, 0, 0, 180]
    assert (drawn[9].low, drawn[9].high) == (90, 100)


def test_a_picture_of_nothing_is_flat():
    assert {bar.height for bar in bars({}, width=600, height=180)} == {0}
