"""Those who follow the events of certificates miss none, whatever the queue loses."""

import datetime as dt

import pytest
from django_tasks_db.models import DBTaskResult

from certificates import following, ruling
from certificates.issuing import issue
from certificates.models import Follower, IssuerSettings, StatusEvent
from certificates.ruling import note_expired, rule
from tests.races import at_once
from tests.tasks import work_off_tasks

from .builders import AT, decide, make_certificate, make_completed, make_rng

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def told(monkeypatch):
    """What a follower was told, by kind."""
    heard = []

    def listen(events, *, at):
        heard.append([event.kind for event in events])

    monkeypatch.setattr(following, "FOLLOWERS", {"test": listen})
    return heard


def make_termed(**term):
    """Issue a certificate that is good for a month, with grace."""
    enrolment = make_completed()
    type(enrolment.course).objects.filter(pk=enrolment.course.pk).update(
        valid_for_months=1, **term
    )
    enrolment.refresh_from_db()
    enrolment.course.refresh_from_db()
    return issue(enrolment, at=AT, rng=make_rng())


def test_a_decision_wakes_those_who_follow_in_its_transaction(told):
    certificate = make_certificate()
    DBTaskResult.objects.all().delete()
    rule(
        certificate,
        "suspended",
        by=None,
        at=AT,
        effective_at=AT,
        reason_code="conduct",
    )
    assert DBTaskResult.objects.count() == 1
    work_off_tasks()
    assert told == [["issued", "suspended"]]


def test_each_of_those_who_follow_is_listed_once():
    followers = [*following.FOLLOWERS.values()]
    assert len(set(followers)) == len(followers)


def test_nothing_is_told_twice_and_what_came_since_is_told(told):
    certificate = make_certificate()
    following.follow("test", at=AT)
    following.follow("test", at=AT)
    decide(certificate, "suspended")
    following.follow("test", at=AT)
    assert told == [["issued"], ["suspended"]]


def test_what_was_planned_is_told_again_when_it_takes_effect(told):
    certificate = make_certificate()
    decide(certificate, "suspended", effective_at=AT + 3 * DAY)
    following.follow("test", at=AT)
    following.follow("test", at=AT + 2 * DAY)
    assert told == [["issued", "suspended"]]
    following.follow("test", at=AT + 4 * DAY)
    following.follow("test", at=AT + 5 * DAY)
    assert told[1:] == [["suspended"]]


def test_a_follower_that_dies_is_told_again(monkeypatch):
    make_certificate()
    calls = []

    def die_once(events, *, at):
        calls.append(len(events))
        if len(calls) == 1:
            raise KeyboardInterrupt

    monkeypatch.setattr(following, "FOLLOWERS", {"test": die_once})
    with pytest.raises(KeyboardInterrupt):
        following.follow("test", at=AT)
    following.follow("test", at=AT)
    assert calls == [1, 1]


def test_the_sweeper_wakes_those_who_are_behind_once(told):
    make_certificate()
    DBTaskResult.objects.all().delete()
    for _twice in range(2):
        following.catch_up(at=AT)
    assert DBTaskResult.objects.count() == 1
    work_off_tasks()
    DBTaskResult.objects.all().delete()
    following.catch_up(at=AT)
    assert not DBTaskResult.objects.exists()
    assert Follower.objects.get(pk="test").position == 1


def test_the_last_day_is_noted_once_when_it_is_over():
    certificate = make_termed()
    end = dt.datetime(2026, 12, 17, tzinfo=dt.UTC)
    assert note_expired(at=end - dt.timedelta(seconds=1)) == 0
    assert note_expired(at=end) == 1
    assert note_expired(at=end + DAY) == 0
    event = certificate.events.last()
    assert (event.kind, event.effective_at) == ("expired", end)


def test_a_renewed_one_is_noted_when_its_new_last_day_is_over():
    certificate = make_termed()
    note_expired(at=AT + DAY)
    decide(certificate, "renewed", at=AT + DAY, last_day=dt.date(2027, 6, 30))
    assert note_expired(at=AT + 60 * DAY) == 0
    assert note_expired(at=AT + 400 * DAY) == 1


def test_renewed_ones_do_not_keep_others_from_being_noted(monkeypatch):
    monkeypatch.setattr(ruling, "BATCH", 2)
    for _person in range(2):
        decide(make_termed(), "renewed", last_day=dt.date(2027, 6, 30))
    ended = make_termed()
    noted = [note_expired(at=AT + 60 * DAY + n * DAY) for n in range(3)]
    assert noted == [1, 0, 0]
    assert ended.events.last().kind == "expired"


def test_a_round_notes_so_many_at_most_and_the_next_one_goes_on(monkeypatch):
    monkeypatch.setattr(ruling, "BATCH", 2)
    for _person in range(5):
        make_termed()
    assert [note_expired(at=AT + 60 * DAY) for _round in range(4)] == [2, 2, 1, 0]


def test_a_replaced_one_is_not_noted():
    decide(make_termed(), "superseded")
    assert note_expired(at=AT + 60 * DAY) == 0


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_sweepers_at_once_note_a_last_day_once():
    make_termed()
    at_once(lambda _number: note_expired(at=AT + 60 * DAY), 4)
    assert StatusEvent.objects.filter(kind="expired").count() == 1


def test_grace_is_copied_at_issue_from_the_course_or_the_issuer():
    IssuerSettings.objects.create(grace_days=10)
    own, usual, none = (
        make_termed(grace_days=30),
        make_termed(),
        make_termed(grace_days=0),
    )
    assert [one.grace_days for one in (own, usual, none)] == [30, 10, 0]
    in_grace = dt.datetime(2026, 12, 20, tzinfo=dt.UTC)
    status = own.status(at=in_grace)
    assert (status.name, status.grace_until) == ("expired", dt.date(2027, 1, 15))
