"""Playing a scenario through its pages, without scripts."""

import uuid

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from assessments.models import Rereading, ScenarioRun, ScenarioStep
from courses.models import CompetencyDomain, Recording
from tests.assessments.builders import (
    choice,
    ending,
    make_exam,
    make_run,
    make_scenario,
    module_of,
    scene,
)
from tests.courses.builders import (
    make_course,
    make_enrolment,
    make_lesson,
    make_module,
)
from tests.users.builders import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(client):
    learner = make_user()
    client.force_login(learner)
    return learner


@pytest.fixture
def run(learner):
    return make_run(at=timezone.now(), learner=learner)


def decide(client, run, position):
    path = run.path()
    data = {"index": path.index, "choice": path.offered[position].key}
    return client.post(run.get_absolute_url(), data, follow=True)


def test_the_page_offers_to_begin_and_beginning_shows_the_first_scene(client, learner):
    page = make_scenario()
    make_enrolment(page.course, learner, at=timezone.now())
    begin = reverse("assessments:start_run", args=[page.pk])
    assert begin in client.get(page.url).text
    reply = client.post(begin, follow=True)
    assert "Scene one" in reply.text
    assert "Decision 1" in reply.text


def test_the_number_of_decisions_to_come_is_never_promised(client, run):
    page = client.get(run.get_absolute_url()).text
    assert "Decision 1" in page
    assert "Decision 1 of" not in page


def test_a_choice_is_followed_by_what_it_did_and_then_the_next_scene(client, run):
    reply = decide(client, run, 0)
    assert "It led to two." in reply.text
    assert run.get_absolute_url() in reply.text
    assert "Decision 2" in client.get(run.get_absolute_url()).text


def test_an_ending_shows_the_path_with_what_each_choice_meant(client, run):
    decide(client, run, 0)
    reply = decide(client, run, 1)
    decide(client, run, 1)
    reply = client.get(run.get_absolute_url(), follow=True)
    assert "Ending hard-end" in reply.text
    assert reply.text.count("You chose") == 3
    assert "Could put somebody at risk" in reply.text
    assert "Play it again" in reply.text


def test_an_ending_opens_the_next_unit(client, learner):
    page = make_scenario()
    lesson = make_lesson(module_of(page))
    run = make_run(page, at=timezone.now(), learner=learner)
    reply = decide(client, run, 1)
    reply = client.get(run.get_absolute_url(), follow=True)
    assert f'href="{lesson.url}"' in reply.text


def test_a_doubled_click_shows_what_the_first_one_did(client, run):
    path = run.path()
    data = {"index": 1, "choice": path.place.choices[0].key}
    replies = [client.post(run.get_absolute_url(), data) for _click in range(2)]
    assert {reply.url for reply in replies} == {
        reverse("assessments:run_step", args=[run.public_id, 1])
    }
    assert ScenarioStep.objects.count() == 1


def test_continuing_without_a_choice_says_what_is_missing(client, run):
    reply = client.post(run.get_absolute_url(), {"index": 1})
    assert reply.status_code == 422
    assert "Choose what you do, then continue." in reply.text


@pytest.mark.parametrize("data", [{"index": 1, "choice": "forged"}, {"index": "x"}])
def test_a_forged_choice_is_refused(client, run, data):
    assert client.post(run.get_absolute_url(), data).status_code == 422
    assert not ScenarioStep.objects.exists()


def test_a_decision_that_was_not_made_cannot_be_looked_up(client, run):
    for index in (0, 1, 9):
        url = reverse("assessments:run_step", args=[run.public_id, index])
        assert client.get(url).url == run.get_absolute_url()


def test_a_broken_scenario_says_so_and_begins_nothing(client, learner):
    page = make_scenario(scenes=[scene("one", choice("nowhere")), ending("end")])
    make_enrolment(page.course, learner, at=timezone.now())
    begin = reverse("assessments:start_run", args=[page.pk])
    assert "not ready to play yet" in client.post(begin, follow=True).text
    assert not ScenarioRun.objects.exists()


@pytest.mark.parametrize(
    ("name", "args"), [("run", ()), ("run_step", (1,)), ("run_debrief", ())]
)
def test_another_persons_run_does_not_exist(client, learner, name, args):
    run = make_run(at=timezone.now())
    url = reverse(f"assessments:{name}", args=[run.public_id, *args])
    assert client.get(url).status_code == 404


def test_a_scene_costs_four_queries(client, run, django_assert_num_queries):
    with django_assert_num_queries(4):
        # session, person, run, steps
        client.get(run.get_absolute_url())


def test_a_content_note_follows_into_the_scenes(client, learner):
    page = make_scenario(content_note="Somebody talks about a loss.")
    run = make_run(page, at=timezone.now(), learner=learner)
    assert "leave-now" in client.get(run.get_absolute_url()).text


# Going back


def go_back(client, run, number, index=None):
    url = reverse("assessments:run_back", args=[run.public_id])
    data = {"number": number, "index": index or run.path().index}
    return client.post(url, data, follow=True)


def test_what_a_choice_did_says_how_it_serves_and_offers_another_way(client, run):
    reply = decide(client, run, 0)
    assert "Serves the person well" in reply.text
    assert "Try another way here" in reply.text
    assert "Scene one" in go_back(client, run, 1).text


def test_every_earlier_decision_can_be_gone_back_to(client, run):
    decide(client, run, 0)
    page = client.get(run.get_absolute_url()).text
    assert "Go back to an earlier decision" in page
    assert 'name="number" value="1"' in page


def test_a_debrief_shows_other_choices_and_what_was_gone_back_on(client, run):
    decide(client, run, 0)
    go_back(client, run, 1)
    page = decide(client, run, 1)
    page = client.get(run.get_absolute_url(), follow=True).text
    assert "What else you could have done" in page
    assert "It led to two." in page
    assert "What you tried besides" in page
    assert page.count("Try another way here") == 1


