"""Certifiers find, read and decide; nobody else does."""

import datetime as dt
import io

import openpyxl
import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from certificates import deciding_forms, status
from certificates.models import Certificate, StatusEvent
from tests.users.builders import make_user
from training.users.roles import ADMINISTRATORS, CERTIFIERS, TRAINEES, TRAINERS

from .builders import AT, decide, make_certificate, make_document, make_rendered

pytestmark = pytest.mark.django_db
INDEX = "issued_certificates:index"


@pytest.fixture
def certificate():
    return make_rendered()


@pytest.fixture
def certifier(client):
    client.force_login(make_user(CERTIFIERS, legal_name="Cora Certifier"))
    return client


def of(name, certificate, *more):
    return reverse(f"issued_certificates:{name}", args=[certificate.pk, *more])


def decisions():
    return StatusEvent.objects.exclude(kind="issued")


def post(client, certificate, kind, **fields):
    fields = {
        "reason_code": "administrative",
        "public_reason": "Paperwork",
        "legal_basis": "Policy 4.2",
        "private_note": "Between us",
        "effective_on": "2026-11-16",
        "confirmed": "1",
    } | fields
    return client.post(of("decide", certificate, kind), fields)


def test_the_list_shows_number_holder_title_and_standing(certifier, certificate):
    decide(certificate, "suspended")
    text = certifier.get(reverse(INDEX)).content.decode()
    for part in (certificate.number, "Amara Okonkwo", certificate.title, "Suspended"):
        assert part in text


def test_the_list_costs_a_fixed_number_of_queries(
    certifier, certificate, django_assert_max_num_queries
):
    certifier.get(reverse(INDEX))
    with CaptureQueriesContext(connection) as few:
        certifier.get(reverse(INDEX))
    for _ in range(8):
        decide(make_rendered(), "suspended")
    with django_assert_max_num_queries(len(few)):
        certifier.get(reverse(INDEX))


@pytest.mark.parametrize(
    "typed", [lambda n: n, lambda n: n.lower().replace("-", " "), lambda n: n[5:9]]
)
def test_search_is_by_number(certifier, certificate, typed):
    other = make_rendered()
    page = certifier.get(reverse(INDEX), {"q": typed(certificate.number)})
    text = page.content.decode()
    assert certificate.number in text
    assert other.number not in text


def test_search_is_not_by_name(certifier, certificate):
    text = certifier.get(reverse(INDEX), {"q": "Amara"}).content.decode()
    assert certificate.number not in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"decision": "suspended"}, {"suspended"}),
        ({"document": "making"}, {"waiting"}),
        ({"document": "held"}, {"held"}),
        ({"document": "ready"}, {"plain", "suspended", "expired", "renewed"}),
        ({"expired": "true"}, {"expired"}),
        ({"expired": "false"}, {"plain", "suspended", "waiting", "held", "renewed"}),
    ],
)
def test_filters(certifier, query, found):
    past = {"completed_on": "2020-01-01", "expires_on": "2021-01-01"}
    made = {
        "plain": make_rendered(),
        "suspended": make_rendered(),
        "expired": make_rendered(**past),
        "renewed": make_rendered(**past),
        "waiting": make_certificate(),
        "held": make_certificate(legal_name="Ann 🙂"),
    }
    decide(made["suspended"], "suspended")
    decide(made["renewed"], "renewed", last_day=dt.date(2999, 1, 1))
    make_document(made["held"])
    text = certifier.get(reverse(INDEX), query).content.decode()
    assert {key for key, one in made.items() if one.number in text} == found


def test_the_export_is_a_workbook_without_formulas(certifier):
    make_rendered(legal_name='=HYPERLINK("http://x","y")')
    page = certifier.get(reverse(INDEX), {"export": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(page.streaming_content))).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert sheet["B2"].data_type == "s"
    text = b"".join(certifier.get(reverse(INDEX), {"export": "csv"}).streaming_content)
    assert b"'=HYPERLINK" in text


def test_record_and_export_show_the_last_day_as_it_was_renewed(certifier):
    renewed = make_rendered(expires_on=dt.date(2027, 1, 1))
    decide(renewed, "renewed", last_day=dt.date(2031, 5, 6))
    assert "May 6, 2031" in certifier.get(of("inspect", renewed)).content.decode()
    page = certifier.get(reverse(INDEX), {"export": "csv"})
    assert b"2031-05-06" in b"".join(page.streaming_content)


