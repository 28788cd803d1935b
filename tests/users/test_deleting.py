"""Accounts of which records are kept are made inactive, not deleted."""

import pytest
from django.contrib.messages import get_messages

from tests.certificates.builders import make_rendered
from tests.courses.builders import make_enrolment
from tests.users.builders import make_user
from training.users import roles
from training.users.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    client.force_login(make_user(roles.ADMINISTRATORS))
    return client


def ways(person):
    return (
        f"/admin/users/delete/{person.pk}/",
        f"/admin/bulk/users/user/delete/?id={person.pk}&next=/admin/users/",
    )


def test_a_certifier_who_decided_stays(admin, at):
    certifier = make_user(roles.CERTIFIERS)
    make_rendered().decide(
        "suspended", by=certifier, at=at, effective_at=at, reason_code="administrative"
    )
    for address in ways(certifier):
        answer = admin.post(address)
        told = [str(message) for message in get_messages(answer.wsgi_request)]
        assert answer.status_code == 302
        assert "Make the account inactive instead" in told[-1]
    assert User.objects.filter(pk=certifier.pk).exists()


def test_a_learner_stays(admin, at):
    learner = make_enrolment(at=at).learner
    for address in ways(learner):
        admin.post(address)
    assert User.objects.filter(pk=learner.pk).exists()


@pytest.mark.parametrize("way", [0, 1])
def test_whoever_is_not_may_go(admin, way):
    person = make_user()
    admin.post(ways(person)[way])
    assert not User.objects.filter(pk=person.pk).exists()
