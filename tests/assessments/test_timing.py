"""Extra time and breaks on attempts; windows in which they begin."""

from datetime import timedelta
from decimal import Decimal
from random import Random
from threading import Barrier
from time import sleep

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from assessments.accommodating import grant
from assessments.closing import close_overdue
from assessments.models import Attempt
from assessments.models.attempts import AttemptClosed
from assessments.models.starting import MayNotStart
from assessments.models.timing import GRACE, MayNotPause, Paused
from assessments.responses import Response
from tests.assessments.builders import answer_all, make_attempt, make_quiz
from tests.courses.builders import make_enrolment
from tests.races import at_once
from tests.users.builders import make_accommodation, make_user
from training.users import roles
from training.users.models import Accommodation

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def person(at):
    """Somebody with half as much time again, and ten minutes of breaks."""
    fields = {"time_factor": Decimal("1.5"), "break_minutes": 10}
    return make_accommodation(at=at, **fields).person


@pytest.fixture
def timed():
    return make_quiz(time_limit_minutes=20)


@pytest.fixture
def attempt(timed, person, at):
    return make_attempt(timed, at=at, learner=person)


def test_extra_time_counts_from_the_start(attempt, at):
    assert attempt.closes_at == at + 30 * MINUTE
    assert attempt.remaining_seconds(at=at) == 30 * 60


def test_who_has_none_gets_the_usual_time(timed, at):
    assert make_attempt(timed, at=at).closes_at == at + 20 * MINUTE


def test_a_quiz_without_a_clock_gets_none(person, at):
    attempt = make_attempt(at=at, learner=person)
    assert attempt.closes_at is None
    with pytest.raises(MayNotPause):
        attempt.pause(at=at)


def test_a_window_closes_attempts_and_extra_time_extends_it(person, at):
    quiz = make_quiz(time_limit_minutes=20, closes_at=at + 10 * MINUTE)
    assert make_attempt(quiz, at=at).closes_at == at + 10 * MINUTE
    assert make_attempt(quiz, at=at, learner=person).closes_at == at + 15 * MINUTE


@pytest.mark.parametrize("window", [(1, 2), (-2, -1), (-2, 0)])
def test_none_begins_outside_the_window(at, window):
    opens, closes = (at + days * timedelta(days=1) for days in window)
    quiz = make_quiz(opens_at=opens, closes_at=closes)
    enrolment = make_enrolment(quiz.course, at=at)
    with pytest.raises(MayNotStart) as refusal:
        Attempt.objects.start(quiz, enrolment, at=at, rng=Random(1))
    assert refusal.value.standing.bar == ("not_yet" if window[0] > 0 else "over")


def test_granting_extends_what_is_under_way_and_never_shortens_it(timed, at):
    attempt = make_attempt(timed, at=at)
    learner, granter = attempt.enrolment.learner, make_user()
    later = at + 5 * MINUTE
    granted = Accommodation(person=learner, time_factor=Decimal(2), break_minutes=5)
    grant(granted, by=granter, at=later)
    attempt.refresh_from_db()
    assert attempt.closes_at == at + 40 * MINUTE
    assert attempt.break_left == 5 * MINUTE
    granted.time_factor, granted.break_minutes = Decimal(1), 0
    grant(granted, by=granter, at=later)
    attempt.refresh_from_db()
    assert attempt.closes_at == at + 40 * MINUTE
    granted.time_factor = Decimal("2.5")
    grant(granted, by=granter, at=later)
    attempt.refresh_from_db()
    assert attempt.closes_at == at + 50 * MINUTE


def test_granting_opens_nothing_again_that_is_over(timed, at):
    late, done = make_attempt(timed, at=at), make_attempt(timed, at=at)
    done.submit(at=at)
    for attempt in (late, done):
        granted = Accommodation(person=attempt.enrolment.learner, time_factor=3)
        grant(granted, by=make_user(), at=at + 21 * MINUTE)
        attempt.refresh_from_db()
        assert attempt.closes_at == at + 20 * MINUTE


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_is_handed_in_while_time_is_granted_keeps_its_end(at):
    attempt = make_attempt(make_quiz(time_limit_minutes=30), at=at, learner=make_user())
    person = attempt.enrolment.learner
    ends = attempt.closes_at
    granting = Accommodation(person=person, time_factor=Decimal("2"))
    gate = Barrier(2, timeout=5)

    def act(number):
        if number:
            gate.wait()
            grant(granting, by=make_user(), at=at)
            return
        with transaction.atomic():
            Attempt.objects.get(pk=attempt.pk).submit(at=at)
            gate.wait()
            sleep(0.5)

    at_once(act, 2)
    attempt.refresh_from_db()
    assert (attempt.submitted_at, attempt.closes_at) == (at, ends)


