"""What a certificate is worth at an instant."""

import datetime as dt

import pytest

from certificates import status
from certificates.status import Event, Term, status_at

JAN, FEB, MAR, APR = (dt.datetime(2026, m, 10, tzinfo=dt.UTC) for m in (1, 2, 3, 4))
DAY = dt.timedelta(days=1)


def event(kind, recorded, effective=None, sequence=0):
    return Event(kind, effective or recorded, recorded, sequence)


def name_at(at, *events, expires_on=None, zone="UTC"):
    return status_at(events, Term(expires_on, zone), at=at).name


def test_without_decisions_it_is_genuine():
    assert name_at(JAN) == "genuine"


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2028-11-16T23:59:59+00:00", "genuine"),
        ("2028-11-17T00:00:00+00:00", "expired"),
    ],
)
def test_it_is_good_to_the_end_of_its_last_day(at, expected):
    at = dt.datetime.fromisoformat(at)
    assert name_at(at, expires_on=dt.date(2028, 11, 16)) == expected


@pytest.mark.parametrize(
    ("zone", "end"),
    [
        ("America/Chicago", "2028-11-17T06:00:00+00:00"),
        ("Pacific/Kiritimati", "2028-11-16T10:00:00+00:00"),
    ],
)
def test_the_last_day_ends_in_the_stated_zone(zone, end):
    day, end = dt.date(2028, 11, 16), dt.datetime.fromisoformat(end)
    assert name_at(end, expires_on=day, zone=zone) == "expired"
    before = end - dt.timedelta(microseconds=1)
    assert name_at(before, expires_on=day, zone=zone) == "genuine"


def test_the_last_day_may_be_shorter_than_24_hours():
    day, zone = dt.date(2026, 3, 8), "America/New_York"
    assert status.end_of(day, zone).astimezone(dt.UTC).hour == 4


@pytest.mark.parametrize("kind", ["suspended", "revoked", "superseded"])
def test_a_decision_holds_from_its_date(kind):
    decided = event(kind, JAN, FEB)
    assert name_at(FEB - dt.timedelta(seconds=1), decided) == "genuine"
    assert name_at(FEB, decided) == kind


def test_a_decision_comes_before_expiry():
    assert name_at(APR, event("suspended", FEB), expires_on=MAR.date()) == "suspended"


def test_reinstating_ends_a_suspension():
    events = [event("suspended", JAN), event("reinstated", MAR)]
    assert [name_at(at, *events) for at in (JAN, FEB, MAR)] == [
        "suspended",
        "suspended",
        "genuine",
    ]


def test_a_reinstatement_dated_back_means_it_was_never_suspended():
    events = [event("suspended", FEB), event("reinstated", MAR, JAN)]
    assert name_at(FEB + DAY, *events) == "genuine"


def test_the_decision_recorded_last_undoes_what_was_still_to_come():
    planned, sooner = event("suspended", JAN, APR), event("reinstated", FEB, MAR)
    assert name_at(APR, planned, sooner) == "genuine"


def test_a_suspension_does_not_weaken_a_revocation():
    events = [event("revoked", JAN, MAR), event("suspended", FEB)]
    assert name_at(FEB, *events) == "suspended"
    assert name_at(MAR, *events) == "revoked"
    assert name_at(APR, event("revoked", JAN), event("suspended", FEB)) == "revoked"


def test_only_a_reinstatement_lifts_a_revocation():
    assert name_at(MAR, event("revoked", JAN), event("reinstated", FEB)) == "genuine"


def test_of_two_decisions_at_one_instant_the_later_recorded_wins():
    first, second = event("suspended", JAN), event("reinstated", JAN, sequence=1)
    assert name_at(JAN, second, first) == "genuine"


def test_the_order_in_which_decisions_are_given_does_not_matter():
    events = [event("suspended", JAN), event("reinstated", FEB), event("revoked", MAR)]
    assert name_at(APR, *events) == name_at(APR, *reversed(events)) == "revoked"


HOLDS = ("restricted", "probation", "suspended", "surrendered", "revoked")


@pytest.mark.parametrize(
    ("made", "possible"),
    [
        ([], ("inactive", *HOLDS)),
        (["suspended"], ("reinstated", *(k for k in HOLDS if k != "suspended"))),
        (["restricted"], ("reinstated", "inactive", *HOLDS)),
        (["probation"], ("reinstated", "inactive", *HOLDS)),
        (["inactive"], ("reactivated", *HOLDS)),
        (["inactive", "reactivated"], ("inactive", *HOLDS)),
        (["surrendered"], ("reinstated", "revoked")),
        (["revoked"], ("reinstated",)),
        (["revoked", "reinstated"], ("inactive", *HOLDS)),
        (["superseded"], ("revoked",)),
        (["superseded", "revoked"], ("reinstated",)),
    ],
)
def test_only_decisions_that_make_sense_are_offered(made, possible):
    months = [JAN, FEB, MAR]
    events = [event(kind, at) for kind, at in zip(made, months, strict=False)]
    assert status.possible(events, Term()) == possible
    term = Term(expires_on=APR.date())
    is_over = made[-1:] in (["surrendered"], ["revoked"], ["superseded"])
    assert ("renewed" in status.possible(events, term)) is not is_over


def test_what_a_decision_undoes_is_known_beforehand():
    planned, past = event("revoked", JAN, APR), event("suspended", JAN)
    lifted = event("reinstated", FEB)
    assert status.undone_by(lifted, [past, planned]) == [planned]
