"""New editions: another name, a mistake put right; the old number says so."""

import datetime as dt

import pytest
from django.db import models
from django.urls import reverse

from certificates.checking import Answer, check
from certificates.models import (
    Certificate,
    CertificateDocument,
    NameRequest,
    ShareLink,
)
from certificates.models.sharing import DOCUMENT
from certificates.reissuing import CannotReissue, reissue
from tests.races import at_once
from tests.tasks import work_off_tasks
from tests.users.builders import make_user
from training.users.roles import CERTIFIERS

from .builders import AT, decide, make_certificate, make_rendered, make_rng

pytestmark = pytest.mark.django_db
RACE = pytest.mark.django_db(transaction=True, serialized_rollback=True)
LATER = AT + dt.timedelta(days=1)
NEW = "Amara Achebe"


def renew(certificate, *, reason="name", holder_name=NEW, at=LATER):
    return reissue(
        certificate,
        by=None,
        reason=reason,
        at=at,
        rng=make_rng(),
        holder_name=holder_name,
    )


def finish(certificate):
    certificate.keep_document(b"%PDF-1.7 stand-in", token="0" * 26, at=LATER)
    return certificate


def test_a_new_edition_takes_the_place_of_the_old_one():
    old = make_rendered(minutes=90)
    new = renew(old)
    assert (new.edition, new.replaces, new.enrolment) == (2, old, old.enrolment)
    assert new.number != old.number
    assert new.credential_id != old.credential_id
    assert (new.holder_name, new.minutes) == (NEW, 90)
    assert old.status(at=LATER).name == "superseded"
    assert old.status(at=AT).name == "genuine"
    assert new.status(at=LATER).name == "genuine"
    assert [event.reason_code for event in new.events.all()] == ["name"]


def test_the_old_number_leads_to_the_new_one_once_it_can_be_held():
    old = make_rendered()
    new = renew(old)
    assert check(old.number, at=LATER).successor is None
    finish(new)
    assert check(old.number, at=LATER).successor == new


def test_after_a_change_of_name_nobody_is_shown_the_earlier_one(client):
    first = make_rendered(shows_name=True)
    second = finish(renew(first, reason="correction", holder_name="Amara Okonkwo-B"))
    assert second.shows_name
    third = renew(second)
    third.keep_document(b"%PDF", token="1" * 26, at=LATER)
    for old in (first, second):
        old.refresh_from_db()
        assert (old.hides_name, old.shows_name) == (True, False)
        text = client.get(reverse("certificates:result", args=[old.number])).text
        assert "Okonkwo" not in text
        assert "Achebe" not in text
    assert not third.shows_name
    first.choose_privacy(shows_name=True)
    first.refresh_from_db()
    assert not first.shows_name


def test_neither_a_link_nor_the_credential_tells_a_former_name(client):
    old = make_rendered()
    link = ShareLink(certificate=old, shows=DOCUMENT)
    # Past the guard: what the stand-in lacks is a credential.
    models.QuerySet(CertificateDocument).update(credential_jwt="a.b.c")
    address = f"/c/{old.credential_id}.jwt"
    assert client.get(address).status_code == 200
    renew(old)
    old.refresh_from_db()
    assert client.get(address).status_code == 404
    answer = Answer(old, old.status(at=LATER), None, None, link=link)
    assert not answer.shows_name
    assert answer.shown(at=LATER).holder_name == ""


def test_an_earlier_edition_answers_to_the_name_of_its_successor():
    old = make_rendered()
    renew(old)
    found = Certificate.objects.for_verification().get(pk=old.pk)
    assert found.matches_name("Achebe")
    assert not found.matches_name("Somebody")


@pytest.mark.parametrize("kind", ["restricted", "probation", "suspended", "inactive"])
def test_what_was_decided_holds_for_the_new_edition_as_well(kind):
    old = make_rendered()
    decide(old, kind, conditions="Supervised", private_note="Between us")
    new = renew(old)
    assert new.status(at=LATER).name == kind
    assert new.events.last().private_note == ""


def test_what_was_planned_is_planned_for_the_new_edition():
    old = make_rendered()
    decide(old, "suspended", effective_at=LATER + dt.timedelta(days=9))
    new = renew(old)
    assert new.status(at=LATER).name == "genuine"
    assert new.status(at=LATER + dt.timedelta(days=10)).name == "suspended"


