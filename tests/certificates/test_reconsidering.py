"""Certificates that rest on a result which a regrade took back."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Attempt, RegradeOutcome
from certificates.models import Certificate, Reconsideration
from certificates.reconsidering import explain_regrade, in_doubt
from tests.assessments.test_regrading import REKEY_B, approve, ask
from tests.assessments.written import single, sit
from tests.tasks import work_off_tasks
from tests.users.builders import make_user

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/certificates-to-decide/"


def earn(at, **fields):
    """Pass a course of one quiz; return the certificate."""
    attempt = sit(single(), answers={"s1": "a"}, at=at, **fields)
    return Certificate.objects.get(enrolment=attempt.enrolment)


def take_back(at):
    regrade = ask(at, REKEY_B)
    approve(regrade, at)
    return regrade


def test_a_regrade_names_the_certificates_and_changes_none(client, at):
    certificate = earn(at)
    work_off_tasks()
    before = Certificate.objects.values().get()
    regrade = ask(at, REKEY_B)
    assert explain_regrade(regrade.outcomes.lost()).startswith("1 certificate")
    client.force_login(make_user("Certifiers"))
    assert "1 certificate already" in client.get(regrade.get_absolute_url()).text
    assert in_doubt() == []
    approve(regrade, at)
    assert [pair[0] for pair in in_doubt()] == [certificate]
    assert Certificate.objects.values().get() == before
    assert certificate.status(at=at).name == "genuine"


def test_nothing_is_said_where_nothing_is_lost(at):
    earn(at)
    assert explain_regrade(RegradeOutcome.objects.all().lost()) is None


def test_whoever_has_passed_otherwise_is_left_alone(at):
    certificate = earn(at)
    attempt = Attempt.objects.get()
    take_back(at)
    assert len(in_doubt()) == 1
    attempt.refresh_from_db()
    sit(
        single("s9"),
        answers={"s9": "a"},
        quiz=attempt.quiz,
        learner=certificate.holder,
        at=at,
    )
    assert in_doubt() == []


@pytest.mark.parametrize("kind", ["suspended", "revoked"])
def test_a_decision_takes_it_off_the_list(at, kind):
    certificate = earn(at)
    regrade = take_back(at)
    applied = regrade.outcomes.get().applied_at
    later = applied.replace(year=applied.year + 1)
    certificate.decide(
        kind, by=make_user(), at=later, effective_at=later, reason_code="requirements"
    )
    assert in_doubt() == []


def test_a_certifier_lets_one_stand_with_a_reason_once(client, at):
    certificate = earn(at)
    take_back(at)
    certifier = make_user("Certifiers")
    client.force_login(certifier)
    page = client.get(ADDRESS).text
    assert certificate.number in page
    assert reverse("issued_certificates:inspect", args=[certificate.pk]) in page
    outcome = RegradeOutcome.objects.get()
    sent = {"certificate": certificate.pk, "outcome": outcome.pk}
    assert client.post(ADDRESS, sent).status_code == 422
    for _twice in range(2):
        client.post(ADDRESS, sent | {"why": "The skill was shown in practice."})
    decision = Reconsideration.objects.get()
    assert (decision.certificate, decision.decided_by) == (certificate, certifier)
    assert certificate.number not in client.get(ADDRESS).text


def test_nobody_lets_their_own_stand(client, at):
    certificate = earn(at)
    take_back(at)
    certificate.holder.groups.add(Group.objects.get(name="Certifiers"))
    client.force_login(certificate.holder)
    outcome = RegradeOutcome.objects.get()
    sent = {"certificate": certificate.pk, "outcome": outcome.pk, "why": "I know it."}
    assert client.post(ADDRESS, sent).status_code == 302
    assert not Reconsideration.objects.exists()
    assert len(in_doubt()) == 1


def test_the_list_costs_the_same_for_many(client, at):
    client.force_login(make_user("Certifiers"))
    earn(at)
    take_back(at)
    client.get(ADDRESS)
    with CaptureQueriesContext(connection) as few:
        client.get(ADDRESS)
    for _n in range(3):
        earn(at)
    take_back(at)
    assert len(in_doubt()) == 4
    with CaptureQueriesContext(connection) as many:
        client.get(ADDRESS)
    assert len(many) == len(few) < 20
