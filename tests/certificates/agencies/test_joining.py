"""Coming to a desk, and leaving it: asked for, invited, removed."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.utils import timezone

from certificates import throttle
from certificates.agencies import letters
from certificates.models import Agency, Invitation, Membership
from tests.certificates.builders import (
    AT,
    join,
)
from tests.tasks import work_off_tasks
from tests.users.builders import make_user
from training.users import roles

from .builders import (
    address,
)

pytestmark = pytest.mark.django_db


def signed_in(user=None, *, is_verified=True):
    user = user or make_user()
    EmailAddress.objects.create(
        user=user, email=user.email, verified=is_verified, primary=True
    )
    client = Client()
    client.force_login(user)
    client.user = user
    return client


APPLICATION = {
    "name": "Harbor House",
    "website": "harbor.example.org",
    "purpose": "We hire peer specialists.",
}


def test_an_application_says_what_is_missing_and_not_only_that_something_is():
    page = signed_in().post("/agency/apply/", {"name": ""}).content.decode()
    assert "Write the name of the agency." in page
    assert "This field is required." not in page


def test_a_summary_of_errors_names_the_field_where_the_message_does_not(client):
    page = client.post("/accounts/signup/", {}).content.decode()
    summary = page[page.index("error-summary") :].split("</ul>")[0]
    assert ">This field is required." not in summary
    assert ": This field is required." in summary


def test_a_name_is_one_line_that_reads_as_it_is_written():
    name = "Harbor\r\n\r\nPay at evil.example \u202eesuoH\u2066"
    signed_in().post("/agency/apply/", APPLICATION | {"name": name})
    assert Agency.objects.get().name == "Harbor Pay at evil.example esuoH"


def test_a_desk_is_asked_for_approved_and_opened():
    client, certifier = signed_in(), Client()
    certifier.force_login(make_user(roles.CERTIFIERS))
    assert b"Ask for a desk" in client.get("/agency/").content
    assert client.post("/agency/apply/", APPLICATION).url == "/agency/"
    agency = Agency.objects.get()
    assert (agency.contact, agency.website) == (
        client.user.email,
        "https://harbor.example.org",
    )
    assert b"waits for an answer" in client.get("/agency/").content
    assert client.post("/agency/apply/", APPLICATION).url == "/agency/"
    answer = f"/admin/agencies/{agency.pk}/approve/"
    assert b"Approve" in certifier.get(f"/admin/agencies/inspect/{agency.pk}/").content
    assert certifier.post(answer, {"words": "Welcome"}).status_code == 302
    work_off_tasks()
    assert "Welcome" in mail.outbox[-1].body
    assert mail.outbox[-1].to == [client.user.email]
    assert client.get("/agency/").url == address("desk", agency)


def test_an_answer_that_cannot_be_written_is_not_given(monkeypatch):
    applicant, certifier = signed_in(), Client()
    applicant.post("/agency/apply/", APPLICATION)
    certifier.force_login(make_user(roles.CERTIFIERS))
    monkeypatch.setattr(letters, "send_mail", None)
    approve = f"/admin/agencies/{Agency.objects.get().pk}/approve/"
    with pytest.raises(TypeError):
        certifier.post(approve, {"words": "Welcome"})
    assert Agency.objects.get().state == "waiting"


def test_a_refusal_says_why_and_may_be_answered():
    client, certifier = signed_in(), Client()
    certifier.force_login(make_user(roles.CERTIFIERS))
    client.post("/agency/apply/", APPLICATION)
    agency = Agency.objects.get()
    refuse = f"/admin/agencies/{agency.pk}/refuse/"
    assert certifier.post(refuse, {"words": ""}).status_code == 422
    certifier.post(refuse, {"words": "Nobody answers at that number."})
    page = client.get("/agency/").content.decode()
    assert "Nobody answers" in page
    assert client.post("/agency/apply/", APPLICATION).status_code == 302
    assert Agency.objects.count() == 2


def test_an_address_that_is_not_confirmed_asks_for_nothing():
    client = signed_in(is_verified=False)
    assert b"Confirm your e-mail" in client.get("/agency/apply/").content
    assert client.post("/agency/apply/", APPLICATION).status_code == 422
    assert not Agency.objects.exists()


def test_only_certifiers_answer_and_nobody_their_own(agency):
    waiting = Agency.objects.apply(
        by=make_user(roles.CERTIFIERS), at=AT, contact="a@example.org", **APPLICATION
    )
    for user in (
        make_user(roles.TRAINERS),
        make_user(roles.ADMINISTRATORS),
        waiting.applied_by,
    ):
        client = Client()
        client.force_login(user)
        client.post(f"/admin/agencies/{waiting.pk}/approve/", {"words": ""})
    waiting.refresh_from_db()
    assert waiting.state == "waiting"


def test_a_closed_desk_is_gone_at_the_next_click(agency, desk):
    certifier = Client()
    certifier.force_login(make_user(roles.CERTIFIERS))
    assert desk.get(address("desk", agency)).status_code == 200
    certifier.post(f"/admin/agencies/{agency.pk}/close/", {"words": "As you asked"})
    assert desk.get(address("desk", agency)).status_code == 404


def invited(desk, agency, email, role="member"):
    desk.post(address("invite", agency), {"email": email, "role": role})
    work_off_tasks()
    [link] = [word for word in mail.outbox[-1].body.split() if "/invitation/" in word]
    return link.removeprefix("http://testserver")


def test_a_colleague_comes_by_a_link_that_works_once(agency, desk):
    link = invited(desk, agency, "Kim@Example.org")
    assert "Harbor House" in mail.outbox[-1].body
    assert "Harbor" not in mail.outbox[-1].subject
    colleague = signed_in(make_user(email="kim@example.org"))
    page = colleague.get(link, follow=True)
    assert page.redirect_chain[-1][0] == "/agency/invitation/"
    assert b"Harbor House" in page.content
    assert colleague.post("/agency/invitation/").url == address("desk", agency)
    assert colleague.get(address("desk", agency)).status_code == 200
    again = signed_in()
    assert again.get(link, follow=True).status_code == 404


def test_an_agency_cannot_have_letters_mailed_without_end(agency, desk):
    for _again in range(throttle.LETTERS.most):
        throttle.admit_letter(agency, at=timezone.now())
    page = desk.post(
        address("invite", agency), {"email": "x@example.org", "role": "member"}
    )
    assert page.status_code == 429
    assert not Invitation.objects.exists()


def test_a_link_in_other_hands_lets_nobody_in(agency, desk):
    link = invited(desk, agency, "kim@example.org")
    visitor, other = Client(), signed_in()
    unproved = signed_in(make_user(email="kim@example.org"), is_verified=False)
    for client in (visitor, other, unproved):
        assert client.get(link, follow=True).status_code == 200
        assert client.post("/agency/invitation/").status_code == 200
    assert Membership.objects.count() == 1


def test_a_link_outlives_signing_in(agency, desk):
    link = invited(desk, agency, "kim@example.org")
    user = make_user(email="kim@example.org")
    EmailAddress.objects.create(
        user=user, email=user.email, verified=True, primary=True
    )
    client = Client()
    client.get(link)
    client.force_login(user)
    assert client.post("/agency/invitation/").url == address("desk", agency)


def test_a_link_that_was_made_up_leaves_nothing_behind(client):
    page = client.get("/agency/invitation/made-up/", follow=True)
    assert page.status_code == 404
    assert not client.cookies
    assert not Session.objects.exists()


def test_withdrawn_expired_and_repeated_links_work_no_more(agency, desk):
    first = invited(desk, agency, "kim@example.org")
    second = invited(desk, agency, "kim@example.org")
    client = signed_in(make_user(email="kim@example.org"))
    assert client.get(first, follow=True).status_code == 404
    assert client.get(second, follow=True).status_code == 200
    Invitation.objects.update(expires_at=AT)
    assert client.post("/agency/invitation/").status_code == 404
    third = invited(desk, agency, "kim@example.org")
    desk.post(address("withdraw", agency, Invitation.objects.first().pk))
    assert client.get(third, follow=True).status_code == 404
    assert Membership.objects.count() == 1


def test_owners_change_roles_and_remove(agency, desk):
    member = join(agency)
    desk.post(address("give_role", agency, member.pk), {"role": "owner"})
    member.refresh_from_db()
    assert member.is_owner
    desk.post(address("remove", agency, member.pk))
    assert desk.get(address("members", agency)).status_code == 200
    member.refresh_from_db()
    assert member.ended_at is not None


def test_the_last_owner_is_told_why_leaving_is_not_possible(agency, desk):
    page = desk.post(address("leave", agency), follow=True)
    assert b"Nobody else could run this desk" in page.content
    join(agency, role="owner")
    assert desk.post(address("leave", agency)).url == "/agency/"
    assert desk.get(address("desk", agency)).status_code == 404
