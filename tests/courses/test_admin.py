"""Courses in the Wagtail admin: writing, previewing, and seeing who is where."""

import io
import uuid

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.blocks import StructBlockValidationError
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from courses.blocks import LessonBodyBlock
from courses.models import LessonPage, Recording
from tests.courses.builders import lessons_of, make_course, make_enrolment, make_module
from tests.users.builders import make_user
from training.users import roles

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer(client):
    person = make_user(roles.TRAINERS)
    client.force_login(person)
    return person


def lesson_form(**fields):
    return nested_form_data(
        {
            "title": "A fence with a gate",
            "slug": "a-fence-with-a-gate",
            "summary": "",
            "contact_minutes": "12",
            "domain": "",
            "content_note": "",
            "completion": "read",
            "body": streamfield([("text", rich_text("<p>Words.</p>"))]),
        }
        | fields
    )


def add_lesson(client, module, **fields):
    address = reverse(
        "wagtailadmin_pages:add", args=["courses", "lessonpage", module.pk]
    )
    return client.post(address, lesson_form(**fields), follow=True)


def test_a_trainer_writes_and_publishes_a_lesson(client, trainer):
    module = make_module(make_course(units=0))
    add_lesson(client, module, **{"action-publish": "1"})
    lesson = LessonPage.objects.get()
    assert lesson.live
    assert lesson.contact_minutes == 12


def test_a_draft_is_kept_before_it_is_finished(client, trainer):
    module = make_module(make_course(units=0))
    add_lesson(client, module, body=streamfield([]))
    assert not LessonPage.objects.get().live


def test_a_check_without_a_right_answer_is_refused_beside_its_options():
    block = LessonBodyBlock().child_blocks["check"]
    value = block.to_python(
        {
            "prompt": "<p>Whose?</p>",
            "options": [
                {
                    "type": "item",
                    "id": str(uuid.uuid4()),
                    "value": {"text": t, "is_correct": False, "feedback": "f"},
                }
                for t in ("A", "B")
            ],
        }
    )
    with pytest.raises(StructBlockValidationError) as refusal:
        block.clean(value)
    error = refusal.value.block_errors["options"]
    assert "Mark at least one" in str(error.non_block_errors)


def test_a_picture_without_words_is_refused():
    block = LessonBodyBlock().child_blocks["picture"]
    with pytest.raises(StructBlockValidationError) as refusal:
        block.clean(block.to_python({"image": None, "alt": "", "caption": ""}))
    assert {"image", "alt"} <= set(refusal.value.block_errors)


@pytest.mark.parametrize("name", LessonBodyBlock().child_blocks)
def test_every_block_can_be_previewed_in_the_admin(client, trainer, name):
    field = LessonPage._meta.get_field("body").stream_block.child_blocks[name]
    answer = client.get(
        reverse("wagtailadmin_block_preview"), {"id": field.definition_prefix}
    )
    assert answer.status_code == 200
    assert "stylesheet" in answer.content.decode()


def test_a_lesson_is_previewed_as_learners_see_it(client, trainer):
    lesson = lessons_of(make_course())[0]
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[lesson.pk])
    saved = client.post(address, lesson_form(title="Fences", slug=lesson.slug))
    assert saved.json()["is_valid"]
    assert "Fences" in client.get(address).content.decode()


def test_publishing_can_be_scheduled(client, trainer):
    module = make_module(make_course(units=0))
    when = {"go_live_at": "2030-01-01 09:00", "action-publish": "1"}
    add_lesson(client, module, **when)
    lesson = LessonPage.objects.get()
    assert not lesson.live
    assert lesson.scheduled_revision is not None


def upload(client, kind, **fields):
    fields = {
        "title": "A first meeting",
        "file": SimpleUploadedFile("meeting.mp4", b"\0" * 64),
        "transcript": "Ana: Hello.",
        "duration": "0",
        "collection": "1",
    } | fields
    return client.post(reverse("wagtailmedia:add", args=[kind]), fields)


