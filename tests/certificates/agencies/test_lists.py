"""Checking a list: right, once, and for its agency alone."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from certificates import checking_rosters, rostering, throttle
from certificates.models import (
    Check,
    Roster,
    RosterResult,
    RosterRow,
    RosterRun,
)
from certificates.models.roster_runs import RUNS_KEPT
from certificates.models.rosters import KEPT, NameTaken, NothingToCheck
from home.sweeping import sweep
from tests.certificates.builders import (
    AT,
    decide,
    make_agency,
    make_certificate,
    make_rendered,
)
from tests.races import at_once
from tests.tasks import work_off_tasks

from .builders import UNHELD, check, make_roster, results

pytestmark = pytest.mark.django_db
LATER = AT + dt.timedelta(days=30)


def test_only_lines_whose_number_and_name_both_fit_are_answered():
    good, other, withheld = make_rendered(), make_rendered(), make_rendered()
    withheld.choose_privacy(is_withheld=True, shows_name=True)
    unfinished = make_certificate()
    decide(good, "suspended")
    roster = make_roster(
        lines=[
            (good.number, "Okonkwo"),
            (other.number, "Smith"),
            (withheld.number, "Okonkwo"),
            (unfinished.number, "Okonkwo"),
            (UNHELD, "Okonkwo"),
            ("PRSS-1", "Okonkwo"),
        ]
    )
    run = check(roster)
    assert [status for _name, status in results(run)] == ["suspended", "", "", "", ""]
    nothing = run.results.filter(status="")
    facts = nothing.values_list("since", "title", "completed_on", "expires_on", "was")
    assert set(facts) == {(None, "", None, None, "")}
    assert run.summary == {"": 4, "suspended": 1}
    assert (run.done, run.total, run.changed) == (5, 5, 0)


def test_a_title_that_its_holder_keeps_neutral_is_not_told():
    certificate = make_rendered(is_neutral=True)
    run = check(make_roster(lines=[(certificate.number, "Okonkwo")]))
    assert run.results.get().title == ""


def test_each_holder_sees_the_agency_in_the_log():
    certificate = make_rendered()
    roster = make_roster(lines=[(certificate.number, "Okonkwo")])
    check(roster)
    logged = Check.objects.get()
    assert (logged.how, logged.agency, logged.outcome) == (
        "roster",
        roster.agency,
        "genuine",
    )


def test_checking_again_says_what_has_changed():
    steady, held, gone = make_rendered(), make_rendered(), make_rendered()
    roster = make_roster(lines=[(c.number, "Okonkwo") for c in (steady, held, gone)])
    check(roster)
    decide(held, "suspended", at=AT + dt.timedelta(days=1))
    gone.choose_privacy(is_withheld=True, shows_name=False)
    run = check(roster, at=LATER)
    assert (run.number, run.changed) == (2, 2)
    changed = run.results.filter(is_changed=True).order_by("row__place")
    assert [(r.was, r.status) for r in changed] == [
        ("genuine", "suspended"),
        ("genuine", ""),
    ]
    assert Check.objects.count() == 6


def test_a_renewal_moves_the_last_day_which_is_a_change_too():
    day, renewed = dt.date(2027, 11, 16), dt.date(2029, 11, 16)
    certificate = make_rendered(expires_on=day)
    roster = make_roster(lines=[(certificate.number, "Okonkwo")])
    assert check(roster).results.get().expires_on == day
    decide(certificate, "renewed", last_day=renewed)
    again = check(roster, at=LATER)
    assert again.changed == 1
    assert again.results.get().expires_on == renewed


def test_other_conditions_are_a_change_too():
    certificate = make_rendered()
    roster = make_roster(lines=[(certificate.number, "Okonkwo")])
    decide(certificate, "restricted", conditions="Under supervision")
    check(roster)
    decide(
        certificate,
        "restricted",
        at=AT + dt.timedelta(hours=1),
        conditions="Under supervision, not with minors",
    )
    assert check(roster, at=LATER).changed == 1
    assert check(roster, at=LATER + dt.timedelta(hours=1)).changed == 0


def test_a_list_is_checked_once_at_a_time():
    roster = make_roster()
    first = rostering.begin(roster, by=roster.made_by, at=AT)
    assert rostering.begin(roster, by=roster.made_by, at=AT) == first
    work_off_tasks()
    assert RosterRun.objects.count() == 1


def test_nothing_is_checked_where_every_line_has_a_fault():
    roster = make_roster(lines=[("PRSS-1", "Ruiz")])
    with pytest.raises(NothingToCheck):
        rostering.begin(roster, by=roster.made_by, at=AT)


def long_list(count=7):
    certificates = [make_rendered() for _n in range(count)]
    return make_roster(lines=[(c.number, "Okonkwo") for c in certificates])


def begun(roster):
    run, _is_new = roster.begin_run(by=roster.made_by, at=AT)
    return run


def test_a_killed_worker_leaves_whole_chunks_and_another_goes_on(monkeypatch):
    monkeypatch.setattr(checking_rosters, "CHUNK", 3)
    run = begun(long_list())
    look, calls = checking_rosters.check_many, []

    def die_in_the_second(*args, **kwargs):
        calls.append(1)
        if len(calls) == 2:
            look(*args, **kwargs)
            raise SystemExit("killed")
        return look(*args, **kwargs)

    monkeypatch.setattr(checking_rosters, "check_many", die_in_the_second)
    with pytest.raises(SystemExit):
        checking_rosters.carry_out(run.pk, clock=lambda: AT)
    run.refresh_from_db()
    assert (run.done, run.is_finished) == (3, False)
    assert Check.objects.count() == RosterResult.objects.count() == 3
    checking_rosters.carry_out(run.pk, clock=lambda: AT)
    checking_rosters.carry_out(run.pk, clock=lambda: AT)
    run.refresh_from_db()
    assert (run.done, run.is_finished) == (7, True)
    assert Check.objects.count() == RosterResult.objects.count() == 7


def test_the_sweep_wakes_a_check_that_its_worker_left():
    run = begun(long_list(2))
    sweep(at=AT + dt.timedelta(seconds=30))
    work_off_tasks()
    assert not RosterRun.objects.get().is_finished
    later = AT + dt.timedelta(minutes=3)
    sweep(at=later)
    work_off_tasks()
    run.refresh_from_db()
    assert run.is_finished


def test_a_list_waits_when_the_agency_has_used_up_its_day(monkeypatch):
    monkeypatch.setattr(checking_rosters, "CHUNK", 3)
    limit = throttle.Limit("agency", 4, throttle.ONE_AGENCY.length)
    monkeypatch.setattr(throttle, "ONE_AGENCY", limit)
    run = begun(long_list())
    checking_rosters.carry_out(run.pk, clock=lambda: AT)
    run.refresh_from_db()
    assert (run.done, run.is_finished) == (6, False)
    assert run.paused_until > AT
    assert not RosterRun.objects.stalled(at=AT + dt.timedelta(hours=1)).exists()
    tomorrow = AT + dt.timedelta(days=1, minutes=1)
    assert RosterRun.objects.stalled(at=tomorrow).get() == run
    checking_rosters.carry_out(run.pk, clock=lambda: tomorrow)
    run.refresh_from_db()
    assert run.is_finished
    assert Check.objects.count() == 7


def test_a_closed_agency_checks_no_further():
    roster = long_list(2)
    run = begun(roster)
    roster.agency.close(by=roster.agency.approved_by, at=AT, words="")
    checking_rosters.carry_out(run.pk, clock=lambda: AT)
    run.refresh_from_db()
    assert run.is_finished
    assert not Check.objects.exists()


def test_a_chunk_costs_the_same_whatever_is_in_it():
    counts = []
    for size in (2, 40):
        run = begun(long_list(size))
        with CaptureQueriesContext(connection) as seen:
            checking_rosters.carry_out(run.pk, clock=lambda: AT)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 26


def test_a_deleted_list_takes_its_lines_along_and_leaves_holders_logs():
    roster = long_list(2)
    check(roster)
    run = begun(roster)
    roster.remove()
    checking_rosters.carry_out(run.pk, clock=lambda: AT)
    for model in (Roster, RosterRow, RosterRun, RosterResult):
        assert not model.objects.exists()
    assert Check.objects.count() == 2


def test_an_agency_names_each_list_once():
    roster = make_roster(name="Team")
    with pytest.raises(NameTaken):
        make_roster(roster.agency, name="Team")
    other = make_roster(roster.agency, name="Others")
    with pytest.raises(NameTaken):
        other.rename("Team")
    make_roster(name="Team")


def test_a_line_is_mended_and_what_it_hid_comes_to_light():
    good = make_rendered()
    roster = make_roster(
        lines=[("PRSS-1", "Okonkwo"), (good.number, "Okonkwo"), (UNHELD, "")]
    )
    rostering.mend(roster, {1: (good.number, "Okonkwo"), 2: ("ignored", "good lines")})
    rows = list(roster.rows.values_list("place", "number", "fault", "detail"))
    assert rows == [
        (1, good.number, "", ""),
        (2, good.number, "duplicate", "1"),
        (3, UNHELD, "name_missing", ""),
    ]
    rostering.mend(roster, {2: (UNHELD, "Ruiz")})
    assert list(roster.rows.good().values_list("place", flat=True)) == [1, 2]


def test_a_mended_line_that_is_still_wrong_stays_as_typed():
    roster = make_roster(lines=[("PRSS-1", "Okonkwo")])
    rostering.mend(roster, {1: ("PRSS-22", "")})
    row = roster.rows.get()
    assert (row.number, row.family_name, row.fault) == ("PRSS-22", "", "length")


def test_old_lists_and_old_checks_are_let_go():
    unchecked, kept = make_roster(), make_roster()
    for number in range(RUNS_KEPT + 2):
        check(kept, at=AT + dt.timedelta(days=number))
    assert kept.runs.count() == RUNS_KEPT
    rostering.reconcile(at=AT + dt.timedelta(days=8))
    assert not Roster.objects.filter(pk=unchecked.pk).exists()
    rostering.reconcile(at=LATER + KEPT)
    assert not Roster.objects.exists()


def test_the_lists_of_a_closed_agency_go_after_a_month():
    roster = make_roster()
    check(roster)
    roster.agency.close(by=roster.agency.approved_by, at=AT, words="")
    rostering.reconcile(at=AT + dt.timedelta(days=29))
    assert Roster.objects.exists()
    rostering.reconcile(at=AT + dt.timedelta(days=31))
    assert not Roster.objects.exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_workers_check_each_line_once(monkeypatch):
    monkeypatch.setattr(checking_rosters, "CHUNK", 2)
    run = begun(long_list(8))
    at_once(lambda _n: checking_rosters.carry_out(run.pk, clock=lambda: AT), 3)
    run.refresh_from_db()
    assert (run.done, run.is_finished) == (8, True)
    assert Check.objects.count() == RosterResult.objects.count() == 8


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_double_click_begins_one_check():
    roster = long_list(2)
    begin = lambda _n: rostering.begin(roster, by=roster.made_by, at=AT).pk  # noqa: E731
    assert len(set(at_once(begin, 4))) == 1
    assert RosterRun.objects.count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_one_list_sent_twice_at_once_one_is_kept():
    agency = make_agency()

    def send(_number):
        try:
            return make_roster(agency).pk
        except NameTaken:
            return None

    assert sorted(pk is None for pk in at_once(send, 3)) == [False, True, True]
    assert RosterRow.objects.count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_list_that_is_deleted_while_it_is_checked_is_gone(monkeypatch):
    monkeypatch.setattr(checking_rosters, "CHUNK", 1)
    roster = long_list(6)
    run = begun(roster)

    def act(number):
        if number:
            roster.remove()
        else:
            checking_rosters.carry_out(run.pk, clock=lambda: AT)

    at_once(act, 2)
    assert not Roster.objects.exists()
    assert not RosterResult.objects.exists()
