"""Agencies and who acts for them."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from certificates.agencies.access import member_of_agency
from certificates.models import Agency, Membership
from certificates.models.agencies import AlreadyDecided, LastOwner
from tests.certificates.builders import AT, join, make_agency
from tests.races import at_once
from tests.users.builders import make_user
from training.users import roles

pytestmark = pytest.mark.django_db
LATER = AT + dt.timedelta(days=1)


def apply(by, **fields):
    fields = {
        "name": "Harbor House",
        "website": "https://harbor.example.org/",
        "purpose": "Hiring",
        "contact": by.email,
    } | fields
    return Agency.objects.apply(by=by, at=AT, **fields)


@member_of_agency()
def of_members(request, agency):
    return HttpResponse(agency.name)


@member_of_agency("owner")
def of_owners(request, agency):
    return HttpResponse(request.membership.get_role_display())


def open_as(user, agency, view=of_members):
    request = RequestFactory().get("/")
    request.user = user
    return view(request, agency.public_id)


def test_whoever_asks_for_a_desk_waits_and_will_own_it():
    person = make_user()
    agency = apply(person)
    assert agency.state == "waiting"
    assert agency.memberships.get().is_owner
    assert not Agency.objects.for_user(person).exists()
    agency.approve(by=make_user(), at=LATER)
    assert agency.state == "open"
    assert Agency.objects.for_user(person).get() == agency


def test_asking_twice_is_asking_once():
    person = make_user()
    assert apply(person) == apply(person, name="Again")
    assert Membership.objects.count() == 1


def test_one_who_was_refused_may_ask_again():
    person = make_user()
    agency = apply(person)
    agency.refuse(by=make_user(), at=LATER, words="We could not reach you.")
    assert agency.state == "refused"
    assert apply(person) != agency


def test_an_answer_is_given_once():
    agency = apply(make_user())
    agency.refuse(by=make_user(), at=LATER, words="No")
    with pytest.raises(AlreadyDecided):
        agency.approve(by=make_user(), at=LATER)
    assert [event.kind for event in agency.events.order_by("pk")] == [
        "applied",
        "refused",
    ]


def test_nobody_approves_their_own_agency():
    person = make_user()
    with pytest.raises(IntegrityError):
        apply(person).approve(by=person, at=LATER)


def test_a_closed_agency_opens_for_nobody():
    person = make_user()
    agency = make_agency(owner=person)
    agency.close(by=make_user(), at=LATER, words="Asked for by the agency")
    assert agency.state == "closed"
    assert not Agency.objects.for_user(person).exists()
    with pytest.raises(AlreadyDecided):
        agency.close(by=make_user(), at=LATER, words="")


def test_the_desk_opens_for_members_and_for_nobody_else():
    agency, waiting, closed = make_agency(), apply(make_user()), make_agency()
    closed.close(by=make_user(), at=LATER, words="")
    gone = join(agency)
    gone.end(by=agency.memberships.first().user, at=LATER)
    assert open_as(join(agency).user, agency).content == agency.name.encode()
    others = [
        (make_agency().applied_by, agency),
        (gone.user, agency),
        (waiting.applied_by, waiting),
        (closed.applied_by, closed),
        (make_user(roles.TRAINEES), agency),
        (make_user(roles.CERTIFIERS), agency),
        (make_user(is_superuser=True), agency),
    ]
    for user, one in others:
        with pytest.raises(Http404):
            open_as(user, one)


def test_what_owners_do_is_not_found_by_members():
    agency = make_agency()
    assert open_as(agency.applied_by, agency, of_owners).status_code == 200
    with pytest.raises(Http404):
        open_as(join(agency).user, agency, of_owners)


def test_visitors_are_asked_to_sign_in_whether_the_agency_exists_or_not():
    answer = open_as(AnonymousUser(), make_agency())
    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/")


def test_production_asks_for_a_second_factor(settings, client):
    settings.SECOND_FACTOR_REQUIRED = True
    agency = make_agency()
    request = RequestFactory().get("/")
    request.user, request._messages = agency.applied_by, _Messages()
    answer = of_members(request, agency.public_id)
    assert answer.status_code == 302
    assert "2fa" in answer.url


class _Messages:
    def add(self, *args):
        """Take a message as Django's storage does."""


def test_the_last_owner_cannot_go():
    agency = make_agency()
    owner = agency.memberships.get()
    join(agency)
    with pytest.raises(LastOwner):
        owner.end(by=owner.user, at=LATER)
    with pytest.raises(LastOwner):
        owner.give_role("member", by=owner.user, at=LATER)
    second = join(agency, role="owner")
    owner.end(by=owner.user, at=LATER)
    assert list(agency.memberships.owners()) == [second]


def test_an_owner_who_left_counts_no_more():
    agency = make_agency()
    owner, second = agency.memberships.get(), join(agency, role="owner")
    second.end(by=second.user, at=LATER)
    with pytest.raises(LastOwner):
        owner.end(by=owner.user, at=LATER)


def test_what_happened_stays_on_record():
    agency = make_agency()
    owner, member = agency.memberships.get(), join(agency)
    member.give_role("owner", by=owner.user, at=LATER)
    member.give_role("member", by=owner.user, at=LATER)
    member.end(by=owner.user, at=LATER)
    member.end(by=owner.user, at=LATER)
    told = [(e.kind, e.about) for e in agency.events.order_by("pk")][2:]
    assert told == [
        ("role", member.user),
        ("role", member.user),
        ("removed", member.user),
    ]


def test_somebody_who_left_can_come_back_but_is_never_in_twice():
    agency = make_agency()
    member = join(agency)
    member.end(by=member.user, at=LATER)
    join(agency, member.user)
    with pytest.raises(IntegrityError):
        join(agency, member.user)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_owners_who_leave_at_once_one_stays():
    agency = make_agency()
    owners = [agency.memberships.get(), join(agency, role="owner")]

    def leave(number):
        try:
            owners[number].end(by=owners[number].user, at=LATER)
        except LastOwner:
            return "stays"
        return "gone"

    assert sorted(at_once(leave, 2)) == ["gone", "stays"]
    assert agency.memberships.owners().count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_double_click_asks_for_one_desk():
    person = make_user()
    found = at_once(lambda _number: apply(person).pk, 4)
    assert len(set(found)) == 1
    assert Membership.objects.count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_certifiers_one_decides():
    agency = apply(make_user())
    certifiers = [make_user(), make_user()]

    def answer(number):
        mine = Agency.objects.get(pk=agency.pk)
        try:
            if number:
                mine.approve(by=certifiers[1], at=LATER)
            else:
                mine.refuse(by=certifiers[0], at=LATER, words="No")
        except AlreadyDecided:
            return "late"
        return "first"

    assert sorted(at_once(answer, 2)) == ["first", "late"]
    assert agency.events.exclude(kind="applied").count() == 1
