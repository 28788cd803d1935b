"""Playing a scenario through its pages, without scripts."""

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import ScenarioRun, ScenarioStep
from tests.assessments.builders import (
    choice,
    ending,
    make_run,
    make_scenario,
    module_of,
    scene,
)
from tests.courses.builders import make_enrolment, make_lesson
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
    data = {"index": path.number, "choice": path.place.choices[position].key}
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
