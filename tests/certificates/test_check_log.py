"""What a holder learns of every check, and whom they can ask."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.models import AlreadyAnswered, CheckReport
from tests.races import at_once
from tests.users.builders import make_user
from training.users.roles import CERTIFIERS, TRAINEES

from .builders import AT, make_agency, make_link, make_rendered

pytestmark = pytest.mark.django_db
REPORTED = "certificates_reported"
RACE = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def certificate():
    return make_rendered()


@pytest.fixture
def holder(client, certificate):
    client.force_login(certificate.holder)
    return client


def of(name, certificate, *more):
    return reverse(f"certificates:{name}", args=[certificate.public_id, *more])


def log(certificate, **told):
    told = {"how": "number", "outcome": "genuine"} | told
    certificate.log_check(at=AT, **told)
    return certificate.checks.latest("pk")


def test_the_log_says_when_how_who_by_which_link_and_what(holder, certificate):
    link, agency = make_link(certificate, purpose="For Harbor"), make_agency()
    log(certificate, how="shared", link=link, agency=agency, name_matched=False)
    text = holder.get(of("checks", certificate)).content.decode()
    for part in ("November 16, 2026", "By a link", "For Harbor", agency.name):
        assert part in text
    assert "Did not match" in text


def test_who_is_not_signed_in_for_an_agency_stays_nameless(holder, certificate):
    holder.get(f"/verify/{certificate.number}/")
    text = holder.get(of("checks", certificate)).content.decode()
    assert "Not known" in text


def test_a_member_of_one_agency_is_logged_under_its_name(client, certificate):
    agency = make_agency()
    client.force_login(agency.memberships.first().user)
    client.get(f"/verify/{certificate.number}/")
    assert certificate.checks.get().agency == agency


def test_who_acts_for_two_agencies_is_logged_under_neither(client, certificate):
    person = make_user()
    for _ in range(2):
        make_agency(owner=person)
    client.force_login(person)
    client.get(f"/verify/{certificate.number}/")
    assert certificate.checks.get().agency is None


def test_the_log_is_paged_at_a_fixed_number_of_queries(holder, certificate):
    log(certificate)
    holder.get(of("checks", certificate))
    with CaptureQueriesContext(connection) as few:
        holder.get(of("checks", certificate))
    agency = make_agency()
    for _ in range(30):
        log(certificate, link=make_link(certificate), agency=agency)
        certificate.links.update(withdrawn_at=AT, place=None)
    with CaptureQueriesContext(connection) as many:
        page = holder.get(of("checks", certificate))
    assert len(many) == len(few)
    assert b"Page 1 of 2" in page.content
    assert b"Page 2 of 2" in holder.get(of("checks", certificate), {"p": 2}).content


def test_the_log_downloads_as_csv_without_formulas(holder, certificate):
    link = make_link(certificate, purpose='=HYPERLINK("http://x")')
    log(certificate, how="shared", link=link)
    log(certificate, name_matched=True)
    page = holder.get(of("checks_as_csv", certificate))
    assert 'filename="checks.csv"' in page.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(page.content.decode("utf-8-sig"))))
    assert len(rows) == 3
    assert rows[1][0] == "2026-11-16 12:00:00"
    assert rows[2][3] == '\'=HYPERLINK("http://x")'
    assert certificate.holder_name not in page.content.decode()


@pytest.mark.parametrize("name", ["checks", "checks_as_csv", "report"])
def test_another_persons_log_does_not_exist(client, certificate, name):
    check = log(certificate)
    client.force_login(make_user())
    more = [check.pk] if name == "report" else []
    assert client.get(of(name, certificate, *more)).status_code == 404


def test_a_check_of_another_certificate_cannot_be_reported(holder, certificate):
    check = log(make_rendered())
    assert holder.post(of("report", certificate, check.pk)).status_code == 404
    assert not CheckReport.objects.exists()


def test_a_check_is_reported_once_and_answered_to_its_holder(client, certificate):
    check = log(certificate)
    client.force_login(certificate.holder)
    path = of("report", certificate, check.pk)
    for words in ("I applied nowhere", "again"):
        client.post(path, {"words": words})
    report = CheckReport.objects.get()
    assert report.words == "I applied nowhere"
    assert "Reported" in client.get(of("checks", certificate)).content.decode()

    client.force_login(make_user(CERTIFIERS))
    listed = client.get(reverse(REPORTED)).content.decode()
    assert "I applied nowhere" in listed
    assert "Waits for an answer" in listed
    for words in ("We found nothing odd", "Too late"):
        client.post(reverse(REPORTED), {"report": report.pk, "answer": words})
    report.refresh_from_db()
    assert report.answer == "We found nothing odd"

    client.force_login(certificate.holder)
    assert "We found nothing odd" in client.get(path).content.decode()


def test_an_answer_has_words(client, certificate):
    report, _new = CheckReport.objects.report(log(certificate), words="", at=AT)
    client.force_login(make_user(CERTIFIERS))
    fields = {"report": report.pk, "answer": " "}
    assert client.post(reverse(REPORTED), fields).status_code == 422
    assert CheckReport.objects.waiting().count() == 1


def test_the_list_of_reports_names_no_holder_and_costs_the_same(client, certificate):
    CheckReport.objects.report(log(certificate), words="", at=AT)
    client.force_login(make_user(CERTIFIERS))
    text = client.get(reverse(REPORTED)).content.decode()
    assert certificate.number in text
    assert certificate.holder_name not in text
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(REPORTED))
    for _ in range(6):
        CheckReport.objects.report(log(make_rendered()), words="", at=AT)
    with CaptureQueriesContext(connection) as many:
        client.get(reverse(REPORTED))
    assert len(many) == len(few)


def test_only_certifiers_see_reports(client):
    client.force_login(make_user(TRAINEES))
    assert client.get(reverse(REPORTED)).status_code in (302, 403)


@RACE
def test_of_many_answers_at_once_one_stands():
    report, _new = CheckReport.objects.report(log(make_rendered()), words="", at=AT)
    certifier = make_user(CERTIFIERS)

    def answer(number):
        mine = CheckReport.objects.get(pk=report.pk)
        try:
            mine.give_answer(f"Answer {number}", by=certifier, at=AT)
        except AlreadyAnswered:
            return False
        return True

    assert at_once(answer, 6).count(True) == 1


@RACE
def test_of_many_reports_of_one_check_at_once_one_is_made():
    check = log(make_rendered())

    def tell(number):
        return CheckReport.objects.report(check, words=str(number), at=AT)[1]

    assert at_once(tell, 6).count(True) == 1
