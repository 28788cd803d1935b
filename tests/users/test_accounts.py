"""People: one account an address, one door, names of every script."""

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests.users.builders import PASSWORD, make_user
from training.users import roles
from training.users.forms import clean_name
from training.users.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address", ["Ana@Example.org", " ana@example.org", "ANA@EXAMPLE.ORG"]
)
def test_an_address_is_one_account_however_it_is_written(address):
    make_user(email="ana@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_user(email=address)


@pytest.mark.parametrize(
    "name",
    [
        "María-José O'Neill",
        "Nguyễn Thị Ánh",
        "محمد العلي",
        "חיים כהן",
        "李小龍",
        "Ó",
        "A" * 120,
    ],
)
def test_names_of_every_script_are_kept_as_written(name):
    assert clean_name(f"  {name} ") == name


def test_a_name_is_composed():
    assert clean_name("Nguye\u0302\u0303n") == "Nguyễn"


@pytest.mark.parametrize("name", ["", "  ", "12", "\u202eexe", "A\x00b", "👩🏽"])
def test_what_is_no_name_is_refused_in_words(name):
    with pytest.raises(ValidationError) as refusal:
        clean_name(name)
    assert refusal.value.messages[0].endswith((".",))


def test_signing_up_asks_confirms_and_makes_a_trainee(client):
    answer = client.post(
        "/accounts/signup/",
        {
            "legal_name": "Nguyễn Thị Ánh",
            "display_name": "Ánh",
            "email": "anh@example.org",
            "password1": PASSWORD,
        },
    )
    assert answer.status_code == 302
    assert mail.outbox[0].to == ["anh@example.org"]
    user = User.objects.get(email="anh@example.org")
    assert (user.legal_name, user.display_name) == ("Nguyễn Thị Ánh", "Ánh")
    assert [group.name for group in user.groups.all()] == [roles.TRAINEES]


def test_a_name_of_ten_thousand_characters_is_answered_beside_the_field(client):
    answer = client.post(
        "/accounts/signup/",
        {"legal_name": "x" * 10_000, "email": "x@example.org", "password1": PASSWORD},
    )
    assert "120" in answer.context["form"].errors["legal_name"][0]
    assert not User.objects.filter(email="x@example.org").exists()


def test_an_address_in_use_is_not_given_away(client):
    make_user(email="taken@example.org")
    fields = {"legal_name": "Ana", "password1": PASSWORD}
    free = client.post("/accounts/signup/", fields | {"email": "free@example.org"})
    client.logout()
    taken = client.post("/accounts/signup/", fields | {"email": "taken@example.org"})
    assert (free.status_code, free.url) == (taken.status_code, taken.url)


@pytest.mark.parametrize("path", ["/admin/login/", "/admin/login/?next=/admin/pages/"])
def test_wagtail_has_no_login_of_its_own(client, path):
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/")


def test_wagtail_has_no_password_reset_of_its_own(client):
    for path in ("/admin/password_reset/", "/admin/password_reset/done/"):
        assert client.get(path).url == "/accounts/password/reset/"


def test_staff_without_a_second_factor_are_sent_to_set_one_up(client, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    client.force_login(make_user(roles.TRAINERS))
    assert client.get("/admin/").url == "/accounts/2fa/"


def test_trainees_cannot_enter_the_admin(client):
    client.force_login(make_user(roles.TRAINEES))
    assert client.get("/admin/").status_code == 403


@pytest.mark.parametrize(
    "role", [roles.TRAINERS, roles.CERTIFIERS, roles.ADMINISTRATORS]
)
def test_staff_enter_the_admin(client, role):
    client.force_login(make_user(role))
    assert client.get("/admin/").status_code == 200


def test_every_role_is_a_group():
    names = set(Group.objects.values_list("name", flat=True))
    assert set(roles.ALL) <= names


def test_an_authenticator_secret_is_stored_encrypted():
    from training.users.adapters import MFAAdapter

    sealed = MFAAdapter().encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in sealed
    assert MFAAdapter().decrypt(sealed) == "JBSWY3DPEHPK3PXP"


def test_a_person_changes_names_and_zone(client):
    user = make_user()
    client.force_login(user)
    fields = {
        "legal_name": "李小龍",
        "display_name": "",
        "language": "es",
        "time_zone": "America/Lima",
    }
    assert client.post("/accounts/profile/", fields).status_code == 302
    user.refresh_from_db()
    assert (user.legal_name, user.time_zone) == ("李小龍", "America/Lima")


def test_administrators_manage_accounts_by_our_names(client):
    client.force_login(make_user(roles.ADMINISTRATORS))
    person = make_user(legal_name="Ruth Aalto")
    page = client.get(f"/admin/users/edit/{person.pk}/").content.decode()
    assert "Ruth Aalto" in page
    assert "first_name" not in page
    fields = {
        "email": "new@example.org",
        "legal_name": "New Person",
        "display_name": "",
    }
    assert client.post("/admin/users/new/", fields).status_code == 302
    assert User.objects.get(email="new@example.org").legal_name == "New Person"


def test_the_list_of_people_costs_a_fixed_number_of_queries(
    client, django_assert_max_num_queries
):
    client.force_login(make_user(roles.ADMINISTRATORS))
    for _number in range(12):
        make_user()
    with django_assert_max_num_queries(20):
        assert client.get("/admin/users/").status_code == 200


def test_staff_set_their_preferences_without_names_that_we_do_not_keep(client):
    trainer = make_user(roles.TRAINERS)
    client.force_login(trainer)
    page = client.get("/admin/account/").content.decode()
    assert "first_name" not in page
    sent = {"locale-preferred_language": "es", "locale-current_time_zone": "UTC"}
    theme = {
        "theme-theme": "system",
        "theme-contrast": "system",
        "theme-density": "default",
    }
    answer = client.post(
        "/admin/account/", sent | theme | {"theme-keyboard_shortcuts": "on"}
    )
    assert answer.status_code == 302


def test_a_name_is_measured_as_it_is_stored(client):
    # Composing takes this letter apart into two.
    name = "\u0958" * 100
    person = {"legal_name": name, "email": "long@example.org", "password1": PASSWORD}
    answer = client.post("/accounts/signup/", person)
    assert "legal_name" in answer.context["form"].errors
    assert not User.objects.exists()


@pytest.mark.parametrize("name", ["\u202eexe", "A\x85B", "A\x00b"])
def test_what_people_are_called_holds_nothing_that_hides(client, name):
    person = make_user()
    client.force_login(person)
    own = {"legal_name": "Ana", "language": "en", "time_zone": "UTC"}
    answer = client.post("/accounts/profile/", own | {"display_name": name})
    assert answer.status_code == (422 if name != "A\x85B" else 302)
    person.refresh_from_db()
    assert person.display_name in ("", "A B")


@pytest.mark.parametrize("zone", ["", "Nowhere/Land", "../etc/passwd"])
def test_a_zone_that_no_longer_exists_is_read_as_utc(client, zone):
    person = make_user()
    User.objects.filter(pk=person.pk).update(time_zone=zone)
    client.force_login(person)
    assert client.get("/accounts/profile/").status_code == 200
