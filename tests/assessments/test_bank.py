"""The life of a question in its bank, and how quizzes draw by blueprint."""

from random import Random

import pytest
from django.urls import reverse
from wagtail.models import Workflow

from assessments import freezing
from assessments.models import Attempt, EnemySet, Question
from assessments.models.starting import MayNotStart
from assessments.responses import Response
from assessments.selection import BankTooSmall
from assessments.wording import plain
from courses.models import CompetencyDomain
from tests.assessments.builders import (
    answer_all,
    make_attempt,
    make_bank,
    make_question,
    make_quiz,
    module_of,
    option,
    question_body,
)
from tests.courses.builders import make_enrolment, make_lesson
from tests.users.builders import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer(client):
    trainer = make_user("Trainers")
    client.force_login(trainer)
    return trainer


def asked(attempt):
    return set(attempt.answers.values_list("question_key", flat=True))


def test_a_retired_question_is_no_longer_asked():
    bank = make_bank(size=2)
    old = make_question(bank, stage="retired")
    quiz = make_quiz(questions=[old, make_question()], draws=[(bank, 2)])
    keys = [question.shown.key for question in quiz.compose_paper(Random(1)).questions]
    assert len(keys) == 3
    assert old.key not in keys


def test_a_pilot_question_is_asked_beside_the_others_and_not_scored(at):
    bank = make_bank(size=2)
    pilot = make_question(bank, stage="pilot")
    quiz = make_quiz(draws=[(bank, 2)], pilot_count=3)
    attempt = make_attempt(quiz, at=at)
    assert pilot.key in asked(attempt)
    assert attempt.answers.count() == 3
    answer_all(attempt, at=at)
    wrong = attempt.answers.get(question_key=pilot.key)
    result = freezing.thaw(attempt.frozen_paper).mark(
        {
            answer.question_key: answer.given
            for answer in attempt.answers.all()
            if answer != wrong
        }
    )
    assert (result.percentage, result.total) == (100, 2)


def test_points_weigh_a_question(at):
    heavy, light = make_question(points=3), make_question()
    attempt = make_attempt(make_quiz(questions=[heavy, light], pass_mark=75), at=at)
    frozen = freezing.thaw(attempt.frozen_paper)
    answer_all(attempt, at=at)
    responses = attempt.answers.responses()
    del responses[light.key]
    result = frozen.mark(responses)
    assert (result.percentage, result.is_passed) == (75, True)


def test_a_question_of_another_jurisdiction_is_left_out():
    bank = make_bank(size=1)
    make_question(bank, jurisdiction="Oregon")
    assert not make_quiz(draws=[(bank, 2)], jurisdiction="Oregon").warnings()
    with pytest.raises(BankTooSmall):
        make_quiz(draws=[(bank, 2)], jurisdiction="Texas").compose_paper(Random(1))


def test_another_attempt_brings_questions_not_seen_before(at):
    bank = make_bank(size=4)
    quiz = make_quiz(draws=[(bank, 2)], pass_mark=100)
    enrolment = make_enrolment(quiz.course, at=at)
    first = make_attempt(quiz, enrolment, at=at)
    first.submit(at=at)
    second = make_attempt(quiz, enrolment, at=at)
    assert not asked(first) & asked(second)


def test_enemies_never_come_on_one_paper():
    bank = make_bank(size=1)
    enemies = EnemySet.objects.create(title="Late messages", why="Same scene.")
    for _number in range(3):
        make_question(bank, enemies=enemies)
    quiz = make_quiz(draws=[(bank, 2)])
    for seed in range(9):
        drawn = [q.shown.key for q in quiz.compose_paper(Random(seed)).questions]
        rows = Question.objects.filter(translation_key__in=drawn, enemies=enemies)
        assert rows.count() == 1
    assert make_quiz(draws=[(bank, 3)]).warnings()


def test_the_author_is_told_of_enemies_that_are_always_asked():
    enemies = EnemySet.objects.create(title="Late messages", why="Same scene.")
    pair = [make_question(code=code, enemies=enemies) for code in ("one", "two")]
    assert make_quiz(questions=pair).warnings() == [
        "“one” and “two” may not come on one paper: Late messages."
    ]


