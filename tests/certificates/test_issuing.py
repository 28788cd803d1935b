"""One certificate for one completed course, whatever races or dies."""

import datetime as dt

import pytest
from django.db import IntegrityError
from django_tasks_db.models import DBTaskResult

from certificates import documents, issuing
from certificates.issuing import issue, reconcile
from certificates.models import Certificate, CertificateDocument, IssuerSettings
from certificates.tasks import render_document
from courses.models import CompetencyDomain, Enrolment, LessonPage
from tests.courses.builders import (
    lessons_of,
    make_course,
    make_enrolment,
    make_lesson,
    make_module,
)
from tests.races import at_once
from tests.users.builders import make_user

from .builders import (
    AT,
    make_certificate,
    make_completed,
    make_document,
    make_rng,
)

LATER = AT + dt.timedelta(minutes=2)


@pytest.mark.django_db
def test_completing_a_course_issues_its_certificate(at):
    enrolment = make_enrolment(at=at)
    enrolment.complete_unit(lessons_of(enrolment.course)[0], at=at)
    certificate = Certificate.objects.get(enrolment=enrolment)
    assert certificate.holder == enrolment.learner
    assert certificate.issued_at == at
    assert not certificate.has_document


@pytest.mark.django_db
def test_issuing_enqueues_the_document_in_the_same_transaction():
    make_certificate()
    assert DBTaskResult.objects.count() == 1


@pytest.mark.django_db
def test_a_second_call_returns_the_first_certificate():
    enrolment = make_completed()
    first = issue(enrolment, at=AT, rng=make_rng())
    assert issue(enrolment, at=LATER, rng=make_rng()) == first
    assert DBTaskResult.objects.count() == 1


@pytest.mark.django_db
def test_the_database_refuses_a_second_certificate_of_one_edition():
    certificate = make_certificate()
    certificate.pk, certificate.public_id = None, None
    certificate.number, certificate._state.adding = "PRSS-X", True
    with pytest.raises(IntegrityError):
        certificate.save()


@pytest.mark.django_db
def test_facts_are_copied_and_stay(at):
    IssuerSettings.objects.create(
        issuer_name="Institute", signatory_name="R. Okafor", signatory_role="Director"
    )
    ethics = CompetencyDomain.objects.create(code="ethics", name="Ethics")
    course = make_course(0, title="Boundaries", valid_for_months=24)
    module = make_module(course)
    lessons = [make_lesson(module, domain=ethics, contact_minutes=40) for _ in "ab"]
    lessons.append(make_lesson(module, contact_minutes=5))
    enrolment = make_enrolment(course, make_user(legal_name="Amara Okonkwo"), at=at)
    for lesson in lessons:
        enrolment.complete_unit(lesson, at=at)
    LessonPage.objects.update(contact_minutes=1)
    award = Certificate.objects.get().as_award()
    assert award.holder_name == "Amara Okonkwo"
    assert award.title == "Boundaries"
    assert award.minutes == 85
    assert [(c.name, c.minutes) for c in award.credits] == [("Ethics", 80)]
    assert award.expires_on == dt.date(2028, 11, 16)
    assert award.issuer_name == "Institute"
    assert award.signatory_name == "R. Okafor"
    assert award.language == "en"


@pytest.mark.django_db
def test_days_are_days_in_the_issuers_zone():
    IssuerSettings.objects.create(time_zone="Pacific/Honolulu")
    late = dt.datetime(2026, 11, 16, 5, 0, tzinfo=dt.UTC)
    certificate = make_certificate(at=late)
    assert certificate.completed_on == dt.date(2026, 11, 15)
    assert certificate.zone == "Pacific/Honolulu"


