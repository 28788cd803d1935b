"""Records and letters: asked for once, made once, kept for their holder."""

import datetime as dt
import re
import uuid
from io import BytesIO

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from pyhanko.pdf_utils.reader import PdfFileReader

from certificates import asking, papers, pdf, recording
from certificates.models import (
    CertifiedCourse,
    HolderPaper,
    HolderPaperFile,
    IssuerSettings,
    TooManyPapers,
)
from certificates.record import from_json
from certificates.reissuing import reissue
from certificates.tasks import make_paper as make_paper_task
from courses.models import CompetencyDomain
from tests.courses.builders import (
    make_course,
    make_enrolment,
    make_lesson,
    make_module,
)
from tests.races import at_once
from tests.users.builders import make_user
from training.append_only import Unchangeable

from .builders import AT, VERIFY_URL, decide, make_document, make_rendered, make_rng
from .papers import as_text, make_paper, make_record, make_units
from .papers import make_course as make_course_of_record

LATER = AT + dt.timedelta(minutes=2)


def ask_letter(certificate, *, key=None, addressee="Harbor House", at=AT):
    key = key or uuid.uuid4()
    return asking.ask_letter(certificate, key=key, addressee=addressee, at=at)


def make_learned(at=AT):
    """Complete a course of two areas; return its certificate."""
    ethics, _new = CompetencyDomain.objects.get_or_create(
        code="ethics", defaults={"name": "Ethics"}
    )
    course = make_course(0, title="Boundaries")
    module = make_module(
        course, objectives="<ul><li>Say <b>no</b> kindly</li><li>Name limits</li></ul>"
    )
    lessons = [
        make_lesson(module, title="First", domain=ethics, contact_minutes=40),
        make_lesson(module, title="Second", contact_minutes=5),
    ]
    enrolment = make_enrolment(course, make_user(legal_name="Amara Okonkwo"), at=at)
    for lesson in lessons:
        enrolment.complete_unit(lesson, at=at)
    return enrolment.certificates.get()


def test_totals_count_every_minute_once():
    units = make_units(8)
    other = make_course_of_record(modality="live", units=make_units(3))
    record = make_record(courses=(make_course_of_record(units=units), other))
    assert sum(minutes for _area, _way, minutes in record.totals()) == record.minutes
    assert {way for _area, way, _minutes in record.totals()} == {"self_paced", "live"}
    assert record.totals()[-1][0] == ""


def test_a_record_comes_back_from_plain_data():
    record = make_record(courses=(make_course_of_record(completed_on=None),))
    assert from_json(record.to_json()) == record
    with pytest.raises(ValueError, match="unknown version"):
        from_json(record.to_json() | {"version": 2})


def test_objectives_are_the_lines_of_the_text():
    html = "<ul><li>Say <b>no</b> &amp; mean it</li><li> </li></ul><p>Listen</p>"
    assert recording.lines_of(html) == ("Say no & mean it", "Listen")


@pytest.mark.django_db
def test_a_record_states_all_that_approving_bodies_ask_for():
    certificate = make_learned()
    IssuerSettings.objects.update_or_create(defaults={"provider_number": "PRV-1"})
    CertifiedCourse.objects.create(
        course_key=certificate.course_key,
        approval_number="CE-7",
        approving_body="State Board",
        instructor_name="R. Okafor",
        instructor_credentials="MSW",
        modality="live",
        location="Portland",
    )
    record = recording.gather(certificate, is_whole=False, at=AT)
    course = record.courses[0]
    assert record.provider_number == "PRV-1"
    assert course.numbers == (certificate.number,)
    assert course.objectives == ("Say no kindly", "Name limits")
    assert course.approval_number == "CE-7"
    assert course.instructor_credentials == "MSW"
    assert [unit.title for unit in course.units] == ["First", "Second"]
    assert record.totals() == [("Ethics", "live", 40), ("", "live", 5)]


