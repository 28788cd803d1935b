"""Attempts as records: pinned, started once, marked once."""

from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest
from django.db import IntegrityError, transaction

from assessments.closing import close_overdue
from assessments.models import Attempt, Mark
from assessments.models.answers import StaleAnswer
from assessments.models.attempts import AttemptClosed
from assessments.models.quizzes import NothingToAsk
from assessments.models.starting import MayNotStart
from assessments.models.timing import GRACE
from assessments.responses import Response
from assessments.selection import BankTooSmall
from assessments.standing import Bar
from courses.models import CompetencyDomain
from tests.assessments.builders import (
    answer_all,
    make_attempt,
    make_bank,
    make_question,
    make_quiz,
    module_of,
    question_body,
    right_answers,
)
from tests.courses.builders import make_enrolment, make_lesson
from tests.users.builders import make_user
from training.append_only import Unchangeable

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def save(answer, chosen, *, at, revision=None):
    answer.save_response(
        Response(frozenset(chosen)),
        revision=answer.revision if revision is None else revision,
        by=answer.attempt.enrolment.learner,
        at=at,
    )


def test_starting_freezes_the_paper_and_lays_out_an_answer_for_each_question(at):
    bank = make_bank(size=5)
    attempt = make_attempt(make_quiz(draws=[(bank, 3)]), at=at)
    assert attempt.number == 1
    assert [a.number for a in attempt.answers.all()] == [1, 2, 3]
    assert len(attempt.shown_questions()) == 3


def test_starting_again_returns_the_open_attempt(at):
    attempt = make_attempt(at=at)
    again = make_attempt(attempt.quiz, attempt.enrolment, at=at + MINUTE)
    assert again == attempt


def test_two_learners_may_get_different_papers(at):
    quiz = make_quiz(draws=[(make_bank(size=8), 4)], shuffle_questions=True)
    course = quiz.course
    papers = set()
    for seed in range(6):
        enrolment = make_enrolment(course, make_user(), at=at)
        attempt = Attempt.objects.start(quiz, enrolment, at=at, rng=Random(seed))
        papers.add(tuple(q.key for q in attempt.shown_questions()))
    assert len(papers) > 1


def test_drafts_are_never_drawn(at):
    bank = make_bank(size=1)
    make_question(bank, live=False)
    with pytest.raises(BankTooSmall):
        make_attempt(make_quiz(draws=[(bank, 2)]), at=at)


def test_a_quiz_without_a_published_question_cannot_begin(at):
    quiz = make_quiz(questions=[make_question(live=False)])
    with pytest.raises(NothingToAsk):
        make_attempt(quiz, at=at)
    assert not Attempt.objects.exists()


def test_marking_completes_the_unit_when_it_is_passed(at):
    attempt = make_attempt(at=at)
    answer_all(attempt, at=at)
    attempt.submit(at=at + MINUTE)
    assert (attempt.percentage, attempt.is_passed) == (100, True)
    assert attempt.enrolment.completions.get().unit_key == attempt.assessment_key


def test_below_the_pass_mark_the_unit_stays_open(at):
    attempt = make_attempt(at=at)
    answer_all(attempt, at=at, is_right=False)
    attempt.submit(at=at + MINUTE)
    assert attempt.is_passed is False
    assert not attempt.enrolment.completions.exists()


def test_a_mark_says_when_and_why_and_by_question_and_domain(at):
    ethics = CompetencyDomain.objects.create(code="ethics-x", name="Ethics")
    quiz = make_quiz(questions=[make_question(domain=ethics), make_question()])
    attempt = make_attempt(quiz, at=at)
    answer_all(attempt, at=at)
    attempt.submit(at=at + MINUTE)
    mark = attempt.marks.get()
    assert (mark.reason, mark.made_at, mark.made_by) == ("submitted", at + MINUTE, None)
    assert [row["credit"] for row in mark.result["by_question"]] == ["1", "1"]
    assert [row["domain"] for row in mark.result["by_domain"]] == ["ethics-x", ""]


def test_handing_in_twice_is_the_same_as_once(at):
    attempt = make_attempt(at=at)
    attempt.submit(at=at)
    with pytest.raises(AttemptClosed):
        attempt.submit(at=at + MINUTE)
    assert Mark.objects.count() == 1