@pytest.mark.django_db
def test_a_course_without_a_term_gives_a_certificate_that_does_not_expire():
    assert make_certificate().expires_on is None


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_fifty_threads_finishing_the_last_unit_leave_one_certificate(at):
    enrolment = make_enrolment(at=at)
    lesson = lessons_of(enrolment.course)[0]

    def finish(_number):
        own = Enrolment.objects.select_related("course").get(pk=enrolment.pk)
        own.complete_unit(lesson, at=at)

    at_once(finish, 50)
    assert Certificate.objects.count() == 1
    assert DBTaskResult.objects.count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_twenty_threads_issuing_at_once_leave_one_certificate():
    enrolment = make_completed()

    def issue_it(seed):
        return issue(enrolment, at=AT, rng=make_rng(seed)).pk

    issued = set(at_once(issue_it, 20))
    assert len(issued) == Certificate.objects.count() == 1


@pytest.mark.django_db
def test_the_task_makes_the_document_once():
    certificate = make_certificate()
    for _run in range(2):
        render_document.func(certificate.pk)
    document = CertificateDocument.objects.get()
    assert bytes(document.pdf).startswith(b"%PDF-1.7")
    certificate.refresh_from_db()
    assert certificate.has_document


@pytest.mark.django_db
def test_nothing_that_is_stored_beside_the_pdf_tells_the_token():
    certificate = make_certificate()
    make_document(certificate, seed=1)
    token = issuing.codes.new_token(make_rng(1))
    assert Certificate.objects.find(token) == certificate
    row = Certificate.objects.filter(pk=certificate.pk).values().get()
    assert token not in str(row)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_documents_made_at_once_one_is_kept():
    certificate = make_certificate()

    def make(seed):
        own = Certificate.objects.get(pk=certificate.pk)
        return own.keep_document(b"%PDF", token=f"{seed:026}", at=AT)

    kept = at_once(make, 8)
    assert sum(kept) == CertificateDocument.objects.count() == 1


@pytest.mark.django_db
def test_killed_between_issue_and_render_the_document_is_made_later():
    make_certificate()
    DBTaskResult.objects.all().delete()
    assert reconcile(at=AT, rng=make_rng()) == (0, 0)
    assert reconcile(at=LATER, rng=make_rng()) == (0, 1)
    assert reconcile(at=LATER, rng=make_rng()) == (0, 0)


@pytest.mark.django_db
def test_killed_between_render_and_keep_leaves_nothing_half_done(monkeypatch):
    certificate = make_certificate()

    def die(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(CertificateDocument.objects, "create", die)
        with pytest.raises(KeyboardInterrupt):
            certificate.keep_document(b"%PDF", token="0" * 26, at=AT)
    certificate.refresh_from_db()
    assert not certificate.has_document
    assert reconcile(at=LATER, rng=make_rng()) == (0, 1)


@pytest.mark.django_db
def test_a_completed_course_without_certificate_gets_one():
    enrolment = make_completed()
    assert reconcile(at=LATER, rng=make_rng()) == (1, 0)
    assert enrolment.certificates.get().completed_on == dt.date(2026, 11, 16)


@pytest.mark.django_db
def test_an_open_course_gets_none(at):
    make_enrolment(at=at)
    assert reconcile(at=LATER, rng=make_rng()) == (0, 0)


@pytest.mark.django_db
def test_a_name_without_a_glyph_waits_for_a_person():
    certificate = make_certificate(legal_name="Ann 🙂 Lee")
    assert not make_document(certificate)
    assert "U+1F642" in certificate.problem
    assert certificate in Certificate.objects.held_up()
    assert reconcile(at=LATER, rng=make_rng()) == (0, 0)


@pytest.mark.django_db
def test_a_respelled_name_is_printed():
    certificate = make_certificate(legal_name="Ann 🙂 Lee")
    make_document(certificate)
    assert certificate.respell("Ann Lee")
    assert make_document(certificate)
    assert not certificate.respell("Somebody else")
    certificate.refresh_from_db()
    assert certificate.holder_name == "Ann Lee"


@pytest.mark.django_db
def test_the_qr_leads_to_the_verify_page_in_the_language_of_the_document():
    assert documents.verify_url("en") == "http://testserver/verify/"
    assert documents.verify_url("es") == "http://testserver/es/verify/"