def test_the_record_shows_decisions_and_document(certifier, certificate):
    decide(certificate, "suspended", public_reason="Paperwork", private_note="Secret")
    text = certifier.get(of("inspect", certificate)).content.decode()
    for part in ("Paperwork", "Secret", certificate.document.sha256, "Reinstate"):
        assert part in text
    assert "Suspend a certificate" not in text


def test_a_private_note_is_erased_and_the_record_says_so(certifier, certificate):
    event = decide(certificate, "suspended", private_note="Secret")
    address = of("erase_note", certificate, event.position)
    assert address in certifier.get(of("inspect", certificate)).content.decode()
    assert "Secret" in certifier.get(address).content.decode()
    assert "Secret" in StatusEvent.objects.get(pk=event.pk).private_note
    assert certifier.post(address).url == of("inspect", certificate)
    text = certifier.get(of("inspect", certificate)).content.decode()
    assert "Secret" not in text
    assert "Private note erased" in text
    assert decisions().last().actor.legal_name == "Cora Certifier"
    certifier.post(address)
    assert decisions().count() == 2
    logged = ModelLogEntry.objects.get(action="certificates.erase_note")
    assert "Secret" not in str(logged.data)


@pytest.mark.parametrize("role", [TRAINEES, TRAINERS, ADMINISTRATORS])
def test_only_certifiers_erase_a_note_and_not_their_own(client, certificate, role):
    event = decide(certificate, "suspended", private_note="Secret")
    address = of("erase_note", certificate, event.position)
    client.force_login(make_user(role))
    assert client.post(address).status_code in (302, 403)
    own = certificate.holder
    own.groups.add(Group.objects.get(name=CERTIFIERS))
    client.force_login(own)
    assert "Secret" not in client.get(address).content.decode()
    client.post(address)
    assert StatusEvent.objects.get(pk=event.pk).private_note == "Secret"


@pytest.mark.parametrize("kind", ["suspended", "revoked"])
def test_a_decision_is_appended_with_who_and_why(certifier, certificate, kind):
    page = post(certifier, certificate, kind)
    assert page.url == of("inspect", certificate)
    event = decisions().get()
    assert event.kind == kind
    assert event.actor.legal_name == "Cora Certifier"
    assert event.private_note == "Between us"
    assert event.effective_at.isoformat() == "2026-11-16T00:00:00+00:00"
    log = ModelLogEntry.objects.get(action="certificates.decide")
    assert "Between us" not in str(log.data)


def test_reinstating_makes_it_genuine_again(certifier, certificate):
    decide(certificate, "revoked")
    post(certifier, certificate, "reinstated")
    assert b"status--genuine" in certifier.get(f"/verify/{certificate.number}/").content


def test_before_it_is_recorded_the_page_names_what_everyone_will_see(
    certifier, certificate
):
    fields = {"reason_code": "conduct", "effective_on": "2026-11-16"}
    fields |= {"public_reason": "Paperwork", "private_note": "x"}
    page = certifier.post(of("decide", certificate, "suspended"), fields)
    text = page.content.decode()
    assert "What everyone who checks will see from now on" in text
    assert "Suspended" in text
    assert "Paperwork" in text
    assert not decisions().exists()


def test_a_decision_for_later_says_from_when(certifier, certificate):
    fields = {"reason_code": "conduct", "effective_on": "2999-01-01"}
    page = certifier.post(of("decide", certificate, "revoked"), fields)
    assert "will see from January 1, 2999" in page.content.decode()


def test_what_a_decision_undoes_is_said_first(certifier, certificate):
    decide(certificate, "suspended", effective_at=AT.replace(year=2998))
    fields = {"reason_code": "appeal", "effective_on": "2026-11-16"}
    fields |= {"legal_basis": "Ruling of the panel"}
    page = certifier.post(of("decide", certificate, "reinstated"), fields)
    text = page.content.decode()
    assert "What this undoes" in text
    assert "Suspended from November 16, 2998" in text


