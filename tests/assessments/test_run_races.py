"""Many moves of one run at once: the database decides."""

import pytest

from assessments.models import ScenarioRun, ScenarioStep
from assessments.models.runs import AlreadyDecided, NotHeld
from assessments.models.starting import MayNotStart
from tests.assessments.builders import make_exam, make_run, play
from tests.assessments.test_races import outcome
from tests.courses.builders import make_enrolment
from tests.races import at_once
from tests.users.builders import make_user

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
# Another thread decided first, or has come to the ending.
OVERTAKEN = (AlreadyDecided, IndexError)


def test_going_back_and_deciding_at_once_makes_one_move(at):
    run = play(make_run(at=at), (0,), at=at)
    key = run.path().offered[0].key

    def move(number):
        mine = ScenarioRun.objects.get(pk=run.pk)
        if number % 2:
            return outcome(lambda: mine.go_back(1, index=2, at=at), AlreadyDecided)
        return outcome(lambda: mine.choose(key, index=2, at=at), AlreadyDecided)

    results = at_once(move, 10)
    assert results.count(AlreadyDecided) == 9
    assert ScenarioStep.objects.count() == 2


def test_the_last_decision_of_an_exam_made_at_once_grades_it_once(at):
    run = play(make_run(make_exam(), at=at), (0, 0), at=at)
    best, unsafe = (choice.key for choice in run.path().offered)

    def choose(number):
        mine = ScenarioRun.objects.get(pk=run.pk)
        key = unsafe if number % 2 else best
        return outcome(lambda: mine.choose(key, index=3, at=at), AlreadyDecided)

    results = at_once(choose, 10)
    assert results.count(AlreadyDecided) == 9
    run = ScenarioRun.objects.get(pk=run.pk)
    assert run.percentage == run.grade().percentage
    assert run.enrolment.completions.count() == 1


def test_of_reviews_at_once_one_decides(at):
    run = play(make_run(make_exam(), at=at), (1, 1, 1), at=at)
    reviewers = [make_user() for _n in range(8)]

    def review(number):
        mine = ScenarioRun.objects.get(pk=run.pk)
        reviewer, passed = reviewers[number], number % 2 == 0
        act = lambda: mine.decide_review(passed=passed, by=reviewer, why="So.", at=at)  # noqa: E731
        return outcome(act, NotHeld)

    results = at_once(review, 8)
    assert results.count(NotHeld) == 7
    run = ScenarioRun.objects.get(pk=run.pk)
    assert run.reviews.get().is_passed == run.is_passed
    assert run.enrolment.completions.exists() == run.is_passed


def test_the_limit_on_exams_holds_when_all_rush_in(at):
    page = make_exam(max_attempts=3, pass_mark=100, unsafe_rule="debrief")
    enrolment = make_enrolment(page.course, at=at)

    def use_up(_number):
        while True:
            try:
                run = ScenarioRun.objects.start(page, enrolment, at=at)
            except MayNotStart:
                return
            outcome(lambda one=run: play(one, (1, 1, 1), at=at), *OVERTAKEN)

    at_once(use_up, 8)
    numbers = sorted(ScenarioRun.objects.values_list("number", flat=True))
    assert numbers == [1, 2, 3]