@pytest.mark.django_db
def test_a_record_names_the_newest_edition_alone():
    old = make_learned()
    make_document(old)
    change = {"reason": "name", "holder_name": "Amara Nwosu"}
    new = reissue(old, by=None, at=LATER, rng=make_rng(), **change)
    course = recording.gather(new, is_whole=False, at=LATER).courses[0]
    assert course.numbers == (new.number,)
    assert new.design == old.design


@pytest.mark.django_db
def test_a_record_costs_a_fixed_number_of_queries(django_assert_max_num_queries):
    certificate = make_learned()
    with CaptureQueriesContext(connection) as few:
        recording.gather(certificate, is_whole=True, at=AT)
    for _ in range(3):
        more = make_course(2)
        enrolment = make_enrolment(more, certificate.holder, at=AT)
        enrolment.complete_unit(more.units()[0], at=AT)
    with django_assert_max_num_queries(len(few)):
        record = recording.gather(certificate, is_whole=True, at=AT)
    assert len(record.courses) == 4
    assert len(recording.gather(certificate, is_whole=False, at=AT).courses) == 1


@pytest.mark.django_db
def test_what_was_learned_later_is_not_in_a_record_of_before():
    certificate = make_learned()
    paper = asking.ask_record(certificate, key=uuid.uuid4(), is_whole=True, at=AT)
    certificate.enrolment.completions.update(unit_title="Changed")
    assert from_json(paper.record).courses[0].units[0].title == "First"


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["record", "letter"])
def test_the_task_makes_and_signs_the_file_once(kind):
    certificate = make_learned()
    if kind == "record":
        paper = asking.ask_record(certificate, key=uuid.uuid4(), is_whole=True, at=AT)
    else:
        paper = ask_letter(certificate)
    for _run in range(2):
        make_paper_task.func(paper.pk)
    kept = HolderPaperFile.objects.get()
    assert kept.level == "B-B"
    assert len(PdfFileReader(_stream(kept.pdf)).embedded_signatures) == 1


@pytest.mark.django_db
def test_a_form_that_is_sent_twice_asks_once():
    certificate = make_rendered()
    before = DBTaskResult.objects.count()
    key = uuid.uuid4()
    first, again = (ask_letter(certificate, key=key) for _ in range(2))
    assert first == again
    assert DBTaskResult.objects.count() == before + 1


@pytest.mark.django_db
def test_a_form_that_was_sent_for_another_certificate_makes_its_own():
    key, certificates = uuid.uuid4(), [make_rendered(), make_rendered()]
    papers = [ask_letter(one, key=key) for one in certificates]
    assert [one.certificate for one in papers] == certificates


@pytest.mark.django_db
def test_nobody_needs_hundreds_in_a_day():
    certificate = make_rendered()
    for _ in range(20):
        make_paper(certificate, is_made=False)
    with pytest.raises(TooManyPapers):
        make_paper(certificate)
    assert ask_letter(certificate, at=AT + dt.timedelta(days=2))


@pytest.mark.django_db
def test_a_letter_confirms_nothing_that_does_not_hold():
    certificate = make_rendered()
    decide(certificate, "suspended")
    with pytest.raises(asking.NotInGoodStanding):
        ask_letter(certificate)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_files_made_at_once_one_is_kept():
    paper = make_paper(make_rendered(), is_made=False)

    def keep(number):
        own = HolderPaper.objects.get(pk=paper.pk)
        return own.keep(b"%PDF" + bytes([number]), level="", at=AT)

    kept = at_once(keep, 8)
    assert sum(kept) == HolderPaperFile.objects.count() == 1


@pytest.mark.django_db
def test_what_the_queue_loses_is_made_by_a_later_round():
    paper = ask_letter(make_rendered())
    DBTaskResult.objects.all().delete()
    assert papers.catch_up(at=AT) == 0
    assert papers.catch_up(at=LATER) == 1
    assert papers.catch_up(at=LATER) == 0
    assert HolderPaperFile.objects.get().paper == paper


