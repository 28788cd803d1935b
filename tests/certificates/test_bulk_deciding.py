"""One decision about many certificates: approved by a second person, done once."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates import bulk_deciding
from certificates.models import BulkDecision, BulkRow, StatusEvent
from certificates.models.bulk import MayNotApprove
from certificates.ruling import forget_note
from tests.races import at_once
from tests.tasks import work_off_tasks
from tests.users.builders import make_user
from training.users.roles import CERTIFIERS, TRAINERS

from .builders import AT, decide, make_rendered

pytestmark = pytest.mark.django_db
RACE = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def propose(*certificates, kind="suspended", lines=(), **wording):
    wording = {"reason_code": "administrative", "public_reason": "Audit"} | wording
    return bulk_deciding.propose(
        [*(c.number for c in certificates), *lines],
        kind=kind,
        wording=wording,
        effective_on=AT.date(),
        why="The audit of autumn",
        proposed_by=make_user(CERTIFIERS),
        at=AT,
    )


def approve(bulk):
    bulk.decide(is_approved=True, by=make_user(CERTIFIERS), answer="", at=AT)


def decisions():
    return StatusEvent.objects.decisions()


def test_a_proposal_foretells_each_row_and_decides_nothing():
    one, two, gone = make_rendered(), make_rendered(), make_rendered()
    decide(two, "restricted")
    decide(gone, "revoked")
    before = decisions().count()
    lines = ["nonsense", "PRSS-0000-0000-0000-00000", one.number.lower()]
    bulk = propose(one, two, gone, lines=lines)
    rows = [(row.before, row.after, row.problem) for row in bulk.rows.all()]
    assert rows == [
        ("genuine", "suspended", ""),
        ("restricted", "suspended", ""),
        ("revoked", "", "impossible"),
        ("", "", "malformed"),
        ("", "", "unknown"),
        ("", "", "repeated"),
    ]
    assert decisions().count() == before


def test_nobody_approves_an_own_proposal():
    bulk = propose(make_rendered())
    with pytest.raises(MayNotApprove):
        bulk.decide(is_approved=True, by=bulk.proposed_by, answer="", at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        BulkDecision.objects.update(
            is_approved=True, decided_by=bulk.proposed_by, decided_at=AT
        )


def test_it_is_decided_once():
    bulk = propose(make_rendered())
    bulk.decide(is_approved=False, by=make_user(CERTIFIERS), answer="No", at=AT)
    with pytest.raises(MayNotApprove):
        approve(bulk)
    assert bulk.state == "declined"


def test_approved_it_is_carried_out_once_with_the_whole_record():
    certificates = [make_rendered() for _ in range(3)]
    bulk = propose(*certificates, lines=["nonsense"], legal_basis="Policy 4")
    approve(bulk)
    for _twice in range(2):
        bulk_deciding.carry_out(bulk, at=AT)
    assert bulk.state == "done"
    assert decisions().count() == 3
    for certificate in certificates:
        event = decisions().get(certificate=certificate)
        assert (event.kind, event.legal_basis) == ("suspended", "Policy 4")
        assert event.actor == bulk.proposed_by
        assert bulk.rows.get(event=event).certificate == certificate


def test_a_note_that_is_erased_goes_from_the_proposal_as_well():
    certificate = make_rendered()
    bulk = propose(certificate, private_note="Between us")
    approve(bulk)
    bulk_deciding.carry_out(bulk, at=AT)
    forget_note(decisions().get(), by=bulk.proposed_by, at=AT)
    bulk.refresh_from_db()
    assert "Between us" not in str(bulk.wording)
    assert bulk.wording["public_reason"] == "Audit"


def test_what_has_changed_since_is_left_out_and_said():
    certificate = make_rendered()
    bulk = propose(certificate)
    approve(bulk)
    decide(certificate, "revoked")
    bulk_deciding.carry_out(bulk, at=AT)
    row = bulk.rows.get()
    assert (row.problem, row.event, row.done_at) == ("impossible", None, AT)
    assert bulk.state == "done"


def test_many_are_renewed_and_those_good_for_longer_are_left_out():
    short, long = (
        make_rendered(completed_on="2026-01-01", expires_on=day)
        for day in ("2027-01-01", "2031-01-01")
    )
    bulk = propose(short, long, kind="renewed", last_day=dt.date(2029, 1, 1))
    assert [row.problem for row in bulk.rows.all()] == ["", "last_day"]
    approve(bulk)
    bulk_deciding.carry_out(bulk, at=AT)
    assert short.status(at=AT).last_day == dt.date(2029, 1, 1)


def test_what_a_killed_worker_left_is_gone_on_with():
    bulk = propose(*(make_rendered() for _ in range(3)))
    approve(bulk)
    bulk_deciding.carry_out(bulk, at=AT, most=1)
    assert (bulk.state, decisions().count()) == ("running", 1)
    bulk_deciding.catch_up(at=AT)
    assert decisions().count() == 1
    bulk_deciding.catch_up(at=AT + dt.timedelta(minutes=3))
    bulk.refresh_from_db()
    assert (bulk.state, decisions().count()) == ("done", 3)


@RACE
def test_workers_at_once_decide_each_row_once():
    bulk = propose(*(make_rendered() for _ in range(4)))
    approve(bulk)

    def work(_number):
        bulk_deciding.carry_out(BulkDecision.objects.get(pk=bulk.pk), at=AT)

    at_once(work, 5)
    assert decisions().count() == 4
    assert BulkRow.objects.filter(event=None).count() == 0


@RACE
def test_of_approvals_at_once_one_counts():
    bulk = propose(make_rendered())
    people = [make_user(CERTIFIERS) for _ in range(4)]

    def decide_it(number):
        own = BulkDecision.objects.get(pk=bulk.pk)
        try:
            own.decide(is_approved=True, by=people[number], answer="", at=AT)
        except MayNotApprove:
            return False
        return True

    assert sum(at_once(decide_it, 4)) == 1


def test_the_list_leads_to_a_proposal_about_what_it_shows(client):
    shown, other = make_rendered(), make_rendered()
    decide(shown, "restricted", conditions="Supervised")
    client.force_login(make_user(CERTIFIERS))
    query = {"decision": "restricted"}
    listed = client.get(reverse("issued_certificates:index"), query).text
    assert reverse("new_bulk_decision") + "?decision=restricted" in listed
    new = reverse("new_bulk_decision")
    assert "kind=suspended" in client.get(new, query).text
    page = client.get(new, query | {"kind": "suspended"}).text
    assert shown.number in page
    assert other.number not in page


def test_from_the_proposal_to_the_record_in_the_admin(client):
    certificate, first = make_rendered(), make_user(CERTIFIERS)
    client.force_login(first)
    new = f"{reverse('new_bulk_decision')}?kind=suspended"
    sent = {"numbers": certificate.number, "why": "The audit"}
    assert client.post(new, sent).status_code == 422
    sent |= {"reason_code": "administrative", "effective_on": "2026-11-16"}
    address = client.post(new, sent).url
    assert "needs the approval of another" in client.get(address).text
    client.post(f"{address}decide/", {"approve": "1"})
    work_off_tasks()
    assert certificate.status(at=AT).name == "genuine"
    client.force_login(make_user(CERTIFIERS))
    assert "Suspended" in client.get(address).text
    client.post(f"{address}decide/", {"approve": "1"})
    assert client.get(address).headers["Refresh"]
    work_off_tasks()
    page = client.get(address)
    assert "Refresh" not in page.headers
    assert "1 certificate is decided" in page.text
    assert certificate.events.last().actor == first
    assert str(BulkDecision.objects.get()) in client.get(reverse("bulk_decisions")).text


def test_only_certifiers_see_it(client):
    bulk = propose(make_rendered())
    client.force_login(make_user(TRAINERS))
    for name, args in (
        ("bulk_decisions", []),
        ("new_bulk_decision", []),
        ("bulk_decision", [bulk.pk]),
    ):
        assert client.get(reverse(name, args=args)).status_code in (302, 403)
    client.post(reverse("decide_bulk_decision", args=[bulk.pk]), {"approve": "1"})
    bulk.refresh_from_db()
    assert bulk.state == "waiting"


def test_proposing_and_showing_cost_the_same_for_many(client):
    client.force_login(make_user(CERTIFIERS))
    certificates = [make_rendered() for _ in range(8)]
    with CaptureQueriesContext(connection) as few:
        small = propose(certificates[0])
    with CaptureQueriesContext(connection) as many:
        large = propose(*certificates)
    assert len(many) == len(few)
    client.get(small.get_absolute_url())
    with CaptureQueriesContext(connection) as few:
        client.get(small.get_absolute_url())
    with CaptureQueriesContext(connection) as many:
        client.get(large.get_absolute_url())
    assert len(many) == len(few)
