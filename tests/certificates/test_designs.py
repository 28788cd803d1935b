"""Designs: edited by hand, checked before they are published, copied at issue."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, TranslationSource

from certificates.issuing import design_for
from certificates.models import (
    CertifiedCourse,
    Design,
    DesignPicture,
    IssuerSettings,
)
from certificates.pdf.design import Design as PlainDesign
from tests.courses.builders import make_course
from tests.users.builders import make_user
from training.append_only import Unchangeable
from training.users.roles import CERTIFIERS, TRAINEES, TRAINERS

from .builders import make_certificate, make_document
from .designs import keep_picture, make_design, make_png
from .papers import as_text

pytestmark = pytest.mark.django_db
ADD = "wagtailsnippets_certificates_design:add"
EDIT = "wagtailsnippets_certificates_design:edit"
PREVIEW = "wagtailsnippets_certificates_design:preview_on_edit"


def form_of(**fields):
    """Return what the editor sends, unless told otherwise."""
    plain = make_unsaved()
    names = [field.name for field in Design._meta.fields if field.editable]
    shown = {name: getattr(plain, name, "") for name in names}
    sent = {key: value for key, value in shown.items() if isinstance(value, str)}
    return sent | {"title": "House style"} | fields


def make_unsaved():
    return Design()


@pytest.fixture
def trainer(client):
    client.force_login(make_user(TRAINERS, legal_name="Tara Trainer"))
    return client


@pytest.mark.parametrize("role", [TRAINERS, CERTIFIERS])
def test_trainers_and_certifiers_publish_a_design(client, role):
    client.force_login(make_user(role))
    answer = client.post(reverse(ADD), form_of(**{"action-publish": "1"}))
    assert answer.status_code == 302, answer.context["form"].errors
    assert Design.objects.get().live


def test_trainees_do_not(client):
    client.force_login(make_user(TRAINEES))
    client.post(reverse(ADD), form_of(**{"action-publish": "1"}))
    assert not Design.objects.exists()


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"colour_ink": "#c0c0c0"}, "colour_ink", "1.6 to 1"),
        ({"statement": "🙂 has done it"}, "statement", "U+1F642"),
        ({"opening": "W" * 90}, "opening", "too long"),
        ({"layout": "band", "colour_first": "#eeeeee"}, "colour_first", "4.5"),
    ],
)
def test_what_cannot_be_printed_well_is_not_published_but_kept_as_a_draft(
    trainer, fields, field, words
):
    refused = trainer.post(reverse(ADD), form_of(**fields, **{"action-publish": "1"}))
    assert refused.status_code == 200
    assert words in " ".join(refused.context["form"].errors[field])
    assert not Design.objects.exists()
    kept = trainer.post(reverse(ADD), form_of(**fields))
    assert kept.status_code == 302
    assert not Design.objects.get().live


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"statement": "{nmae} did"}, "statement", "no field {nmae}"),
        ({"statement": "{name.__class__}"}, "statement", "{name.__class__}"),
        ({"statement": "{name!r}"}, "statement", "no field {name}"),
        ({"details": "about } it"}, "details", "brace stands alone"),
        ({"letter": "{name} and {title}"}, "letter", "{number}"),
        ({"colour_paper": "red"}, "colour_paper", "six digits"),
        ({"signatory_2_role": "Director"}, "signatory_2_name", "who signs"),
    ],
)
def test_broken_wording_is_named_even_in_a_draft(trainer, fields, field, words):
    answer = trainer.post(reverse(ADD), form_of(**fields))
    assert answer.status_code == 200
    assert words in " ".join(answer.context["form"].errors[field])


def test_a_coarse_signature_is_refused(trainer):
    coarse = keep_picture(width=60, height=20)
    fields = {"signatory_1_name": "Ann", "signatory_1_picture": coarse.pk}
    answer = trainer.post(reverse(ADD), form_of(**fields, **{"action-publish": "1"}))
    errors = answer.context["form"].errors["signatory_1_picture"]
    assert "42 pixels to the inch" in errors[0]


def test_no_way_of_publishing_goes_round_the_check():
    design = make_design(live=False, colour_ink="#d0d0d0")
    revision = design.save_revision()
    with pytest.raises(ValidationError):
        design.publish(revision)
    with pytest.raises(ValidationError):
        revision.publish()
    design.live = True
    with pytest.raises(ValidationError):
        design.save_revision()


def test_the_preview_is_a_pdf_with_a_page_for_each_sample(trainer):
    design = make_design()
    address = reverse(PREVIEW, args=[design.pk])
    sent = form_of(statement="has walked the whole way of")
    assert trainer.post(address, sent).json()["is_valid"]
    page = trainer.get(address, {"in_preview_panel": "true", "mode": "certificate"})
    assert b"Nothing to mend" in page.content
    assert b'<iframe src="?mode=certificate-pdf"' in page.content
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    pdf = trainer.get(address, {"mode": "certificate-pdf"})
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")
    assert pdf.headers["X-Frame-Options"] == "SAMEORIGIN"


LETTER = "On {today} we confirm {name} and {title}, {number}, to {addressee}. Warmly."


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("record", ["Training record", "A fence with a gate", "Дмитрий Щербаков"]),
        ("letter", ["Warmly", "Boundaries in Peer Support", "Дмитрий Щербаков"]),
    ],
)
def test_records_and_letters_are_previewed_in_the_words_being_written(
    trainer, kind, words
):
    design = make_design()
    address = reverse(PREVIEW, args=[design.pk])
    trainer.post(address, form_of(letter=LETTER))
    page = trainer.get(address, {"mode": kind}).content.decode()
    assert f'<iframe src="?mode={kind}-pdf"' in page
    pdf = trainer.get(address, {"mode": f"{kind}-pdf"})
    text = as_text(pdf.content)
    for part in words:
        assert part in text
    assert "PRSS-7K2M-9QXD-4T8B-HZ6WR" in text


def test_the_editor_lets_one_choose_which_document_is_previewed(trainer):
    page = trainer.get(reverse(EDIT, args=[make_design().pk])).content.decode()
    for kind in ("certificate", "record", "letter"):
        assert f'<option value="{kind}"' in page


def test_an_unknown_kind_of_preview_is_not_found(trainer):
    address = reverse(PREVIEW, args=[make_design().pk])
    trainer.post(address, form_of())
    assert trainer.get(address, {"mode": "pdf"}).status_code == 404


def test_the_preview_names_problems_before_publishing(trainer):
    design = make_design()
    address = reverse(PREVIEW, args=[design.pk])
    trainer.post(address, form_of(colour_accent="#dddddd", heading="🙂"))
    page = trainer.get(address, {"mode": "certificate"}).content.decode()
    assert "To mend before it can be published" in page
    assert "U+1F642" in page
    assert "contrast" in page
    assert "<iframe" not in page


def test_the_editor_offers_text_and_picker_for_colours(trainer):
    page = trainer.get(reverse(ADD)).content.decode()
    assert 'name="colour_ink" value="#22302b"' in page
    assert page.count('type="color"') == 5
    assert "certificates/js/colour" in page


def test_a_certificate_copies_its_design_and_keeps_it():
    design = make_design(layout="margin", statement="has walked", logo=keep_picture())
    IssuerSettings.objects.create(design=design)
    certificate = make_certificate()
    Design.objects.update(layout="band", statement="has run", logo=None)
    kept = certificate.as_design()
    assert (kept.layout, kept.wording.statement) == ("margin", "has walked")
    assert kept.logo.data.startswith(b"\x89PNG")
    assert make_document(certificate)


def test_no_design_means_the_usual_one_written_down():
    certificate = make_certificate()
    assert certificate.design["version"] == 1
    assert certificate.as_design() == PlainDesign()


def test_one_of_before_designs_prints_as_it_was():
    certificate = make_certificate(design={})
    assert certificate.as_design() == PlainDesign()


def test_a_course_may_have_its_own_design():
    IssuerSettings.objects.create(design=make_design(layout="margin"))
    other = make_certificate()
    own = make_design(layout="band")
    CertifiedCourse.objects.create(course_key=other.course_key, design=own)
    enrolment = other.enrolment
    assert design_for(enrolment.course_key, "en").layout == "band"
    assert other.as_design().layout == "margin"


def test_wording_follows_the_language_of_the_document():
    design = make_design(statement="has completed")
    spanish, _new = Locale.objects.get_or_create(language_code="es")
    translated = design.copy_for_translation(spanish)
    translated.statement, translated.live = "ha completado", True
    translated.save()
    IssuerSettings.objects.create(design=design)
    key = make_certificate().course_key
    assert design_for(key, "es").wording.statement == "ha completado"
    assert design_for(key, "en").wording.statement == "has completed"
    Design.objects.filter(pk=translated.pk).update(live=False)
    assert design_for(key, "es").wording.statement == "has completed"


def test_pictures_are_kept_once_and_for_ever():
    picture = keep_picture()
    assert keep_picture("Again") == picture
    with pytest.raises(Unchangeable):
        picture.delete()
    with pytest.raises(Unchangeable):
        picture.save()


def test_the_design_is_plain_data_without_bytes():
    picture = keep_picture()
    design = make_design(seal=picture, signatory_1_name="Ann")
    stored = design.as_design().to_json()
    assert picture.sha256 in json.dumps(stored)
    assert "data" not in stored["seal"]


def test_the_list_of_courses_costs_a_fixed_number_of_queries(
    trainer, django_assert_max_num_queries
):
    def add():
        key = make_certificate().course_key
        CertifiedCourse.objects.create(course_key=key, design=make_design())

    add()
    trainer.get("/admin/certifiedcourse/")
    with CaptureQueriesContext(connection) as few:
        trainer.get("/admin/certifiedcourse/")
    for _ in range(4):
        add()
    with django_assert_max_num_queries(len(few)):
        page = trainer.get("/admin/certifiedcourse/")
    assert page.status_code == 200


def test_an_upload_becomes_a_picture(trainer):
    address = reverse("pictures_for_documents:create")
    good = SimpleUploadedFile("a.png", make_png())
    answer = trainer.post(address, {"title": "Sign", "file": good}).json()
    assert answer["step"] == "chosen"
    assert DesignPicture.objects.get().made_by.legal_name == "Tara Trainer"
    svg = SimpleUploadedFile("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    refused = trainer.post(address, {"title": "Bad", "file": svg}).json()
    assert "not a picture" in refused["htmlFragment"]


def test_a_course_is_given_its_approval_and_design(trainer):
    course, design = make_course(title="Boundaries"), make_design()
    sent = {
        "course_key": str(course.translation_key),
        "design": design.pk,
        "approval_number": "CE-7",
        "modality": "live",
    }
    answer = trainer.post("/admin/certifiedcourse/new/", sent)
    assert answer.status_code == 302
    kept = CertifiedCourse.objects.get()
    assert (kept.course_key, kept.design) == (course.translation_key, design)
    page = trainer.get("/admin/certifiedcourse/")
    assert b"Boundaries" in page.content
    assert b"CE-7" in page.content


def test_wording_is_translated_and_everything_else_comes_along():
    design = make_design(layout="band", statement="has completed", logo=keep_picture())
    spanish, _new = Locale.objects.get_or_create(language_code="es")
    source, _new = TranslationSource.update_or_create_from_instance(design)
    words = source.stringsegment_set.all()
    assert [words_of.string.data for words_of in words] == ["has completed"]
    StringTranslation.objects.create(
        translation_of=words[0].string,
        locale=spanish,
        context=words[0].context,
        data="ha completado",
    )
    source.create_or_update_translation(spanish, publish=True)
    translated = design.get_translation(spanish)
    assert (translated.statement, translated.layout) == ("ha completado", "band")
    assert translated.logo == design.logo
    assert translated.title == design.title
