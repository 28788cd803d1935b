"""Questions come in by upload, preview and confirmation, and go out as a file."""

import base64
import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from wagtail.images import get_image_model

from assessments.exchange.formats import FORMATS
from assessments.exchange.importing import LARGE
from assessments.exchange.pictures import kind_of
from assessments.exchange.questions import as_item
from assessments.interchange import csv_writing, text
from assessments.interchange.items import Item, Row
from assessments.models import EnemySet, Question, QuestionImport, ScenarioPage
from courses.models import Recording
from home.sweeping import sweep
from tests.assessments.builders import (
    choice,
    ending,
    make_bank,
    make_question,
    make_scenario,
    module_of,
    scene,
)
from tests.assessments.experts import adopt, make_closed_panel
from tests.assessments.interchange.strategies import PNG
from tests.tasks import work_off_tasks
from tests.users.builders import make_user
from training.users import roles

pytestmark = pytest.mark.django_db

GIFT = "::q1::What now?{=Right#Yes. ~Wrong#No.}\n\n::q2::And then?{=Ask ~Run}\n"
BROKEN = "::q1::What now?{=Right ~Wrong}\n\n::q2::And then?{=Ask ~Run\n"


@pytest.fixture
def trainer(client):
    user = make_user(roles.TRAINERS)
    client.force_login(user)
    return user


def upload(client, bank, pasted="", form="gift", file=None):
    fields = {"format": form, "bank": bank.pk, "pasted": pasted}
    if file:
        fields["file"] = SimpleUploadedFile("questions", file)
    return client.post(reverse("import_questions"), fields)


def confirm(client, duplicates="skip"):
    staged = QuestionImport.objects.latest("pk")
    address = reverse("import_confirm", args=[staged.pk])
    return client.post(address, {"duplicates": duplicates}, follow=True)


def test_the_preview_writes_nothing_and_the_confirmation_all_as_drafts(client, trainer):
    bank = make_bank()
    page = client.get(upload(client, bank, GIFT).url)
    assert "2 questions were understood" in page.content.decode()
    assert not Question.objects.exists()
    assert "2 new drafts" in confirm(client).content.decode()
    first = Question.objects.get(code="q1")
    assert (first.bank, first.live, first.kind) == (bank, False, "single")
    options = first.body[0].value["options"]
    assert [(o["text"], o["is_correct"]) for o in options] == [
        ("Right", True),
        ("Wrong", False),
    ]
    assert first.latest_revision.user == trainer


def test_one_error_and_nothing_comes_in(client, trainer):
    bank = make_bank()
    page = client.get(upload(client, bank, BROKEN).url).content.decode()
    assert "Line 3" in page
    assert "braces do not match" in page
    assert "Import them all" not in page
    confirm(client)
    assert not Question.objects.exists()


def test_confirming_twice_imports_once(client, trainer):
    upload(client, make_bank(), GIFT)
    confirm(client)
    confirm(client, "update")
    assert Question.objects.count() == 2
    assert Question.objects.get(code="q1").revisions.count() == 1


@pytest.mark.parametrize(("duplicates", "revisions"), [("skip", 1), ("update", 2)])
def test_a_code_that_is_taken_is_left_alone_or_gets_a_draft_revision(
    client, trainer, duplicates, revisions
):
    question = make_question(code="q1")
    question.save_revision().publish()
    asked = as_item(question)
    page = client.get(upload(client, question.bank, GIFT).url).content.decode()
    assert "a code that is taken" in page
    confirm(client, duplicates)
    question = Question.objects.get(code="q1")
    assert question.live
    assert as_item(question) == asked
    assert question.revisions.count() == revisions


def option_ids(question):
    options = question.body[0].value["options"].bound_blocks
    return {option.value["text"]: option.id for option in options}


def test_parts_that_say_the_same_keep_their_ids(client, trainer):
    question = make_question(code="q1")
    question.save_revision().publish()
    before = {
        o.value["text"]: o.id for o in question.body[0].value["options"].bound_blocks
    }
    upload(client, question.bank, GIFT)
    confirm(client, "update")
    draft = Question.objects.get(code="q1").get_latest_revision_as_object()
    after = option_ids(draft)
    assert after == {"Right": before["Right"], "Wrong": before["Wrong"]}


