"""Demo people: only while DEMO=1, made once."""

import pytest
from django.core.management import CommandError, call_command

from certificates.models import CertifiedCourse, Design, DesignPicture, IssuerSettings
from home.people import DEMO_PEOPLE
from tests.certificates.designs import make_design
from tests.courses.builders import make_course
from training.users.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def password_file(tmp_path, monkeypatch):
    monkeypatch.setattr(
        "home.management.commands.demo.PASSWORD_FILE", tmp_path / "demo-password"
    )


def test_demo_people_can_sign_in_with_the_printed_password(client, capsys):
    call_command("demo")
    said = capsys.readouterr().out
    password = said.split("password: ")[1].split()[0]
    for person in DEMO_PEOPLE:
        assert person.email in said
        assert client.login(email=person.email, password=password)


def test_a_second_run_makes_nobody_twice_and_keeps_the_password(capsys):
    call_command("demo")
    first = capsys.readouterr().out
    call_command("demo")
    assert capsys.readouterr().out == first
    assert User.objects.count() == len(DEMO_PEOPLE)


def test_a_design_of_its_own_is_published_once_and_used(capsys):
    call_command("demo")
    design = Design.objects.get()
    assert design.live
    assert not design.problems()
    assert IssuerSettings.load().design == design
    pictures = [design.logo, design.signatory_1_picture]
    assert all(picture.width > 200 for picture in pictures)
    design.title = "As Sam likes it"
    design.save()
    call_command("demo")
    assert Design.objects.get().title == "As Sam likes it"
    assert DesignPicture.objects.count() == 2


def test_the_design_of_an_issuer_is_left_alone(capsys):
    own = make_design(title="Ours")
    IssuerSettings.objects.create(design=own)
    call_command("demo")
    assert Design.objects.get() == own
    assert IssuerSettings.load().design == own


def test_its_records_say_who_taught_and_who_approved(capsys):
    course = make_course()
    call_command("demo")
    told = CertifiedCourse.objects.get(course_key=course.translation_key)
    assert (told.instructor_name, bool(told.approval_number)) == ("Samuel Okafor", True)
    assert IssuerSettings.load().provider_number
    told.approval_number = "CE-1"
    told.save()
    call_command("demo")
    assert CertifiedCourse.objects.get().approval_number == "CE-1"


def test_demo_people_are_refused_outside_a_demo(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("demo")
    assert not User.objects.exists()
