"""What trainers read about a quiz and its questions."""

import csv
import uuid
from decimal import Decimal
from io import BytesIO, StringIO
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from assessments.folding import fold_waiting
from assessments.models import Answer, Attempt, ItemTally
from assessments.responses import Response
from tests.assessments.builders import (
    answer_all,
    make_attempt,
    make_question,
    make_quiz,
    option,
    question_body,
    right_answers,
)
from tests.courses.builders import make_enrolment
from tests.users.builders import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer(client):
    client.force_login(make_user("Trainers"))


def sit_many(quiz, ability, *, at):
    """Let one person for each of ``ability`` answer so many questions right."""
    for right in ability:
        enrolment = make_enrolment(quiz.course, make_user(), at=at)
        attempt = Attempt.objects.start(quiz, enrolment, at=at, rng=Random(1))
        keys = right_answers(attempt)
        for answer in attempt.answers.all():
            correct = keys[answer.number]
            wrong = frozenset(sorted(set(answer.offered) - correct)[:1])
            chosen = correct if answer.number <= right else wrong
            answer.save_response(
                Response(chosen=chosen), revision=0, by=enrolment.learner, at=at
            )
        attempt.submit(at=at)
    fold_waiting(at=at)


@pytest.fixture
def quiz(at):
    """A quiz of four questions, of which twelve people had none to all right."""
    made = make_quiz(questions=[make_question() for _n in range(4)])
    sit_many(made, [0, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4], at=at)
    return made


def report(client, quiz, **query):
    query = {"quiz": quiz.translation_key} | query
    return client.get(reverse("quiz_analysis"), query)


def of_question(client, key, **query):
    return client.get(reverse("question_analysis", args=[key]), query)


def test_the_pictures_have_the_same_numbers_in_their_tables(client, trainer, quiz):
    page = report(client, quiz).text
    assert page.count("<rect") == 10
    assert page.count("<circle") == 4
    assert "<td>3</td>" in page
    assert "KR-20" in page
    assert "0.75" in page
    assert "Provisional: 12 results" in page


def test_figures_from_fewer_than_ten_are_hidden(client, trainer, at):
    quiz = make_quiz()
    sit_many(quiz, [1] * 9, at=at)
    page = report(client, quiz).text
    assert "9 results so far" in page
    assert "<rect" not in page
    key = ItemTally.objects.get().question_key
    page = of_question(client, key).text
    assert "9 answers so far" in page
    assert "Discrimination" not in page
    body = report(client, quiz, export="csv")
    (row,) = csv.DictReader(StringIO(b"".join(body.streaming_content).decode()))
    assert (row["Answers"], row["Mean credit"], row["Remark"]) == (
        "9",
        "",
        "too few answers",
    )


def test_the_report_costs_the_same_for_many(client, trainer, quiz, at):
    report(client, quiz)
    with CaptureQueriesContext(connection) as few:
        report(client, quiz)
    other = make_quiz(questions=[make_question() for _n in range(9)])
    sit_many(other, range(10), at=at)
    with CaptureQueriesContext(connection) as many:
        assert "<rect" in report(client, other).text
    assert len(many) == len(few) < 16


def test_the_page_of_a_question_costs_the_same_for_many(client, trainer, quiz, at):
    key = ItemTally.objects.first().question_key
    of_question(client, key)
    with CaptureQueriesContext(connection) as few:
        of_question(client, key)
    sit_many(quiz, range(5), at=at)
    with CaptureQueriesContext(connection) as many:
        of_question(client, key)
    assert len(many) == len(few) < 14


def test_what_waits_to_be_counted_is_said(client, trainer, quiz, at):
    enrolment = make_enrolment(quiz.course, make_user(), at=at)
    attempt = Attempt.objects.start(quiz, enrolment, at=at, rng=Random(1))
    answer_all(attempt, at=at)
    attempt.submit(at=at)
    assert "1 result is still to be counted" in report(client, quiz).text
    fold_waiting(at=at)
    assert "still to be counted" not in report(client, quiz).text


def test_retakes_count_when_they_are_asked_for(client, trainer, at):
    quiz = make_quiz(max_attempts=None, wait_minutes=0)
    sit_many(quiz, [0] * 10, at=at)
    for enrolment in {a.enrolment for a in Attempt.objects.all()}:
        attempt = Attempt.objects.start(quiz, enrolment, at=at, rng=Random(1))
        answer_all(attempt, at=at)
        attempt.submit(at=at)
    fold_waiting(at=at)
    assert "<dd>10</dd>" in report(client, quiz).text
    assert "<dd>20</dd>" in report(client, quiz, attempts="all").text


def test_papers_of_other_lengths_are_reported_apart(client, trainer, quiz, at):
    row = quiz.fixed_questions.last()
    row.delete()
    sit_many(quiz, range(4), at=at)
    assert "<dd>12</dd>" in report(client, quiz).text
    page = report(client, quiz, papers="3-3").text
    assert "4 results so far" in page