def test_pictures_come_in_and_go_out(client, trainer):
    bank = make_bank()
    picture = base64.b64encode(PNG).decode()
    content = (
        '<quiz><question type="essay"><name><text>pic</text></name>'
        '<questiontext format="html"><text>'
        "&lt;p&gt;See &lt;img src='@@PLUGINFILE@@/a.png' alt='A map'&gt;&lt;/p&gt;"
        f'</text><file name="a.png" encoding="base64">{picture}</file>'
        '<file name="b.png" encoding="base64">PHN2Zz48L3N2Zz4=</file>'
        "</questiontext></question></quiz>"
    )
    where = upload(client, bank, form="moodle", file=content.encode()).url
    assert "is not a picture that can be shown" in client.get(where).content.decode()
    seen = client.get(f"{where}look/").content.decode()
    assert f"data:image/png;base64,{picture}" in seen
    confirm(client)
    question = Question.objects.get(code="pic")
    image = get_image_model().objects.get()
    assert (
        f'embedtype="image" id="{image.pk}"' in question.body[0].value["prompt"].source
    )
    item = as_item(question)
    assert item.pictures[0].content == PNG
    assert 'alt="A map"' in item.prompt


def test_many_questions_are_brought_in_by_the_worker(client, trainer):
    rows = (Row("a", is_correct=True, feedback="x"), Row("b", feedback="x"))
    many = tuple(
        Item("single", f"<p>Number {n}?</p>", f"n-{n}", rows=rows)
        for n in range(LARGE + 1)
    )
    content = csv_writing.write_csv(many).content
    upload(client, make_bank(), form="csv", file=content)
    assert "looked at" in confirm(client).content.decode()
    assert not Question.objects.exists()
    work_off_tasks()
    assert Question.objects.count() == LARGE + 1
    staged = QuestionImport.objects.get()
    assert (staged.state, staged.outcome["made"]) == ("done", LARGE + 1)
    assert not staged.content


def test_nobody_else_sees_an_upload(client, trainer):
    where = upload(client, make_bank(), GIFT).url
    client.force_login(make_user(roles.TRAINERS))
    for address in (where, f"{where}look/"):
        assert client.get(address).status_code == 404
    assert client.post(f"{where}confirm/").status_code == 404


@pytest.mark.parametrize("role", [None, *roles.ALL])
def test_only_those_who_add_questions_exchange_them(client, role):
    client.force_login(make_user(*([role] if role else [])))
    may = role in (roles.TRAINERS, roles.ADMINISTRATORS)
    for name in ("import_questions", "export_questions", "export_file"):
        answer = client.get(reverse(name))
        assert (answer.status_code in (200, 302) and not _is_sent_away(answer)) == may


def _is_sent_away(answer):
    return answer.status_code == 302 and "export" not in answer.url


def test_an_upload_that_nobody_confirms_is_gone_after_a_day(client, trainer):
    upload(client, make_bank(), GIFT)
    sweep(at=timezone.now() + dt.timedelta(hours=23))
    assert QuestionImport.objects.exists()
    sweep(at=timezone.now() + dt.timedelta(hours=25))
    assert not QuestionImport.objects.exists()


@pytest.mark.parametrize("name", FORMATS)
def test_what_goes_out_comes_in_again(client, trainer, name):
    bank = make_bank(size=2)
    query = {"bank": bank.pk, "format": name}
    page = client.get(reverse("export_questions"), query).content.decode()
    assert "Download" in page
    answer = client.get(reverse("export_file"), query)
    assert answer["Content-Disposition"].startswith("attachment")
    reading = FORMATS[name].read(answer.content)
    assert reading.items == tuple(as_item(q) for q in bank.questions.order_by("code"))


@pytest.mark.parametrize("name", ["csv", "xlsx"])
def test_the_template_reads_as_one_question_of_each_kind(client, trainer, name):
    content = client.get(reverse("template", args=[name])).content
    assert FORMATS[name].read(content).items == csv_writing.sample()


def test_every_kind_can_be_laid_and_read_back(client, trainer):
    bank = make_bank()
    written = text.write(csv_writing.sample(), code="b", title="B").content
    upload(client, bank, form="text", file=written)
    confirm(client)
    laid = tuple(
        as_item(Question.objects.get(code=i.code)) for i in csv_writing.sample()
    )
    kept = tuple(item for item in csv_writing.sample())
    assert [(i.kind, i.prompt, i.columns, i.accepted, i.criteria) for i in laid] == [
        (i.kind, i.prompt, i.columns, i.accepted, i.criteria) for i in kept
    ]
    assert [i.rows for i in laid] == [i.rows for i in kept]


STAGED = (
    "// [tag:alongside:stage={stage}] [tag:alongside:enemies=The lift]"
    " [tag:alongside:enemies-why=Two halves]\n::q1::What now?{{=Right ~Wrong}}\n"
)


def test_stage_and_enemies_come_with_the_draft_which_nobody_is_asked(client, trainer):
    page = client.get(upload(client, make_bank(), STAGED.format(stage="retired")).url)
    assert "“The lift” is new here. It will be made." in page.content.decode()
    confirm(client)
    question = Question.objects.get(code="q1")
    assert (question.live, question.stage) == (False, "retired")
    assert (question.enemies.title, question.enemies.why) == ("The lift", "Two halves")


