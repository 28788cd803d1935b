"""What trainers see of attempts, results and runs."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from assessments.models import Attempt
from tests.assessments.builders import (
    answer_all,
    make_attempt,
    make_bank,
    make_exam,
    make_quiz,
    make_run,
    play,
)
from tests.users.builders import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer(client):
    trainer = make_user("Trainers")
    client.force_login(trainer)
    return trainer


def listed(client, name="attempt", **query):
    return client.get(reverse(f"{name}:index"), query)


def test_trainers_see_attempts_with_their_results(client, trainer, at):
    attempt = make_attempt(at=at, learner=make_user(display_name="Ana"))
    answer_all(attempt, at=at)
    attempt.submit(at=at)
    page = listed(client).text
    assert "Ana" in page
    assert attempt.assessment_title in page
    assert "100.00" in page


def test_attempts_are_filtered_by_quiz_and_by_result(client, trainer, at):
    passed, open_one = make_attempt(at=at), make_attempt(at=at)
    answer_all(passed, at=at)
    passed.submit(at=at)
    page = listed(client, is_passed="true").text
    assert str(passed.enrolment.learner) in page
    assert str(open_one.enrolment.learner) not in page
    page = listed(client, quiz=open_one.quiz_id).text
    assert str(passed.enrolment.learner) not in page
    page = listed(client, is_closed="false").text
    assert str(passed.enrolment.learner) not in page


@pytest.mark.parametrize("name", ["attempt", "scenariorun"])
def test_a_listing_costs_the_same_for_many(client, trainer, at, name):
    make = {"attempt": make_attempt, "scenariorun": make_run}[name]
    make(at=at)
    listed(client, name)
    with CaptureQueriesContext(connection) as few:
        listed(client, name)
    for _number in range(6):
        make(at=at)
    with CaptureQueriesContext(connection) as many:
        listed(client, name)
    assert len(many) == len(few) < 20


def test_names_that_look_like_formulas_stay_text_in_every_export(client, trainer, at):
    name = '=HYPERLINK("x")'
    make_attempt(at=at, learner=make_user(display_name=name))
    sheet = load_workbook(BytesIO(listed(client, export="xlsx").getvalue())).active
    cell = sheet.cell(row=2, column=2)
    assert (cell.value, cell.data_type) == (name, "s")
    lines = b"".join(listed(client, export="csv").streaming_content).decode()
    assert ",\"'=HYPERLINK" in lines


@pytest.mark.parametrize("name", ["attempt", "scenariorun"])
def test_names_are_shown_as_text_never_as_markup(client, trainer, at, name):
    learner = make_user(display_name="<script>alert(1)</script>")
    make = {"attempt": make_attempt, "scenariorun": make_run}[name]
    record = make(at=at, learner=learner)
    inspect = reverse(f"{name}:inspect", args=[record.pk])
    for page in (listed(client, name).text, client.get(inspect).text):
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


def test_a_trainer_reads_one_attempt_question_by_question(client, trainer, at):
    attempt = make_attempt(make_quiz(feedback="score_only"), at=at)
    answer_all(attempt, at=at)
    attempt.submit(at=at)
    page = client.get(reverse("attempt:inspect", args=[attempt.pk])).text
    assert "Chosen." in page
    assert "Handed in" in page
    assert "the system" in page


def test_an_open_attempt_says_how_far_it_is(client, trainer, at):
    attempt = make_attempt(make_quiz(draws=[(make_bank(size=3), 3)]), at=at)
    page = client.get(reverse("attempt:inspect", args=[attempt.pk])).text
    assert "0 of 3 answered" in page


def test_a_trainer_reads_the_path_of_a_run(client, trainer, at):
    run = make_run(at=at)
    run.choose(run.path().place.choices[0].key, index=1, at=at)
    page = client.get(reverse("scenariorun:inspect", args=[run.pk])).text
    assert "Scene one" in page
    assert "Go to two" in page


def test_a_trainer_reads_every_move_with_its_time_also_undone_ones(client, trainer, at):
    run = play(make_run(at=at), (0,), at=at)
    run.go_back(1, index=2, at=at)
    play(run, (1,), at=at)
    page = client.get(reverse("scenariorun:inspect", args=[run.pk])).text
    assert "Went back to decision 1" in page
    assert page.count("No, gone back on") == 1
    assert page.count(":00:00") >= 3
    assert "Could put somebody at risk" in page


def test_the_listing_of_runs_says_in_words_how_exams_came_out(client, trainer, at):
    for choices in [(0, 0, 0), (0, 1, 1)]:
        play(make_run(make_exam(), at=at), choices, at=at)
    page = listed(client, "scenariorun").text
    assert "Passed" in page
    assert "Review by people" in page


def test_a_trainer_reads_the_grade_of_an_exam_and_who_decided(client, trainer, at):
    run = play(make_run(make_exam(), at=at), (0, 1, 1), at=at)
    why = "We talked it through."
    run.decide_review(passed=True, by=make_user(display_name="Jo"), why=why, at=at)
    page = client.get(reverse("scenariorun:inspect", args=[run.pk])).text
    assert "1 of 3" in page
    assert "33.33" in page
    assert why in page
    assert "Jo" in page


@pytest.mark.parametrize("verb", ["edit", "delete"])
def test_nobody_edits_or_deletes_an_attempt_not_even_the_superuser(client, at, verb):
    client.force_login(make_user(is_superuser=True))
    attempt = make_attempt(at=at)
    for method in (client.get, client.post):
        method(reverse(f"attempt:{verb}", args=[attempt.pk]))
    assert Attempt.objects.filter(pk=attempt.pk).exists()
    assert client.get(reverse("attempt:add")).status_code == 302


@pytest.mark.parametrize("role", ["Certifiers", "Trainees", "Agency members"])
def test_certifiers_may_look_and_trainees_may_not(client, role):
    client.force_login(make_user(role))
    may = role == "Certifiers"
    assert (client.get(reverse("quiz_analysis")).status_code == 200) == may
    assert (listed(client).status_code == 200) == may


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("attempt:index", "quiz"),
        ("scenariorun:index", "page"),
        ("standardsetting:new", "quiz"),
    ],
)
def test_a_number_that_no_database_holds_names_nothing(client, trainer, address, name):
    answer = client.get(reverse(address), {name: "9" * 30})
    assert answer.status_code == 200
