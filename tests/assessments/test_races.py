"""Many requests at once: the database decides, on SQLite and PostgreSQL alike."""

from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest

from assessments.accommodating import grant
from assessments.models import Answer, Attempt, Mark, ScenarioRun, ScenarioStep
from assessments.models.answers import StaleAnswer
from assessments.models.attempts import AttemptClosed
from assessments.models.runs import AlreadyDecided
from assessments.models.starting import MayNotStart
from assessments.models.timing import MayNotPause
from assessments.responses import Response
from tests.assessments.builders import (
    answer_all,
    make_attempt,
    make_bank,
    make_quiz,
    make_run,
    make_scenario,
    right_answers,
)
from tests.courses.builders import make_enrolment
from tests.races import at_once
from tests.users.builders import make_accommodation, make_user
from training.users.models import Accommodation

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
THREADS = 20


def outcome(act, *errors):
    """Return what ``act`` returns, or the class of the error it raised."""
    try:
        return act()
    except errors as error:
        return type(error)


def test_twenty_submissions_of_one_attempt_leave_one_mark(at):
    attempt = make_attempt(at=at)
    answer_all(attempt, at=at)

    def submit(_number):
        mine = Attempt.objects.get(pk=attempt.pk)
        return outcome(lambda: mine.submit(at=at), AttemptClosed)

    results = at_once(submit, THREADS)
    assert results.count(None) == 1
    assert results.count(AttemptClosed) == THREADS - 1
    assert Mark.objects.count() == 1
    assert attempt.enrolment.completions.count() == 1


def test_starting_at_once_leaves_one_attempt(at):
    quiz = make_quiz(draws=[(make_bank(size=4), 2)])
    enrolment = make_enrolment(quiz.course, at=at)

    def start(number):
        rng = Random(number)
        return Attempt.objects.start(quiz, enrolment, at=at, rng=rng).pk

    assert len(set(at_once(start, 10))) == 1
    assert Attempt.objects.count() == 1
    assert Answer.objects.count() == 2


def test_two_devices_start_while_more_time_is_granted(at):
    quiz = make_quiz(time_limit_minutes=20)
    enrolment = make_enrolment(quiz.course, at=at)
    granter = make_user()

    def act(number):
        if number == 1:
            granted = Accommodation(person=enrolment.learner, time_factor=Decimal(2))
            return grant(granted, by=granter, at=at)
        rng = Random(number)
        return Attempt.objects.start(quiz, enrolment, at=at, rng=rng)

    at_once(act, 3)
    # Begun before the grant or after it: the one attempt has the time.
    assert Attempt.objects.get().closes_at == at + timedelta(minutes=40)


def test_one_break_begins_and_ends_once_however_often_it_is_pressed(at):
    quiz = make_quiz(time_limit_minutes=20)
    learner = make_accommodation(at=at, break_minutes=10).person
    attempt = make_attempt(quiz, at=at, learner=learner)
    later = at + timedelta(minutes=3)

    def pause(_number):
        mine = Attempt.objects.get(pk=attempt.pk)
        return outcome(lambda: mine.pause(at=at), MayNotPause)

    def resume(_number):
        Attempt.objects.get(pk=attempt.pk).resume(at=later)

    assert at_once(pause, 10).count(None) == 1
    at_once(resume, 10)
    attempt.refresh_from_db()
    assert attempt.closes_at == at + timedelta(minutes=23)
    assert attempt.break_left == timedelta(minutes=7)
    assert attempt.breaks.count() == 1


def test_the_limit_on_attempts_holds_when_all_rush_in(at):
    quiz = make_quiz(max_attempts=3)
    enrolment = make_enrolment(quiz.course, at=at)

    def use_up(number):
        rng = Random(number)
        while True:
            try:
                attempt = Attempt.objects.start(quiz, enrolment, at=at, rng=rng)
            except MayNotStart:
                return
            outcome(lambda one=attempt: one.submit(at=at), AttemptClosed)

    at_once(use_up, 12)
    numbers = sorted(Attempt.objects.values_list("number", flat=True))
    assert numbers == [1, 2, 3]
    assert Mark.objects.count() == 3


def test_of_saves_at_once_one_wins_and_the_others_hear_of_it(at):
    answer = make_attempt(at=at).answers.get()
    learner = answer.attempt.enrolment.learner

    def save(number):
        mine = Answer.objects.get(pk=answer.pk)
        chosen = Response(frozenset([answer.offered[number % 3]]))
        act = lambda: mine.save_response(chosen, revision=0, by=learner, at=at)  # noqa: E731
        return outcome(act, StaleAnswer)

    results = at_once(save, 12)
    answer.refresh_from_db()
    assert answer.revision == 1
    assert StaleAnswer in results


def test_an_acknowledged_answer_is_in_the_mark_however_close_the_hand_in(at):
    attempts = [make_attempt(at=at) for _n in range(8)]
    right = {attempt.pk: right_answers(attempt)[1] for attempt in attempts}
    saved = set()

    def act(number):
        attempt = Attempt.objects.get(pk=attempts[number // 2].pk)
        if number % 2:
            return outcome(lambda: attempt.submit(at=at), AttemptClosed)
        answer = attempt.answers.get()
        learner = attempt.enrolment.learner
        chosen = Response(right[attempt.pk])
        result = outcome(
            lambda: answer.save_response(chosen, revision=0, by=learner, at=at),
            AttemptClosed,
        )
        if result is None:
            saved.add(attempt.pk)
        return result

    at_once(act, 16)
    passed = set(Attempt.objects.filter(is_passed=True).values_list("pk", flat=True))
    assert passed == saved


def test_a_doubled_click_makes_one_decision(at):
    run = make_run(at=at)
    key = run.path().place.choices[0].key

    def choose(_number):
        mine = ScenarioRun.objects.get(pk=run.pk)
        act = lambda: mine.choose(key, index=1, at=at)  # noqa: E731
        return outcome(act, AlreadyDecided)

    results = at_once(choose, 10)
    assert results.count(AlreadyDecided) == 9
    assert ScenarioStep.objects.count() == 1


def test_beginning_a_scenario_at_once_leaves_one_run(at):
    page = make_scenario()
    enrolment = make_enrolment(page.course, at=at)
    begin = lambda _number: ScenarioRun.objects.start(page, enrolment, at=at).pk  # noqa: E731
    assert len(set(at_once(begin, 10))) == 1