def test_video_needs_captions_and_they_must_be_webvtt(client, trainer):
    refused = upload(client, "video")
    assert "Add captions" in refused.content.decode()
    wrong = SimpleUploadedFile("c.vtt", b"1\n00:00 --> 00:01\nHello")
    refused = upload(client, "video", captions=wrong)
    assert "must begin with WEBVTT" in refused.content.decode()
    assert not Recording.objects.exists()


def test_a_recording_with_captions_and_transcript_is_kept(client, trainer):
    captions = SimpleUploadedFile("c.vtt", b"WEBVTT\n\n00:00.000 --> 00:01.000\nHello")
    upload(client, "video", captions=captions)
    recording = Recording.objects.get()
    assert recording.transcript == "Ana: Hello."
    assert recording.captions.name.endswith(".vtt")


def test_a_recording_without_a_transcript_is_refused(client, trainer):
    sound = SimpleUploadedFile("a.mp3", b"\0" * 64)
    refused = upload(client, "audio", file=sound, transcript="")
    assert refused.status_code == 200
    assert not Recording.objects.exists()


@pytest.fixture
def enrolments(at):
    course = make_course(units=2)
    for name in ('=HYPERLINK("http://x")', "+1+1", "@SUM(1)", "Ánh"):
        make_enrolment(course, make_user(display_name=name), at=at)
    return course


def test_the_export_is_safe_against_formulas(client, trainer, enrolments):
    answer = client.get("/admin/enrolment/?export=xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.getvalue()))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert "Learner" in [cell.value for cell in cells]
    assert all(cell.data_type != "f" for cell in cells)
    text = client.get("/admin/enrolment/?export=csv").getvalue().decode()
    assert "'=HYPERLINK" in text
    assert "'+1+1" in text
    assert "'@SUM" in text


@pytest.mark.parametrize("address", ["/admin/enrolment/", "/admin/unitcompletion/"])
def test_listings_cost_a_fixed_number_of_queries(
    client, trainer, enrolments, address, at, django_assert_max_num_queries
):
    client.get(address)
    with CaptureQueriesContext(connection) as before:
        client.get(address)
    for _number in range(8):
        enrolment = make_enrolment(enrolments, at=at)
        enrolment.complete_unit(lessons_of(enrolments)[0], at=at)
    with django_assert_max_num_queries(len(before) + 1):
        client.get(address)


def test_progress_is_drawn_and_listed(client, trainer, enrolments, at):
    enrolment = enrolments.enrolments.first()
    enrolment.complete_unit(lessons_of(enrolments)[0], at=at)
    page = client.get(f"/admin/progress/?course={enrolments.pk}").content.decode()
    assert "4 learners enrolled" in page
    assert "25 %" in page


def test_progress_without_a_course_says_what_to_do(client, trainer):
    assert "There is no course yet" in client.get("/admin/progress/").content.decode()


def test_the_listing_shows_how_far_each_has_come(client, trainer, enrolments, at):
    enrolment = enrolments.enrolments.first()
    enrolment.complete_unit(lessons_of(enrolments)[0], at=at)
    assert "1 / 2" in client.get("/admin/enrolment/").content.decode()
    only = client.get("/admin/enrolment/?completed_at=true").content.decode()
    assert "1 / 2" not in only


def test_files_in_a_lesson_come_through_the_guarded_door(at):
    from wagtail.documents import get_document_model

    document = get_document_model().objects.create(
        title="Card", file=ContentFile(b"x", name="card.txt")
    )
    assert document.url.startswith("/documents/")


def test_a_lesson_goes_through_the_workflow(client, trainer):
    module = make_module(make_course(units=0))
    add_lesson(client, module, **{"action-submit": "1"})
    lesson = LessonPage.objects.get()
    assert not lesson.live
    state = lesson.current_workflow_state
    state.current_task_state.approve(user=make_user(is_superuser=True))
    lesson.refresh_from_db()
    assert lesson.live
    assert lesson.current_workflow_state is None