def test_a_key_that_is_wrong_is_flagged(client, trainer, at):
    body = question_body(options=[option("Marked", is_correct=True), option("Meant")])
    inverted = make_question(body=body)
    quiz = make_quiz(questions=[make_question(), make_question(), inverted])
    for right in (0, 1, 2) * 4:
        enrolment = make_enrolment(quiz.course, make_user(), at=at)
        attempt = Attempt.objects.start(quiz, enrolment, at=at, rng=Random(1))
        keys = right_answers(attempt)
        for answer in attempt.answers.all():
            wrong = frozenset(sorted(set(answer.offered) - keys[answer.number])[:1])
            is_right = answer.number <= right or (answer.number == 3 and not right)
            answer.save_response(
                Response(chosen=keys[answer.number] if is_right else wrong),
                revision=0,
                by=enrolment.learner,
                at=at,
            )
        attempt.submit(at=at)
    fold_waiting(at=at)
    assert "Check the key" in report(client, quiz).text
    page = of_question(client, inverted.key).text
    assert "the wrong option may be marked as correct" in page
    assert "A wrong option is chosen more" in page


def test_a_question_shows_its_options_and_their_lines(client, trainer, quiz):
    page = of_question(client, ItemTally.objects.first().question_key).text
    assert "What people chose" in page
    assert "Also wrong" in page
    assert "Nobody chose one of the wrong options" in page
    assert 'class="analysis__line analysis__line--2"' in page


def test_what_a_question_says_is_shown_as_text_never_as_markup(client, trainer, at):
    body = question_body(
        options=[option("<b>R</b>", is_correct=True), option("<script>x</script>")],
        prompt="<p>A &amp; <b>B</b></p>",
    )
    hostile = make_question(body=body)
    quiz = make_quiz(questions=[hostile, make_question()])
    sit_many(quiz, [0, 1, 2] * 4, at=at)
    page = of_question(client, hostile.key).text
    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page
    assert "A &amp; B" in page


def test_the_list_of_questions_leads_to_their_figures(client, trainer, quiz):
    unasked = make_question()
    listing = reverse("wagtailsnippets_assessments_question:list")
    page = client.get(listing).text
    key = ItemTally.objects.first().question_key
    assert reverse("question_analysis", args=[key]) in page
    assert reverse("question_analysis", args=[unasked.key]) not in page


def test_a_question_that_is_not_counted_yet_says_so(client, trainer, at):
    attempt = make_attempt(at=at)
    key = attempt.answers.get().question_key
    assert "answers have been counted yet" in of_question(client, key).text


def test_a_question_that_nobody_was_asked_is_not_found(client, trainer):
    assert of_question(client, uuid.uuid4()).status_code == 404


def test_a_spreadsheet_holds_the_figures_and_no_formula(client, trainer, quiz):
    tally = ItemTally.objects.first()
    ItemTally.objects.filter(pk=tally.pk).update(
        face=tally.face | {"code": "=1+1", "prompt": "<p>@SUM(A1)</p>"}
    )
    sheet = load_workbook(BytesIO(report(client, quiz, export="xlsx").getvalue()))
    rows = list(sheet.active.iter_rows(min_row=2))
    assert [row[1].data_type for row in rows] == ["s"] * 4
    assert "=1+1" in {row[1].value for row in rows}
    assert sum(Decimal(str(row[5].value)) for row in rows) > 2
    body = report(client, quiz, export="csv")
    text = b"".join(body.streaming_content).decode()
    assert "'=1+1" in text
    assert "'@SUM" in text


def test_texts_are_shown_once_ten_people_wrote_them(client, trainer, quiz):
    key = ItemTally.objects.first().question_key
    tallies = ItemTally.objects.filter(question_key=key)
    tallies.update(face=tallies.get().face | {"kind": "short", "options": {}})
    answers = Answer.objects.filter(question_key=key)
    answers.update(kind="short", response={"text": "Call her  sponsor."})
    answers.filter(pk__in=answers.values("pk")[:2]).update(response={"text": "secret"})
    page = of_question(client, key).text
    assert "call her sponsor" in page
    assert "<td>10</td>" in page
    assert "secret" not in page


def test_a_report_before_anybody_handed_in_is_not_an_error(client, trainer):
    assert "Nobody has handed in" in client.get(reverse("quiz_analysis")).text
    assert client.get(reverse("quiz_analysis"), {"quiz": "x"}).status_code == 200


def test_the_figures_outlive_the_quiz_and_its_questions(client, trainer, quiz):
    Attempt.objects.update(quiz=None)
    quiz.delete()
    page = report(client, quiz).text
    assert "KR-20" in page


@pytest.mark.parametrize("role", ["Certifiers", "Trainees", "Agency members"])
def test_a_question_is_seen_by_those_who_may_see_attempts(client, quiz, role):
    client.force_login(make_user(role))
    key = ItemTally.objects.first().question_key
    assert (of_question(client, key).status_code == 200) == (role == "Certifiers")