@pytest.mark.django_db
def test_a_name_that_cannot_be_printed_is_said_and_not_tried_again():
    certificate = make_rendered()
    type(certificate).objects.update(holder_name="Ann 🙂")
    paper = ask_letter(certificate)
    assert papers.catch_up(at=LATER) == 0
    paper.refresh_from_db()
    assert "U+1F642" in paper.problem
    assert not HolderPaper.objects.waiting().exists()


@pytest.mark.django_db
def test_files_are_never_changed():
    paper = make_paper(make_rendered())
    with pytest.raises(Unchangeable):
        paper.file.delete()


@pytest.mark.django_db
def test_a_holder_asks_waits_and_downloads(client):
    certificate = make_learned()
    client.force_login(certificate.holder)
    page = client.get(reverse("certificates:papers", args=[certificate.public_id]))
    key = page.context["letter_form"].initial["key"]
    sent = {"key": key, "addressee": "Harbor House"}
    address = reverse("certificates:ask_letter", args=[certificate.public_id])
    answer = client.post(address, sent)
    assert answer.status_code == 302
    assert b"Being made" in client.get(answer.url).content
    paper = HolderPaper.objects.get()
    make_paper_task.func(paper.pk)
    page = client.get(answer.url)
    assert b"Ready for you" in page.content
    file = client.get(f"{answer.url}pdf/")
    assert file.content == bytes(HolderPaperFile.objects.get().pdf)
    assert "Amara" not in file.headers["Content-Disposition"]
    assert "no-store" in file.headers["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("addressee", "words"),
    [
        ("", b"Write who the letter is for"),
        ("🙂 House", b"U+1F642"),
        ("\u200b", b"who"),
    ],
)
def test_a_bad_addressee_is_named(client, addressee, words):
    certificate = make_rendered()
    client.force_login(certificate.holder)
    address = reverse("certificates:ask_letter", args=[certificate.public_id])
    answer = client.post(address, {"key": uuid.uuid4(), "addressee": addressee})
    assert answer.status_code == 422
    assert words in answer.content
    assert not HolderPaper.objects.exists()


@pytest.mark.django_db
def test_the_page_costs_a_fixed_number_of_queries(
    client, django_assert_max_num_queries
):
    certificate = make_rendered()
    client.force_login(certificate.holder)
    address = reverse("certificates:papers", args=[certificate.public_id])
    make_paper(certificate)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for _ in range(4):
        make_paper(certificate)
    with django_assert_max_num_queries(len(few)):
        client.get(address)


@pytest.mark.django_db
def test_anothers_document_behind_ones_own_certificate_is_not_found(client):
    mine, other = make_rendered(), make_rendered()
    theirs = make_paper(other)
    client.force_login(mine.holder)
    for name in ("paper", "paper_file"):
        for outer in (mine, other):
            args = [outer.public_id, theirs.public_id]
            answer = client.get(reverse(f"certificates:{name}", args=args))
            assert answer.status_code == 404


def test_headings_over_and_beside_the_cells_of_a_record_say_so():
    written = pdf.render_record(make_record(), verify_url=VERIFY_URL)
    with pikepdf.open(BytesIO(written)) as document:
        scopes = [
            str(thing.A.Scope)
            for thing in document.objects
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == "/TH"
        ]
    assert {"/Column", "/Row"} == set(scopes)
    assert scopes.count("/Row") > scopes.count("/Column") > 5


def test_the_code_of_a_record_never_stands_on_a_page_alone():
    """Wherever the units end: of eight records the longest have a page more."""
    lasts = []
    for count in range(1, 9):
        course = make_course_of_record(units=make_units(count))
        written = pdf.render_record(
            make_record(courses=(course,)), verify_url=VERIFY_URL
        )
        lasts.append(as_text(written).split("\f")[-2])
    assert all("Check the certificate" in page for page in lasts)
    assert all(re.search(r"Unit \d+:", page) for page in lasts)
    assert "Training record" in lasts[0]
    assert "Training record" not in lasts[-1]


def test_the_same_record_gives_the_same_bytes():
    once, again = (
        pdf.render_record(make_record(), verify_url=VERIFY_URL) for _ in range(2)
    )
    assert once == again


def _stream(data):
    return BytesIO(bytes(data))