def test_the_page_shows_whether_the_banks_can_fill_it(client, trainer):
    ethics = CompetencyDomain.objects.create(code="ethics-y", name="Ethics")
    bank = make_bank(title="Mixed", size=4)
    make_question(bank, domain=ethics, difficulty=3)
    quiz = make_quiz(draws=[(bank, 2, ethics)])
    page = client.get(reverse("wagtailadmin_pages:edit", args=[quiz.pk])).text
    assert "Can the banks fill it?" in page
    assert "has 1 question on “Ethics” left for this draw" in page
    quiz.draws.update(count=1, difficulty=3)
    page = client.get(reverse("wagtailadmin_pages:edit", args=[quiz.pk])).text
    assert "The banks can fill it, whatever chance decides." in page


def test_a_question_goes_through_review(client, trainer):
    question = make_question(live=False)
    assert question.life == "Draft"
    assert question.get_workflow() == Workflow.objects.get(name="Review of a question")
    question.save_revision()
    question.get_workflow().start(question, trainer)
    question = Question.objects.get(pk=question.pk)
    assert question.life == "In review"
    second = make_user("Trainers")
    question.current_workflow_task_state.approve(user=second)
    question = Question.objects.get(pk=question.pk)
    assert question.life == "Live: asked and scored"


def test_tags_and_stage_are_kept_in_revisions(db):
    question = make_question()
    question.tags.add("boundaries")
    question.stage = "pilot"
    question.save_revision().publish()
    fresh = Question.objects.get(pk=question.pk)
    assert [tag.name for tag in fresh.tags.all()] == ["boundaries"]
    assert fresh.stage == "pilot"


def test_the_list_counts_papers_in_a_fixed_number_of_queries(
    client, trainer, at, django_assert_max_num_queries
):
    bank = make_bank(size=3)
    make_attempt(make_quiz(draws=[(bank, 3)]), at=at)
    url = reverse("wagtailsnippets_assessments_question:list")
    client.get(url)
    with django_assert_max_num_queries(60) as few:
        client.get(url)
    for _number in range(6):
        make_question(bank)
    with django_assert_max_num_queries(len(few)):
        page = client.get(url)
    rows = {row.code: row.papers for row in page.context["object_list"]}
    assert sorted(rows.values()) == [0] * 6 + [1] * 3


def test_only_those_who_write_questions_see_the_sets_of_enemies(client, trainer):
    url = reverse("enemyset:index")
    assert client.get(url).status_code == 200
    client.force_login(make_user("Certifiers"))
    assert client.get(url).status_code == 302


def test_an_unsafe_choice_makes_its_lesson_due_before_another_attempt(client, at):
    quiz = make_quiz(pass_mark=100, unsafe_threshold=9)
    lesson = make_lesson(module_of(quiz))
    body = question_body(
        options=[option("Right", is_correct=True), option("Risky"), option("Wrong")]
    )
    body[0]["value"]["options"][1]["value"]["is_unsafe"] = True
    question = quiz.fixed_questions.get().question
    question.body, question.lesson = body, lesson
    question.save()
    enrolment = make_enrolment(quiz.course, at=at)
    attempt = make_attempt(quiz, enrolment, at=at)
    answer = attempt.answers.get()
    risky = body[0]["value"]["options"][1]["id"]
    answer.save_response(
        Response(frozenset([risky])), revision=0, by=enrolment.learner, at=at
    )
    attempt.submit(at=at)
    with pytest.raises(MayNotStart) as barred:
        make_attempt(quiz, enrolment, at=at)
    assert barred.value.standing.bar == "lessons"
    client.force_login(enrolment.learner)
    page = client.get(reverse("assessments:result", args=[attempt.public_id])).text
    again = reverse(
        "assessments:read_again", args=[attempt.public_id, lesson.translation_key]
    )
    assert f'action="{again}"' in page
    assert client.get(again).status_code == 405
    assert client.post(again).url == lesson.url
    assert Attempt.objects.overview(quiz, enrolment, at=at)["standing"].may_start
    client.force_login(make_user())
    assert client.post(again).status_code == 404


def test_paragraphs_of_a_prompt_stay_apart_in_one_line():
    assert plain("<p>All &amp; well.</p><p>What now?</p>") == "All & well. What now?"
