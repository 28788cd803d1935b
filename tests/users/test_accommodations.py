"""Extra time, breaks, larger type: who sees and grants them, and what is kept."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from tests.users.builders import make_accommodation, make_user
from training.append_only import Unchangeable
from training.users import roles
from training.users.models import Accommodation, AccommodationChange

pytestmark = pytest.mark.django_db
REASON = "The canary sings at dusk"
GRANTERS = (roles.ADMINISTRATORS,)


@pytest.fixture
def granted(at):
    return make_accommodation(time_factor=Decimal("1.5"), reason=REASON, at=at)


def pages(granted):
    return [
        reverse("accommodation:index"),
        reverse("accommodation:add"),
        reverse("accommodation:edit", args=[granted.pk]),
        reverse("accommodation:history", args=[granted.pk]),
    ]


def test_only_those_who_grant_open_the_desk(granted):
    for role in (None, *roles.ALL):
        client = Client()
        client.force_login(make_user(*([role] if role else [])))
        for address in pages(granted):
            answer = client.get(address)
            assert (answer.status_code == 200) == (role in GRANTERS), (role, address)
            if role not in GRANTERS:
                assert REASON not in answer.content.decode()


MARKING = ["mark_writtentask", "review_attempt", "answer_appeal", "approve_regrade"]


def test_no_role_both_grants_and_marks():
    marks = Group.objects.filter(permissions__codename__in=MARKING)
    grants = Group.objects.filter(permissions__codename="change_accommodation")
    assert set(marks)
    assert set(grants)
    assert not set(marks) & set(grants)


def test_the_listing_names_no_reason(granted, client):
    client.force_login(make_user(roles.ADMINISTRATORS))
    assert REASON not in client.get(pages(granted)[0]).content.decode()
    assert REASON in client.get(pages(granted)[2]).content.decode()


def test_a_title_in_logs_names_nobody(granted):
    assert granted.person.legal_name not in str(granted)


def test_the_person_sees_their_own_with_the_reason(granted, client):
    client.force_login(granted.person)
    page = client.get(reverse("users:accommodation")).content.decode()
    assert REASON in page
    assert "1.50 times the usual time" in page
    client.force_login(make_user())
    page = client.get(reverse("users:accommodation")).content.decode()
    assert REASON not in page
    assert "Nothing is set for you" in page


def test_granting_by_the_form_is_kept_with_who_and_when(client):
    granter, person = make_user(roles.ADMINISTRATORS), make_user()
    client.force_login(granter)
    fields = {"time_factor": "2.00", "break_minutes": 10, "has_larger_type": "on"}
    address = reverse("accommodation:add")
    answer = client.post(address, fields | {"email": person.email.upper()})
    assert answer.status_code == 302
    granted = Accommodation.objects.get(person=person)
    assert (granted.time_factor, granted.granted_by) == (Decimal(2), granter)
    person.refresh_from_db()
    assert person.has_larger_type
    edit = reverse("accommodation:edit", args=[granted.pk])
    assert client.post(edit, fields | {"time_factor": "1.25"}).status_code == 302
    kept = AccommodationChange.objects.filter(person=person)
    assert [change.time_factor for change in kept] == [Decimal(2), Decimal("1.25")]
    with pytest.raises(Unchangeable):
        kept.update(reason="other")


@pytest.mark.parametrize(
    "fields",
    [
        {"email": "nobody@example.org"},
        {"time_factor": "0.5"},
        {"time_factor": "3.01"},
        {"break_minutes": "241"},
    ],
)
def test_what_cannot_be_granted_is_refused(client, fields):
    client.force_login(make_user(roles.ADMINISTRATORS))
    good = {"email": make_user().email, "time_factor": "1.5", "break_minutes": "0"}
    answer = client.post(reverse("accommodation:add"), good | fields)
    assert answer.status_code == 200
    assert not Accommodation.objects.exists()


def test_a_person_has_one_profile(granted, client):
    client.force_login(make_user(roles.ADMINISTRATORS))
    fields = {"time_factor": "2", "break_minutes": 0, "email": granted.person.email}
    answer = client.post(reverse("accommodation:add"), fields)
    assert "Change that one" in answer.content.decode()


def test_the_database_holds_the_bounds(at):
    with pytest.raises(IntegrityError):
        make_accommodation(time_factor=Decimal("0.9"), at=at)


def test_larger_type_is_on_every_page_and_anybody_may_choose_it(client):
    person = make_user()
    client.force_login(person)
    assert 'data-type="larger"' not in client.get("/my/").content.decode()
    fields = {
        "legal_name": person.legal_name,
        "language": "en",
        "time_zone": "UTC",
        "has_larger_type": "on",
    }
    assert client.post(reverse("users:profile"), fields).status_code == 302
    assert 'data-type="larger"' in client.get("/my/").content.decode()
