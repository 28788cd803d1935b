"""The standing as of any date, as it was known on any date: properties and cases."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates import status
from certificates.status import Event, Term, status_at

BASE = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
LAST_DAY = dt.date(2026, 6, 30)
TERM = Term(LAST_DAY, "UTC", 30)

days = st.integers(0, 400)
kinds = st.sampled_from(status.KINDS)


def on(day):
    return BASE + day * DAY


@st.composite
def histories(draw):
    """Draw events, recorded one after the other, effective on any day."""
    count = draw(st.integers(0, 8))
    recorded = sorted(draw(st.lists(days, min_size=count, max_size=count)))
    return [
        Event(
            kind := draw(kinds),
            on(draw(days)),
            on(day),
            number,
            conditions="supervised" if kind in status.CONDITIONAL else "",
            last_day=LAST_DAY + draw(st.integers(1, 300)) * DAY,
        )
        for number, day in enumerate(recorded)
    ]


def name_on(day, *events, term=TERM, known=None):
    known = None if known is None else on(known)
    return status_at(events, term, at=on(day), known_at=known).name


def event(kind, recorded, effective=None, **facts):
    when = recorded if effective is None else effective
    return Event(kind, on(when), on(recorded), **facts)


@given(histories(), days, st.randoms())
def test_the_order_in_which_events_are_given_does_not_matter(events, day, rng):
    shuffled = rng.sample(events, len(events))
    assert status_at(events, TERM, at=on(day)) == status_at(shuffled, TERM, at=on(day))


@given(histories(), days, days)
def test_what_is_recorded_later_does_not_change_what_was_known(events, day, known):
    then = [event for event in events if event.recorded_at <= on(known)]
    known_then = status_at(events, TERM, at=on(day), known_at=on(known))
    assert known_then == status_at(then, TERM, at=on(day))


@given(histories(), days)
def test_knowing_all_is_knowing_what_was_recorded_last(events, day):
    everything = status_at(events, TERM, at=on(day), known_at=on(400))
    assert everything == status_at(events, TERM, at=on(day))


@given(histories(), days)
def test_what_takes_effect_later_does_not_count_yet(events, day):
    before = max(
        (e.effective_at for e in events if e.effective_at <= on(day)), default=None
    )
    if before is None:
        assert status_at(events, TERM, at=on(day)).name in ("genuine", "expired")


@given(histories(), days)
def test_the_name_is_one_of_those_and_good_only_by_right(events, day):
    found = status_at(events, TERM, at=on(day))
    assert found.name in status.NAMES
    assert found.is_good is (found.name in ("genuine", "restricted", "probation"))
    assert not (found.is_good and found.is_past)
    assert not (found.grace_until and found.is_good)


@given(histories(), days)
def test_between_two_effective_dates_nothing_changes_but_the_last_day(events, day):
    later = min(
        (e.effective_at for e in events if e.effective_at > on(day)), default=None
    )
    if later is not None:
        one, two = (
            status_at(events, Term(), at=at)
            for at in (on(day), later - dt.timedelta(microseconds=1))
        )
        if one.is_past == two.is_past:
            assert (one.name, one.since) == (two.name, two.since)


@given(histories(), days, days)
def test_pausing_and_coming_back_lifts_nothing(events, day, back):
    unpaused = [e for e in events if e.kind not in ("inactive", "reactivated")]
    first, second = sorted([day, back])
    pause = [event("inactive", 500, first), event("reactivated", 501, second)]
    after = on(second) + DAY
    plain = status_at(unpaused, TERM, at=after).name
    assert status_at([*unpaused, *pause], TERM, at=after).name == plain


@given(histories(), days)
def test_a_new_edition_has_the_standing_of_the_old_one(events, day):
    events = [e for e in events if e.kind not in ("superseded", "renewed")]
    now = on(400)
    carried = status.carried_over(events, at=now)
    again = [
        Event(e.kind, e.effective_at, now, number, conditions=e.conditions)
        for number, e in enumerate(carried)
    ]
    for at in (now, now + day * DAY):
        old, new = (status_at(given, TERM, at=at) for given in (events, again))
        assert (old.name, old.conditions) == (new.name, new.conditions)


@given(histories(), kinds, days)
def test_a_decision_changes_nothing_before_its_date(events, kind, day):
    decision = event(kind, 600, day, sequence=99)
    undone = status.undone_by(decision, events)
    assert all(e in events and e.effective_at >= on(day) for e in undone)
    before = on(day) - dt.timedelta(microseconds=1)
    old, new = (status_at(e, TERM, at=before) for e in (events, [*events, decision]))
    assert old == new


def test_a_reinstatement_dated_back_rewrites_what_was_not_what_was_known():
    events = [event("revoked", 10), event("reinstated", 50, 10)]
    assert name_on(20, *events) == "genuine"
    assert name_on(20, *events, known=20) == "revoked"
    assert name_on(20, *events, known=50) == "genuine"


@pytest.mark.parametrize("kind", ["restricted", "probation"])
def test_with_conditions_it_is_good_and_says_so(kind):
    found = status_at([event(kind, 5, conditions="Under supervision")], TERM, at=on(9))
    assert (found.name, found.conditions) == (kind, "Under supervision")
    assert found.is_good


def test_conditions_stay_through_a_pause_and_past_the_last_day():
    events = [event("probation", 5, conditions="Supervised"), event("inactive", 9)]
    paused = status_at(events, TERM, at=on(10))
    assert (paused.name, paused.conditions) == ("inactive", "Supervised")
    back = [*events, event("reactivated", 20)]
    assert status_at(back, TERM, at=on(21)).name == "probation"
    late = status_at(back, TERM, at=on(200))
    assert (late.name, late.conditions) == ("expired", "Supervised")


def test_a_pause_hides_no_suspension():
    assert name_on(9, event("inactive", 3), event("suspended", 5)) == "suspended"


def test_what_was_surrendered_is_given_back_or_revoked_and_nothing_milder():
    given = event("surrendered", 5)
    assert name_on(9, given, event("suspended", 6)) == "surrendered"
    assert name_on(9, given, event("revoked", 6)) == "revoked"
    assert name_on(9, given, event("reinstated", 6)) == "genuine"
    assert name_on(9, event("revoked", 5), event("surrendered", 6)) == "revoked"


def test_reinstating_does_not_bring_back_a_superseded_edition():
    events = [event("superseded", 3), event("revoked", 5), event("reinstated", 7)]
    assert [name_on(day, *events) for day in (4, 6, 8)] == [
        "superseded",
        "revoked",
        "superseded",
    ]


def test_grace_is_for_renewing_and_never_good():
    end = (LAST_DAY - BASE.date()).days + 1
    day_before, first, last, after = (
        status_at([], TERM, at=on(day)) for day in (end - 1, end, end + 29, end + 30)
    )
    assert (day_before.name, day_before.grace_until) == ("genuine", None)
    until = LAST_DAY + 30 * DAY
    for in_grace in (first, last):
        assert (in_grace.name, in_grace.grace_until) == ("expired", until)
        assert in_grace.since == on(end)
        assert not in_grace.is_good
    assert (after.name, after.grace_until) == ("expired", None)


def test_without_days_of_grace_there_is_none():
    assert status_at([], Term(LAST_DAY), at=on(182)).grace_until is None


def test_a_suspended_one_past_its_last_day_says_both():
    found = status_at([event("suspended", 5)], TERM, at=on(200))
    assert (found.name, found.is_past, found.grace_until) == ("suspended", True, None)


def test_renewing_moves_the_last_day_and_leaves_the_gap():
    new = LAST_DAY + 365 * DAY
    renewed = event("renewed", 190, last_day=new)
    assert name_on(185, renewed) == "expired"
    assert name_on(191, renewed) == "genuine"
    assert status_at([renewed], TERM, at=on(191)).last_day == new
    assert status_at([renewed], TERM, at=on(185)).last_day == LAST_DAY
    dated_back = event("renewed", 190, 170, last_day=new)
    assert name_on(185, dated_back) == "genuine"
    assert name_on(185, dated_back, known=185) == "expired"


def test_renewing_lifts_no_suspension():
    renewed = event("renewed", 10, last_day=LAST_DAY + 365 * DAY)
    assert name_on(11, event("suspended", 5), renewed) == "suspended"
