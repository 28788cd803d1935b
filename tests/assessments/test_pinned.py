"""Whatever happens to the content, an open attempt stays what it was."""

import re
from datetime import timedelta

import pytest
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone

from assessments.models import Answer, Question, QuestionBank, QuizPage
from assessments.responses import KINDS, Response
from courses.models import CompetencyDomain
from tests.assessments.builders import (
    make_attempt,
    make_bank,
    make_question,
    make_quiz,
    question_body,
    right_responses,
)

pytestmark = pytest.mark.django_db


def edit(question):
    question.body = question_body(question.kind, prompt="<p>Another!</p>")
    question.points = 9
    question.stage = "retired"
    question.save_revision().publish()


def unpublish(question):
    question.unpublish()


def delete(question):
    question.delete()


def rename_its_domain(question):
    CompetencyDomain.objects.update(name="Renamed")


def rewrite_the_rules(question):
    QuizPage.objects.update(
        pass_mark=100, title="Renamed", unsafe_rule="fail", feedback="score_only"
    )


def unpublish_the_quiz(question):
    for quiz in QuizPage.objects.all():
        quiz.unpublish()


def delete_the_quiz(question):
    for quiz in QuizPage.objects.all():
        quiz.delete()


UPHEAVALS = [
    *(edit, unpublish, delete, rename_its_domain, rewrite_the_rules),
    *(unpublish_the_quiz, delete_the_quiz),
]


def quiz_of_every_kind():
    domain = CompetencyDomain.objects.create(code="pinned", name="Ethics")
    bank = make_bank(title="Pinned")
    for kind in KINDS:
        make_question(bank, kind=kind, domain=domain, code=f"pinned-{kind}")
    return make_quiz(draws=[(bank, len(KINDS))], feedback="after_each")


def answer_well(attempt, *, at):
    right = right_responses(attempt)
    for answer in attempt.answers.for_saving():
        answer.save_response(
            right[answer.number],
            revision=answer.revision,
            by=attempt.enrolment.learner,
            at=at,
        )


def pages(client, attempt):
    """Return the questions as the learner sees them, without tokens and time."""
    urls = [
        reverse("assessments:question", args=[attempt.public_id, answer.number])
        for answer in attempt.answers.all()
    ]
    replies = [client.get(url) for url in urls]
    assert {reply.status_code for reply in replies} == {200}
    return [re.findall(r"<fieldset.*</fieldset>", r.text, re.DOTALL) for r in replies]


@pytest.mark.parametrize(
    "upheavals",
    [*([one] for one in UPHEAVALS), UPHEAVALS, UPHEAVALS[::-1]],
    ids=lambda upheavals: "-".join(u.__name__ for u in upheavals)[:40],
)
def test_content_may_change_in_any_way_and_an_open_attempt_does_not(client, upheavals):
    at = timezone.now()
    attempt = make_attempt(quiz_of_every_kind(), at=at)
    client.force_login(attempt.enrolment.learner)
    before = pages(client, attempt)
    assert all(before)
    for upheaval in upheavals:
        for question in Question.objects.filter(code__startswith="pinned-"):
            upheaval(question)
    assert pages(client, attempt) == before
    attempt.refresh_from_db()
    answer_well(attempt, at=at + timedelta(minutes=1))
    attempt.submit(at=at + timedelta(minutes=2))
    assert attempt.held_for == "marking"
    assert attempt.percentage == 90
    assert attempt.assessment_title.startswith("Quiz")


def test_a_bank_with_questions_and_an_answer_cannot_be_torn_out(at):
    bank = make_bank(size=1)
    attempt = make_attempt(make_quiz(draws=[(bank, 1)]), at=at)
    with pytest.raises(ProtectedError):
        QuestionBank.objects.get(pk=bank.pk).delete()
    with pytest.raises(ProtectedError):
        attempt.enrolment.delete()
    assert Answer.objects.filter(attempt=attempt).count() == 1


def test_an_empty_response_counts_as_no_answer():
    assert not Response().is_answered