def test_a_break_stops_the_clock_and_gives_back_what_is_left(attempt, at):
    attempt.pause(at=at + 5 * MINUTE)
    assert attempt.remaining_seconds(at=at + 7 * MINUTE) == 25 * 60
    attempt.resume(at=at + 8 * MINUTE)
    assert attempt.closes_at == at + 33 * MINUTE
    assert attempt.break_left == 7 * MINUTE
    assert attempt.remaining_seconds(at=at + 8 * MINUTE) == 25 * 60
    once = attempt.breaks.get()
    assert once.ended_at - once.began_at == 3 * MINUTE


def test_in_a_break_nothing_is_saved_and_nothing_handed_in(attempt, at):
    attempt.pause(at=at)
    answer = attempt.answers.get()
    chosen = Response(frozenset(answer.offered[:1]))
    with pytest.raises(Paused):
        answer.save_response(chosen, revision=0, by=attempt.enrolment.learner, at=at)
    with pytest.raises(AttemptClosed):
        attempt.submit(at=at)
    with pytest.raises(MayNotPause):
        attempt.pause(at=at)


def test_a_break_that_nobody_ends_is_over_by_itself(attempt, at):
    attempt.pause(at=at + 5 * MINUTE)
    after = at + 16 * MINUTE
    assert not attempt.is_paused(at=after)
    assert attempt.remaining_seconds(at=after) == 24 * 60
    answer_all(attempt, at=after)
    attempt.resume(at=after)
    assert attempt.closes_at == at + 40 * MINUTE
    with pytest.raises(MayNotPause):
        attempt.pause(at=after)


def test_the_sweeper_respects_a_break_and_closes_after_it(attempt, at):
    attempt.pause(at=at + 29 * MINUTE)
    assert close_overdue(at=at + 31 * MINUTE) == 0
    assert close_overdue(at=at + 40 * MINUTE + GRACE) == 1
    attempt.refresh_from_db()
    assert attempt.submitted_at == at + 40 * MINUTE


def test_no_break_begins_after_zero(attempt, at):
    with pytest.raises(MayNotPause):
        attempt.pause(at=attempt.closes_at)


@pytest.fixture
def sitting(timed, person, client):
    client.force_login(person)
    return make_attempt(timed, at=timezone.now(), learner=person)


def address(name, attempt, *args):
    return reverse(f"assessments:{name}", args=[attempt.public_id, *args])


def test_while_the_clock_stands_no_question_is_shown(client, sitting):
    page = client.get(address("question", sitting, 1)).content.decode()
    assert "Stop the clock" in page
    client.post(address("break", sitting))
    for name, *args in (("attempt",), ("question", 1), ("review",)):
        answer = client.get(address(name, sitting, *args))
        assert answer.url == address("break", sitting)
    page = client.get(address("break", sitting))
    assert "What now?" not in page.content.decode()
    assert page.headers["X-Remaining-Seconds"]
    chosen = {"chosen": sitting.answers.get().offered[0], "revision": 0}
    assert client.post(address("save_answer", sitting, 1), chosen).status_code == 423
    again = client.post(address("question", sitting, 1), chosen)
    assert again.url == address("break", sitting)
    client.post(address("end_break", sitting))
    assert client.post(address("save_answer", sitting, 1), chosen).status_code == 200


def test_without_breaks_none_is_offered(client, timed):
    client.force_login(learner := make_user())
    attempt = make_attempt(timed, at=timezone.now(), learner=learner)
    page = client.get(address("question", attempt, 1)).content.decode()
    assert "Stop the clock" not in page
    client.post(address("break", attempt))
    assert client.get(address("question", attempt, 1)).status_code == 200


def test_the_page_of_a_quiz_says_what_time_one_has(client, timed, person):
    client.force_login(person)
    make_enrolment(timed.course, person, at=timezone.now())
    page = client.get(timed.url).content.decode()
    assert "30 minutes for you." in page
    assert "10 minutes in all" in page


def test_who_marks_sees_nothing_of_it(client, attempt, at):
    own = Accommodation.objects.get(person=attempt.enrolment.learner)
    own.reason = "The canary sings at dusk"
    own.record(by=make_user(), at=at)
    answer_all(attempt, at=at)
    attempt.submit(at=at)
    client.force_login(make_user(roles.TRAINERS))
    for name, args in (("attempt:index", []), ("attempt:inspect", [attempt.pk])):
        page = client.get(reverse(name, args=args)).content.decode()
        assert own.reason not in page
        assert "ccommodation" not in page
