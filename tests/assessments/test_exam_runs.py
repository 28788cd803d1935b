"""Graded scenarios as records: graded, held, limited, reproducible, pinned."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from assessments.models import Rereading, RunReview, ScenarioRun
from assessments.models.runs import NotHeld, NoWayBack
from assessments.models.starting import MayNotStart
from tests.assessments.builders import (
    make_exam,
    make_run,
    make_scenario,
    module_of,
    play,
)
from tests.courses.builders import make_course, make_lesson, make_module
from tests.users.builders import make_user
from training.append_only import Unchangeable

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
GOOD, ONE_UNSAFE, TWO_UNSAFE = (0, 0, 0), (0, 0, 1), (0, 1, 1)
BAR = {"passed": GOOD, "held": TWO_UNSAFE}


def sit(choices, *, at, **fields):
    return play(make_run(make_exam(**fields), at=at), choices, at=at)


def again(run, *, at):
    return ScenarioRun.objects.start(run.page, run.enrolment, at=at)


def is_complete(run):
    return run.enrolment.completions.filter(unit_key=run.assessment_key).exists()


def test_a_good_path_passes_and_completes_the_unit(at):
    run = sit(GOOD, at=at)
    assert (run.percentage, run.is_passed, run.held_for) == (100, True, "")
    assert is_complete(run)


def test_a_weak_path_ends_without_completing_the_unit(at):
    run = sit(ONE_UNSAFE, at=at, pass_mark=70)
    assert (str(run.percentage), run.is_passed) == ("66.66", False)
    assert not is_complete(run)


def test_unsafe_choices_in_enough_scenes_wait_for_a_person(at):
    run = sit(TWO_UNSAFE, at=at)
    assert (run.held_for, run.is_passed) == ("review", None)
    assert list(ScenarioRun.objects.held()) == [run]
    assert not is_complete(run)


@pytest.mark.parametrize("passed", [True, False])
def test_a_review_makes_the_result_final_and_is_kept_with_its_reason(at, passed):
    run = sit(TWO_UNSAFE, at=at)
    reviewer = make_user()
    run.decide_review(passed=passed, by=reviewer, why=" Talked. ", at=at + MINUTE)
    run = ScenarioRun.objects.get(pk=run.pk)
    assert (run.held_for, run.is_passed) == ("", passed)
    review = run.reviews.get()
    assert (review.reason, review.made_by, review.made_at, review.is_passed) == (
        *("Talked.", reviewer),
        *(at + MINUTE, passed),
    )
    assert is_complete(run) == passed
    assert not ScenarioRun.objects.held().exists()


def test_a_review_is_appended_and_never_edited(at):
    run = sit(TWO_UNSAFE, at=at)
    review = run.decide_review(passed=True, by=make_user(), why="So.", at=at)
    with pytest.raises(Unchangeable):
        review.save()
    with pytest.raises(Unchangeable):
        RunReview.objects.all().delete()


def test_what_is_final_or_still_open_cannot_be_reviewed(at):
    for choices in (GOOD, (0,)):
        with pytest.raises(NotHeld):
            sit(choices, at=at).decide_review(
                passed=True, by=make_user(), why="So.", at=at
            )
    assert not RunReview.objects.exists()


def test_a_review_needs_a_reason_and_somebody_else(at):
    run = sit(TWO_UNSAFE, at=at)
    for by, why in [(make_user(), " "), (run.enrolment.learner, "So.")]:
        with pytest.raises(ValueError, match="needs a reason"):
            run.decide_review(passed=True, by=by, why=why, at=at)
    assert ScenarioRun.objects.held().exists()


def test_in_an_exam_there_is_no_way_back(at):
    run = sit((0,), at=at)
    with pytest.raises(NoWayBack):
        run.go_back(1, index=2, at=at)


@pytest.mark.parametrize("bar", BAR)
def test_after_a_pass_or_while_people_look_no_other_may_begin(at, bar):
    run = sit(BAR[bar], at=at)
    with pytest.raises(MayNotStart) as refusal:
        again(run, at=at + MINUTE)
    assert refusal.value.standing.bar == bar


def test_exams_are_counted_and_limited(at):
    run = sit(ONE_UNSAFE, at=at, pass_mark=70, max_attempts=2)
    second = play(again(run, at=at), ONE_UNSAFE, at=at)
    assert (run.number, second.number) == (1, 2)
    with pytest.raises(MayNotStart) as refusal:
        again(run, at=at)
    assert refusal.value.standing.bar == "used_up"


def test_one_waits_between_exams(at):
    run = sit(ONE_UNSAFE, at=at, pass_mark=70, wait_minutes=5)
    with pytest.raises(MayNotStart) as refusal:
        again(run, at=at + MINUTE)
    assert refusal.value.standing.opens_at == at + 5 * MINUTE
    assert again(run, at=at + 5 * MINUTE).number == 2


@pytest.fixture
def weak(at):
    """An exam that was not passed, whose unsafe choice has a lesson."""
    module = make_module(make_course(units=0))
    lesson = make_lesson(module)
    page = make_exam(module=module, lesson=lesson, pass_mark=70)
    return play(make_run(page, at=at), ONE_UNSAFE, at=at), lesson


def test_the_lesson_of_an_unsafe_choice_is_opened_again_before_another_exam(at, weak):
    run, lesson = weak
    assert run.lessons_due() == [lesson]
    with pytest.raises(MayNotStart) as refusal:
        again(run, at=at + MINUTE)
    assert refusal.value.standing.bar == "lessons"
    Rereading.objects.note(lesson, run.enrolment, at=at + MINUTE)
    assert again(run, at=at + 2 * MINUTE).number == 2


def test_a_lesson_that_was_opened_before_the_exam_does_not_count(at, weak):
    run, lesson = weak
    Rereading.objects.note(lesson, run.enrolment, at=at - MINUTE)
    assert run.lessons_due() == [lesson]


def test_a_lesson_that_is_gone_is_not_asked_for(at, weak):
    run, lesson = weak
    lesson.unpublish()
    assert run.lessons_due() == []
    lesson.delete()
    assert again(run, at=at + MINUTE).number == 2


def test_practice_asks_for_no_lesson(at):
    run = play(make_run(at=at), (1,), at=at)
    assert run.lessons_due() == []


def test_the_grade_can_be_worked_out_again_when_everything_has_changed(at):
    run = sit(TWO_UNSAFE, at=at)
    stored = run.percentage
    run.decide_review(passed=True, by=make_user(), why="So.", at=at)
    run.page.delete()
    run = ScenarioRun.objects.get(pk=run.pk)
    grade = run.grade()
    assert (grade.percentage, grade.held_for) == (stored, "review")
    assert grade.unsafe == ("two", "three")


def test_practice_and_what_is_not_over_have_no_grade(at):
    assert play(make_run(at=at), (1,), at=at).grade() is None
    assert sit((0,), at=at).grade() is None


def test_rules_that_change_do_not_reach_an_open_exam(at):
    run = make_run(make_exam(pass_mark=60), at=at)
    page = run.page
    page.pass_mark, page.unsafe_rule, page.mode = 100, "fail", "practice"
    page.save()
    run = play(ScenarioRun.objects.get(pk=run.pk), ONE_UNSAFE, at=at)
    assert run.is_passed
    assert is_complete(run)


def test_practice_that_began_before_an_exam_does_not_pass_it(at):
    run = make_run(make_scenario(), at=at)
    run.page.mode = "exam"
    run.page.save()
    run = play(ScenarioRun.objects.get(pk=run.pk), (1,), at=at)
    assert run.has_ended
    assert not is_complete(run)
    assert again(run, at=at).number == 1


@pytest.mark.parametrize(
    "outcome",
    [
        {"percentage": 50},
        {"held_for": "review"},
        {"is_passed": True},
        {"mode": "practice"},
        {"number": None},
    ],
)
def test_no_open_exam_has_an_outcome(at, outcome):
    run = make_run(make_exam(), at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        ScenarioRun.objects.filter(pk=run.pk).update(**outcome)


@pytest.mark.parametrize(
    "outcome", [{"is_passed": None}, {"held_for": "review"}, {"percentage": None}]
)
def test_an_ended_exam_is_final_or_held_and_nothing_between(at, outcome):
    run = sit(GOOD, at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        ScenarioRun.objects.filter(pk=run.pk).update(**outcome)


def test_the_overview_costs_a_fixed_number_of_queries(
    at, weak, django_assert_max_num_queries
):
    run, lesson = weak
    Rereading.objects.note(lesson, run.enrolment, at=at + MINUTE)
    play(again(run, at=at + MINUTE), ONE_UNSAFE, at=at + 2 * MINUTE)
    with django_assert_max_num_queries(4):
        # runs, frozen scenes of the latest, its moves, lessons due
        found = ScenarioRun.objects.overview(run.page, run.enrolment, at=at)
    assert len(found["runs"]) == 2
    assert found["lessons"] == [lesson]


def test_an_exam_is_a_unit_of_its_module(at):
    assert module_of(make_exam()).get_children().type(type(make_exam())).exists()