def test_a_mark_is_never_edited_or_deleted(at):
    attempt = make_attempt(at=at)
    attempt.submit(at=at)
    mark = attempt.latest_mark()
    for change in (
        mark.save,
        mark.delete,
        attempt.marks.all().delete,
        lambda: attempt.marks.update(percentage=100),
    ):
        with pytest.raises(Unchangeable):
            change()


def test_editing_unpublishing_and_deleting_content_changes_no_open_attempt(at):
    question = make_question(lesson=None)
    quiz = make_quiz(questions=[question])
    attempt = make_attempt(quiz, at=at)
    right = right_answers(attempt)[1]
    question.body = question_body(prompt="<p>Another question.</p>")
    question.live = False
    question.save()
    quiz.fixed_questions.all().delete()
    question.delete()
    quiz.pass_mark = Decimal(100)
    quiz.unpublish()
    save(attempt.answers.get(), right, at=at)
    attempt.refresh_from_db()
    attempt.submit(at=at)
    assert attempt.shown_questions()[0].prompt == "<p>What now?</p>"
    assert attempt.is_passed


def test_deleting_the_quiz_leaves_its_attempts(at):
    attempt = make_attempt(at=at)
    answer_all(attempt, at=at)
    attempt.quiz.delete()
    attempt.refresh_from_db()
    attempt.submit(at=at)
    assert attempt.is_passed
    assert attempt.assessment_title.startswith("Quiz")


def test_attempts_left_are_counted(at):
    quiz = make_quiz(max_attempts=1)
    attempt = make_attempt(quiz, at=at)
    attempt.submit(at=at)
    with pytest.raises(MayNotStart) as refused:
        make_attempt(quiz, attempt.enrolment, at=at + MINUTE)
    assert refused.value.standing.bar is Bar.USED_UP


def test_the_wait_between_attempts_is_kept(at):
    quiz = make_quiz(wait_minutes=10)
    attempt = make_attempt(quiz, at=at)
    attempt.submit(at=at)
    with pytest.raises(MayNotStart) as refused:
        make_attempt(quiz, attempt.enrolment, at=at + 9 * MINUTE)
    assert refused.value.standing.opens_at == at + 10 * MINUTE
    again = make_attempt(quiz, attempt.enrolment, at=at + 10 * MINUTE)
    assert again.number == 2


def test_whoever_has_passed_does_not_start_again(at):
    attempt = make_attempt(at=at)
    answer_all(attempt, at=at)
    attempt.submit(at=at)
    with pytest.raises(MayNotStart):
        make_attempt(attempt.quiz, attempt.enrolment, at=at + MINUTE)


# Saving


def test_a_save_is_acknowledged_with_the_next_revision(at):
    answer = make_attempt(at=at).answers.get()
    save(answer, answer.offered[:1], at=at)
    answer.refresh_from_db()
    assert (answer.revision, answer.response["chosen"]) == (1, answer.offered[:1])
    assert answer.saved_at == at


def test_an_older_page_cannot_overwrite_a_newer_answer(at):
    answer = make_attempt(at=at).answers.get()
    save(answer, answer.offered[:1], at=at)
    with pytest.raises(StaleAnswer) as stale:
        save(answer, answer.offered[1:2], at=at, revision=0)
    assert stale.value.current.response["chosen"] == answer.offered[:1]
    answer.refresh_from_db()
    assert answer.revision == 1


def test_sending_the_same_answer_again_changes_nothing(at):
    answer = make_attempt(at=at).answers.get()
    save(answer, answer.offered[:1], at=at)
    save(answer, answer.offered[:1], at=at, revision=0)
    assert answer.revision == 1


def test_nobody_else_can_save_into_an_attempt(at):
    answer = make_attempt(at=at).answers.get()
    with pytest.raises(StaleAnswer):
        answer.save_response(
            Response(frozenset(answer.offered[:1])), revision=0, by=make_user(), at=at
        )
    answer.refresh_from_db()
    assert not answer.is_answered


def test_a_closed_attempt_takes_no_answer(at):
    attempt = make_attempt(at=at)
    attempt.submit(at=at)
    answer = attempt.answers.get()
    with pytest.raises(AttemptClosed):
        save(answer, answer.offered[:1], at=at)


# The clock


def test_the_deadline_is_fixed_at_the_start(at):
    quiz = make_quiz(time_limit_minutes=30)
    attempt = make_attempt(quiz, at=at)
    quiz.time_limit_minutes = 60
    quiz.save()
    attempt.refresh_from_db()
    assert attempt.closes_at == at + 30 * MINUTE
    assert attempt.remaining_seconds(at=at + 29 * MINUTE) == 60
    assert attempt.remaining_seconds(at=at + 31 * MINUTE) == 0


