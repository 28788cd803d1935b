"""Whoever loses the right to act in the middle of a request cannot finish it."""

import threading
import time

import pytest
from django.db import connection
from django.test import Client

from certificates.agencies import access
from certificates.models import Agency, Membership, Roster
from certificates.models.agencies import AlreadyDecided, LastOwner, MayNotAct
from tests.certificates.builders import AT, join, make_agency, make_rendered
from tests.races import at_once
from tests.users.builders import make_user

from .builders import address, make_roster

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def elsewhere(act):
    """Run ``act`` in a thread of its own, with a connection of its own."""

    def run():
        try:
            act()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.fixture
def in_between(monkeypatch):
    """Let something happen behind the door, once somebody is let in."""
    look = access._membership

    def install(act):
        def looked(user, agency_id):
            found = look(user, agency_id)
            elsewhere(act).join()
            return found

        monkeypatch.setattr(access, "_membership", looked)

    return install


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def acts_of_owners(agency, other):
    return {
        "invite": (
            address("invite", agency),
            {"email": "x@example.org", "role": "owner"},
        ),
        "give_role": (address("give_role", agency, other.pk), {"role": "owner"}),
        "remove": (address("remove", agency, other.pk), {}),
        "tokens": (
            address("tokens", agency),
            {"name": "Sync", "may_check": "on", "days": "90"},
        ),
        "addresses": (
            address("addresses", agency),
            {"url": "https://hooks.example.org/"},
        ),
    }


@pytest.mark.parametrize(
    "act", ["invite", "give_role", "remove", "tokens", "addresses"]
)
def test_an_owner_who_was_demoted_does_nothing_more(in_between, act):
    agency = make_agency()
    first = agency.memberships.get()
    second, third = join(agency, role="owner"), join(agency)
    demoted = Membership.objects.get(pk=first.pk)

    def demote():
        demoted.give_role("member", by=second.user, at=AT)

    client = signed_in(first.user)
    path, sent = acts_of_owners(agency, third)[act]
    in_between(demote)
    assert client.post(path, sent).status_code == 404
    kept = agency.invitations, agency.tokens, agency.endpoints
    assert [rows.count() for rows in kept] == [0, 0, 0]
    third.refresh_from_db()
    assert (third.role, third.ended_at) == ("member", None)
    kinds = set(agency.events.values_list("kind", flat=True))
    assert kinds == {"applied", "approved", "role"}
    assert agency.events.filter(kind="role").count() == 1


@pytest.mark.parametrize("how", ["removed", "closed"])
@pytest.mark.parametrize("act", ["desk", "new_list", "watches", "delete_list"])
def test_a_member_who_is_out_or_whose_agency_is_closed_does_nothing_more(
    in_between, how, act
):
    agency, held = make_agency(), make_rendered(legal_name="Ann Okonkwo")
    member = join(agency)
    roster = make_roster(agency)
    gone = Membership.objects.get(pk=member.pk)

    def end():
        if how == "removed":
            gone.end(by=agency.applied_by, at=AT)
        else:
            Agency.objects.get(pk=agency.pk).close(by=make_user(), at=AT, words="")

    path = address(act, agency, *([roster.public_id] if "delete" in act else []))
    sent = {
        "desk": {"number": held.number, "family_name": "Okonkwo"},
        "new_list": {"name": "Another", "pasted": f"{held.number},Okonkwo"},
        "watches": {"number": held.number, "reason": "Hired"},
        "delete_list": {},
    }[act]
    client = signed_in(member.user)
    in_between(end)
    assert client.post(path, sent).status_code == 404
    assert not held.checks.exists()
    assert not agency.watches.exists()
    assert list(Roster.objects.values_list("name", flat=True)) == ["Team"]


@pytest.mark.parametrize("how", ["demote", "remove", "close"])
def test_who_takes_the_right_waits_until_what_was_begun_is_done(how):
    agency = make_agency()
    first, second = agency.memberships.get(), join(agency, role="owner")
    order = []

    def take():
        other = Membership.objects.get(pk=first.pk)
        if how == "demote":
            other.give_role("member", by=second.user, at=AT)
        elif how == "remove":
            other.end(by=second.user, at=AT)
        else:
            Agency.objects.get(pk=agency.pk).close(by=make_user(), at=AT, words="")
        order.append("taken")

    with first.acting():
        taking = elsewhere(take)
        time.sleep(0.3)
        agency.note("invited", by=first.user, at=AT)
        order.append("done")
    taking.join()
    assert order == ["done", "taken"]
    with pytest.raises(MayNotAct), first.acting("owner"):
        pass


def test_of_two_owners_who_demote_each_other_at_once_one_stays_and_none_waits():
    for _round in range(3):
        agency = make_agency()
        owners = [agency.memberships.get(), join(agency, role="owner")]

        def demote(number, owners=owners):
            mine, other = owners[number], owners[1 - number]
            other = Membership.objects.get(pk=other.pk)
            try:
                with mine.acting("owner"):
                    other.give_role("member", by=mine.user, at=AT)
            except (MayNotAct, LastOwner):
                return "late"
            return "first"

        assert sorted(at_once(demote, 2)) == ["first", "late"]
        assert agency.memberships.owners().count() == 1


def test_members_who_write_while_owners_and_certifiers_act_meet_no_deadlock():
    agency = make_agency()
    owner, members = agency.memberships.get(), [join(agency) for _ in range(3)]
    closing = make_user()

    def act(number):
        try:
            if number == 3:
                Agency.objects.get(pk=agency.pk).close(by=closing, at=AT, words="")
            elif number > 3:
                with owner.acting("owner"):
                    gone = Membership.objects.get(pk=members[number - 4].pk)
                    gone.end(by=owner.user, at=AT)
            else:
                for _turn in range(5):
                    with members[number].acting():
                        agency.note("invited", by=members[number].user, at=AT)
        except (MayNotAct, AlreadyDecided):
            return "late"
        return "done"

    told = at_once(act, 7)
    assert told[3] == "done"
    with pytest.raises(MayNotAct), owner.acting():
        pass