@pytest.mark.parametrize("kind", ["reinstated", "superseded", "nonsense"])
def test_decisions_that_make_no_sense_are_refused(certifier, certificate, kind):
    assert post(certifier, certificate, kind).status_code == 302
    assert not decisions().exists()


@pytest.mark.parametrize("day", ["soon", "", "0001-01-01", "9999-12-31"])
def test_a_bad_date_is_named(certifier, certificate, day):
    page = post(certifier, certificate, "suspended", effective_on=day)
    assert page.status_code == 422
    assert not decisions().exists()


@pytest.mark.parametrize("role", [TRAINEES, TRAINERS, ADMINISTRATORS])
def test_only_certifiers_decide(client, certificate, role):
    client.force_login(make_user(role))
    assert post(client, certificate, "revoked").status_code in (302, 403)
    assert not decisions().exists()


@pytest.mark.parametrize("role", [TRAINEES, TRAINERS])
def test_trainers_and_trainees_do_not_see_holders(client, certificate, role):
    client.force_login(make_user(role))
    for path in (reverse(INDEX), of("inspect", certificate)):
        page = client.get(path)
        assert page.status_code in (302, 403)
        assert certificate.number.encode() not in page.content


def test_a_document_that_waits_says_why_and_can_be_mended(certifier):
    certificate = make_certificate(legal_name="Ann 🙂 Lee")
    make_document(certificate)
    assert "U+1F642" in certifier.get(reverse(INDEX)).content.decode()
    inspect = certifier.get(of("inspect", certificate)).content.decode()
    assert of("respell", certificate) in inspect
    certifier.post(of("respell", certificate), {"holder_name": "Ann Lee"})
    certificate.refresh_from_db()
    assert (certificate.holder_name, certificate.problem) == ("Ann Lee", "")
    assert ModelLogEntry.objects.filter(action="certificates.respell").exists()


def test_a_printed_name_cannot_be_changed(certifier, certificate):
    page = certifier.post(of("respell", certificate), {"holder_name": "Else"})
    assert page.status_code == 404
    assert Certificate.objects.get().holder_name == "Amara Okonkwo"


def test_certifiers_name_the_issuer(certifier):
    page = certifier.get("/admin/settings/certificates/issuersettings/", follow=True)
    assert page.status_code == 200
    assert b"signatory" in page.content


def test_the_menu_leads_to_certificates(certifier):
    text = certifier.get("/admin/", follow=True).content.decode()
    assert reverse(INDEX) in text


def test_nobody_decides_about_their_own_certificate(client, certificate):
    client.force_login(certificate.holder)
    certificate.holder.groups.add(Group.objects.get(name=CERTIFIERS))
    held_up = make_certificate()
    Certificate.objects.filter(pk=held_up.pk).update(
        holder=certificate.holder, problem="a sign that no typeface has"
    )
    assert post(client, certificate, "suspended").status_code == 302
    client.post(of("respell", held_up), {"holder_name": "Somebody Else"})
    client.post(
        of("new_edition", certificate),
        {"reason": "name", "holder_name": "Somebody Else", "confirmed": "1"},
    )
    assert not decisions().exists()
    assert not Certificate.objects.filter(holder_name="Somebody Else").exists()
    text = client.get(of("inspect", certificate)).content.decode()
    assert of("decide", certificate, "suspended") not in text


@pytest.mark.parametrize("days", [0, 10, 20, 40])
def test_the_database_finds_the_same_last_day_as_the_rule(days):
    certificate = make_rendered(expires_on=dt.date(2027, 1, 1))
    day = dt.timedelta(days=1)
    for year, effective in [(2030, 5), (2032, 30), (2031, 15), (2033, 15)]:
        last_day, effective_at = dt.date(year, 1, 1), AT + effective * day
        decide(certificate, "renewed", last_day=last_day, effective_at=effective_at)
    at = AT + days * day
    [found] = Certificate.objects.with_last_day(at=at)
    assert found.last_day == certificate.status(at=at).last_day


def test_requirements_for_renewing_are_a_reason_to_renew_alone():
    for kind in status.KINDS:
        codes = {code for code, _words in deciding_forms.reasons_for(kind)}
        assert ("continuing" in codes) is (kind == "renewed")