@pytest.mark.parametrize(("late", "is_taken"), [(14, True), (15, False)])
def test_answers_on_their_way_at_the_deadline_have_fifteen_seconds(at, late, is_taken):
    attempt = make_attempt(make_quiz(time_limit_minutes=1), at=at)
    answer = attempt.answers.get()
    moment = at + MINUTE + timedelta(seconds=late)
    if is_taken:
        save(answer, answer.offered[:1], at=moment)
        assert answer.is_answered
    else:
        with pytest.raises(AttemptClosed):
            save(answer, answer.offered[:1], at=moment)


def test_an_attempt_handed_in_within_the_grace_finished_at_the_deadline(at):
    attempt = make_attempt(make_quiz(time_limit_minutes=1), at=at)
    attempt.submit(at=at + MINUTE + timedelta(seconds=10))
    assert attempt.submitted_at == at + MINUTE


def test_handing_in_too_late_is_refused(at):
    attempt = make_attempt(make_quiz(time_limit_minutes=1), at=at)
    with pytest.raises(AttemptClosed):
        attempt.submit(at=at + MINUTE + GRACE)


def test_the_sweeper_closes_at_the_deadline_and_marks_what_was_saved(at):
    attempt = make_attempt(make_quiz(time_limit_minutes=1), at=at)
    answer_all(attempt, at=at)
    make_attempt(at=at)
    assert close_overdue(at=at + MINUTE) == 0
    assert close_overdue(at=at + MINUTE + GRACE) == 1
    attempt.refresh_from_db()
    assert attempt.submitted_at == at + MINUTE
    assert attempt.is_passed
    assert attempt.marks.get().reason == "time_up"
    assert attempt.enrolment.completions.count() == 1
    assert close_overdue(at=at + 9 * MINUTE) == 0


def test_a_paper_that_cannot_be_marked_keeps_no_other_open(at, caplog):
    quiz = make_quiz(time_limit_minutes=1)
    broken, sound = make_attempt(quiz, at=at), make_attempt(quiz, at=at)
    Attempt.objects.filter(pk=broken.pk).update(frozen_paper={"torn": True})
    close_overdue(at=at + MINUTE + GRACE)
    broken.refresh_from_db()
    sound.refresh_from_db()
    assert (broken.submitted_at, sound.submitted_at) == (None, at + MINUTE)
    assert "goes on with the next" in caplog.text


def test_an_overdue_attempt_is_closed_when_the_learner_comes_back(at):
    quiz = make_quiz(time_limit_minutes=1)
    attempt = make_attempt(quiz, at=at)
    later = at + 5 * MINUTE
    overview = Attempt.objects.overview(quiz, attempt.enrolment, at=later)
    assert overview["open_attempt"] is None
    assert [a.submitted_at for a in overview["attempts"]] == [at + MINUTE]
    again = make_attempt(quiz, attempt.enrolment, at=later)
    assert again.number == 2


# What the database itself refuses


def test_the_database_refuses_a_second_open_attempt(at):
    attempt = make_attempt(at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.create(
            enrolment=attempt.enrolment,
            assessment_key=attempt.assessment_key,
            assessment_title="Q",
            number=2,
            frozen_paper={},
            started_at=at,
        )


def test_the_database_refuses_a_closed_attempt_without_a_mark(at):
    attempt = make_attempt(at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.filter(pk=attempt.pk).update(submitted_at=at)


def test_marking_costs_the_same_whatever_the_number_of_questions(
    at, django_assert_num_queries
):
    for size in (2, 12):
        attempt = make_attempt(make_quiz(draws=[(make_bank(size=size), size)]), at=at)
        attempt = Attempt.objects.select_related("enrolment").get(pk=attempt.pk)
        with django_assert_num_queries(6):
            # savepoint, lock, answers, update, mark, release
            attempt.submit(at=at)


def test_a_result_links_to_the_lesson_that_taught_it(at):
    quiz = make_quiz()
    lesson = make_lesson(module_of(quiz))
    question = quiz.fixed_questions.get().question
    question.lesson = lesson
    question.save()
    attempt = make_attempt(quiz, at=at)
    assert attempt.frozen_paper["lessons"] == {
        str(lesson.translation_key): lesson.title
    }