def test_a_renewed_one_prints_its_new_last_day():
    old = make_rendered(completed_on="2026-01-01", expires_on="2027-01-01")
    decide(old, "renewed", last_day=dt.date(2029, 1, 1))
    new = renew(old, reason="continuing", holder_name="")
    assert (new.expires_on, new.holder_name) == (dt.date(2029, 1, 1), old.holder_name)


@pytest.mark.parametrize("kind", ["revoked", "surrendered", "superseded"])
def test_what_is_over_is_not_replaced(kind):
    old = make_rendered()
    decide(old, kind)
    with pytest.raises(CannotReissue):
        renew(old)


def test_one_without_document_is_respelled_instead():
    with pytest.raises(CannotReissue):
        renew(make_certificate())


@RACE
def test_of_new_editions_at_once_one_is_issued():
    old = make_rendered()

    def act(seed):
        own = Certificate.objects.get(pk=old.pk)
        try:
            reissue(own, by=None, reason="name", at=LATER, rng=make_rng(seed))
        except CannotReissue:
            return False
        return True

    assert sum(at_once(act, 6)) == 1
    assert Certificate.objects.count() == 2
    assert [event.kind for event in old.events.all()] == ["issued", "superseded"]


def test_a_certifier_issues_one_after_seeing_what_will_happen(client):
    old = make_rendered()
    client.force_login(make_user(CERTIFIERS))
    inspect = reverse("issued_certificates:inspect", args=[old.pk])
    address = reverse("issued_certificates:new_edition", args=[old.pk])
    assert address in client.get(inspect).text
    sent = {"reason": "name", "holder_name": NEW}
    page = client.post(address, sent).text
    assert NEW in page
    assert "shows the earlier name to nobody" in page
    assert Certificate.objects.count() == 1
    client.post(address, sent | {"confirmed": "1"})
    work_off_tasks()
    new = Certificate.objects.get(edition=2)
    assert (new.holder_name, new.has_document) == (NEW, True)
    assert address not in client.get(inspect).text
    assert client.get(address).status_code == 302


def test_a_holder_asks_and_a_certifier_grants(client):
    old = make_rendered()
    client.force_login(old.holder)
    address = reverse("certificates:rename", args=[old.public_id])
    assert address in client.get(old.get_absolute_url()).text
    sent = {"new_name": NEW, "evidence": "Court order"}
    assert client.post(address, {"new_name": ""}).status_code == 422
    for _twice in range(2):
        client.post(address, sent)
    wish = NameRequest.objects.get()
    assert "You asked on" in client.get(address).text
    certifier = make_user(CERTIFIERS)
    client.force_login(certifier)
    listed = client.get(reverse("name_requests")).text
    assert old.number in listed
    assert "Okonkwo" not in listed
    desk = reverse("decide_name_request", args=[wish.pk])
    assert "Court order" in client.get(desk).text
    client.post(desk, {"grant": "1"})
    wish.refresh_from_db()
    assert wish.edition == Certificate.objects.get(edition=2)
    assert (wish.edition.holder_name, wish.decided_by) == (NEW, certifier)
    assert client.post(desk, {"grant": "1"}).status_code == 404
    client.force_login(old.holder)
    assert "a new certificate was issued" in client.get(address).text


def test_declining_needs_an_answer_that_the_holder_reads(client):
    old = make_rendered()
    wish = NameRequest.objects.create(
        certificate=old, new_name=NEW, asked_by=old.holder, asked_at=AT
    )
    client.force_login(make_user(CERTIFIERS))
    desk = reverse("decide_name_request", args=[wish.pk])
    assert client.post(desk, {"decline": "1"}).status_code == 422
    client.post(desk, {"decline": "1", "answer": "Please show a document."})
    client.force_login(old.holder)
    page = client.get(reverse("certificates:rename", args=[old.public_id])).text
    assert "Please show a document." in page
    assert Certificate.objects.count() == 1


def test_nobody_grants_an_own_wish(client):
    old = make_rendered()
    wish = NameRequest.objects.create(
        certificate=old, new_name=NEW, asked_by=old.holder, asked_at=AT
    )
    old.holder.groups.set(make_user(CERTIFIERS).groups.all())
    client.force_login(old.holder)
    desk = reverse("decide_name_request", args=[wish.pk])
    assert "your own request" in client.get(desk).text
    client.post(desk, {"grant": "1"})
    assert Certificate.objects.count() == 1


def test_another_persons_certificate_does_not_exist(client):
    old = make_rendered()
    client.force_login(make_user())
    address = reverse("certificates:rename", args=[old.public_id])
    assert client.get(address).status_code == 404
    assert client.post(address, {"new_name": NEW}).status_code == 404