@pytest.mark.parametrize("data", [{}, {"number": "x", "index": 2}, {"number": 9}])
def test_a_forged_way_back_changes_nothing(client, run, data):
    decide(client, run, 0)
    url = reverse("assessments:run_back", args=[run.public_id])
    assert "Decision 2" in client.post(url, data, follow=True).text
    assert ScenarioStep.objects.count() == 1


def test_a_doubled_way_back_goes_back_once(client, run):
    decide(client, run, 0)
    for _click in range(2):
        assert "Scene one" in go_back(client, run, 1, index=2).text
    assert ScenarioStep.objects.count() == 2


def test_going_back_has_no_page_of_what_it_did(client, run):
    decide(client, run, 0)
    go_back(client, run, 1)
    url = reverse("assessments:run_step", args=[run.public_id, 2])
    assert client.get(url).url == run.get_absolute_url()
    undone = reverse("assessments:run_step", args=[run.public_id, 1])
    assert "Try another way here" not in client.get(undone).text


# Exams


@pytest.fixture
def exam(learner):
    ethics = CompetencyDomain.objects.create(code="ethics-x", name="Ethics")
    page = make_exam(pass_mark=70, domain=ethics)
    return make_run(page, at=timezone.now(), learner=learner)


def test_an_exam_says_its_rules_before_it_begins(client, learner):
    page = make_exam(max_attempts=2, wait_minutes=5)
    make_enrolment(page.course, learner, at=timezone.now())
    text = client.get(page.url).text
    for words in (
        "60 % or more",
        "0 of 2 used",
        "Wait 5 minutes",
        "each choice stands",
    ):
        assert words in text


def test_an_exam_goes_on_without_a_word_about_the_choice(client, exam):
    reply = decide(client, exam, 1)
    assert "Decision 2" in reply.text
    assert "It led to" not in reply.text
    assert "Go back" not in reply.text
    step = reverse("assessments:run_step", args=[exam.public_id, 1])
    assert client.get(step).url == exam.get_absolute_url()
    go_back(client, exam, 1)
    assert ScenarioStep.objects.count() == 1


def test_the_debrief_of_an_exam_shows_score_domains_and_path(client, exam):
    for position in (0, 0, 1):
        reply = decide(client, exam, position)
    for words in (
        *("66.66 %", "Not yet", "To pass you need 70 %", "By domain", "Ethics"),
        *("It led to end.", "Could put somebody at risk", "Try again"),
    ):
        assert words in reply.text
    assert "What else you could have done" not in reply.text
    assert "Try another way here" not in reply.text


def test_a_passed_exam_leads_on(client, exam):
    for _scene in range(3):
        reply = decide(client, exam, 0)
    assert "Passed" in reply.text
    assert "Go to My learning" in reply.text
    assert "You have passed this scenario" in client.get(exam.page.url).text


def test_a_held_exam_says_that_people_look_at_it(client, exam):
    for _scene in range(3):
        reply = decide(client, exam, 1)
    assert "People look at your path before the result is final" in reply.text
    begin = reverse("assessments:start_run", args=[exam.page_id])
    reply = client.post(begin, follow=True)
    assert "People look at your last attempt" in reply.text
    assert ScenarioRun.objects.count() == 1


def test_a_lesson_is_opened_again_from_the_debrief_before_another_try(client, learner):
    module = make_module(make_course(units=0))
    lesson = make_lesson(module)
    page = make_exam(module=module, lesson=lesson, pass_mark=70)
    run = make_run(page, at=timezone.now(), learner=learner)
    run.enrolment.complete_unit(lesson, at=timezone.now())
    for position in (0, 0, 1):
        reply = decide(client, run, position)
    url = reverse(
        "assessments:read_again", args=[run.public_id, lesson.translation_key]
    )
    assert url in reply.text
    assert "Try again" not in reply.text
    assert client.post(url).url == lesson.url
    page = client.get(run.get_absolute_url(), follow=True).text
    assert "Try again" in page
    assert f'href="{lesson.url}"' in page
    client.post(url)
    assert Rereading.objects.count() == 1


def test_a_lesson_that_does_not_exist_cannot_be_opened_again(client, exam):
    url = reverse("assessments:read_again", args=[exam.public_id, uuid.uuid4()])
    assert client.post(url).status_code == 404


def test_a_debrief_costs_as_many_queries_after_many_exams(client, learner):
    page = make_exam(pass_mark=100, unsafe_rule="debrief")
    counts = []
    for _round in range(2):
        run = make_run(page, learner=learner, at=timezone.now())
        for _scene in range(3):
            decide(client, run, 1)
        url = reverse("assessments:run_debrief", args=[run.public_id])
        client.get(url)
        with CaptureQueriesContext(connection) as caught:
            client.get(url)
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_a_scene_shows_its_picture_in_words_and_its_sound_in_writing(client, learner):
    recording = Recording.objects.create(
        title="Knock",
        type="audio",
        file=ContentFile(b"ID3", name="knock.mp3"),
        transcript="Knock, knock.",
    )
    image = get_image_model().objects.create(title="Door", file=get_test_image_file())
    media = {"image": image.pk, "alt": "A door", "recording": recording.pk}
    scenes = [scene("one", choice("end"), choice("end"), **media), ending("end")]
    run = make_run(make_scenario(scenes=scenes), at=timezone.now(), learner=learner)
    image.delete()
    recording.delete()
    text = client.get(run.get_absolute_url()).text
    assert 'alt="A door"' in text
    assert "<audio controls" in text
    assert "Knock, knock." in text