@pytest.mark.parametrize(
    ("stage", "laid"), [("pilot", "pilot"), ("retired", "live"), ("live", "live")]
)
def test_who_may_not_publish_gives_no_stage_but_pilot(client, stage, laid):
    user = make_user()
    names = ["add_question", "change_question", "access_admin"]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user)
    page = client.get(upload(client, make_bank(), STAGED.format(stage=stage)).url)
    is_told = f"Its stage “{stage}” is not taken over" in page.content.decode()
    assert is_told == (stage != "pilot")
    confirm(client)
    assert Question.objects.get(code="q1").stage == laid


def test_a_file_that_names_no_stage_leaves_stage_and_enemies_alone(client, trainer):
    sets = EnemySet.objects.create(title="The lift", why="Two halves")
    question = make_question(code="q1", stage="pilot", enemies=sets)
    upload(client, question.bank, GIFT)
    confirm(client, "update")
    question.refresh_from_db()
    assert (question.stage, question.enemies) == ("pilot", sets)


def test_the_export_says_what_stays_here(client, trainer, at):
    question = make_question()
    make_question(question.bank, body=[])
    adopt(make_closed_panel(question, at=at), at=at)
    query = {"bank": question.bank.pk, "format": "text"}
    page = client.get(reverse("export_questions"), query).content.decode()
    assert "1 of 2 questions" in page
    assert "panel of experts" in page


def test_a_bomb_of_pixels_or_another_type_is_no_picture():
    assert kind_of(PNG) == "image/png"
    assert kind_of(b"<svg></svg>") == ""
    assert kind_of(b"") == ""
    bomb = bytearray(PNG)
    bomb[16:24] = (50_000).to_bytes(4, "big") * 2
    assert kind_of(bytes(bomb)) == ""


def test_a_scenario_goes_out_and_comes_in_as_a_draft(client, at):
    client.force_login(make_user(is_superuser=True))
    page = make_scenario()
    domain = page.domain
    content = client.get(reverse("export_scenario", args=[page.pk])).content
    assert b"kind: scenario" in content
    fields = {"module": module_of(page).pk}
    file = SimpleUploadedFile("s.yaml", content)
    answer = client.post(reverse("import_scenario"), fields | {"file": file})
    assert answer.status_code == 302, answer.context["faults"]
    again = ScenarioPage.objects.exclude(pk=page.pk).get()
    assert not again.live
    assert again.domain == domain
    assert again.as_scenario().start == page.as_scenario().start
    assert [b.value["name"] for b in again.scenes] == [
        b.value["name"] for b in page.scenes
    ]


def test_a_scenario_says_what_stays_behind_before_it_goes_out(client):
    client.force_login(make_user(is_superuser=True))
    image = get_image_model().objects.create(
        title="Door", file=ContentFile(PNG, name="door.png")
    )
    recording = Recording.objects.create(
        title="The bell", type="audio", file=ContentFile(b"x", name="bell.mp3")
    )
    media = {"image": image.pk, "alt": "A door ajar", "recording": recording.pk}
    scenes = [scene("one", choice("end"), choice("end"), **media), ending("end")]
    page = make_scenario(
        scenes=scenes,
        introduction='<p>Read <a linktype="page" id="1">this</a>.</p>',
    )
    address = reverse("export_scenario", args=[page.pk])
    answer = client.get(address)
    said = answer.content.decode()
    for words in (
        "A door ajar",
        "The bell",
        "not kept: links",
        "Download all the same",
    ):
        assert words in said
    assert "Content-Disposition" not in answer
    answer = client.get(address, {"all-the-same": ""})
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"kind: scenario" in answer.content


def test_a_scenario_that_comes_in_says_what_was_not_taken_over(client):
    client.force_login(make_user(is_superuser=True))
    page = make_scenario()
    content = client.get(reverse("export_scenario", args=[page.pk])).content
    content = content.replace(b"feedback:", b"lesson: no-such-lesson\n    feedback:", 1)
    file = SimpleUploadedFile("s.yaml", content)
    fields = {"module": module_of(page).pk, "file": file}
    answer = client.post(reverse("import_scenario"), fields, follow=True)
    assert "There is no lesson “no-such-lesson”" in answer.content.decode()


def test_a_broken_scenario_says_where(client):
    client.force_login(make_user(is_superuser=True))
    page = make_scenario()
    file = SimpleUploadedFile("s.yaml", b"kind: scenario\ntitle: A\nslug: NOT A SLUG\n")
    fields = {"module": module_of(page).pk, "file": file}
    answer = client.post(reverse("import_scenario"), fields)
    assert answer.status_code == 422
    assert "Line 3: slug" in answer.content.decode()
