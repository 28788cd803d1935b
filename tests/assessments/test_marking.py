"""Written answers in the hands of people."""

import datetime as dt
from fractions import Fraction

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from assessments.deciding import hand_in_marking
from assessments.double_marking import credit_of, differ, needs_second
from assessments.models import MarkingDraft, WrittenMarking, WrittenTask
from assessments.models.marking import CLAIM, TakenByOther
from tests.assessments.builders import make_quiz
from tests.assessments.news import news
from tests.assessments.written import (
    FULL,
    HALF,
    NOTHING,
    RUBRIC,
    make_task,
    single,
    sit,
    written,
)
from tests.tasks import work_off_tasks
from tests.users.builders import make_user
from training.append_only import Unchangeable

pytestmark = pytest.mark.django_db


def mark(task, levels, by, at, **words):
    task = WrittenTask.objects.get(pk=task.pk)
    hand_in_marking(task, by=by, levels=levels, at=at, **words)
    task.attempt.refresh_from_db()
    return task


@pytest.mark.parametrize(
    ("given", "credit"),
    [
        ({"first": FULL}, Fraction(1)),
        ({"first": HALF}, Fraction(1, 4)),
        ({"first": FULL, "second": HALF}, None),
        ({"first": HALF, "second": NOTHING}, None),
        ({"first": FULL, "second": FULL}, Fraction(1)),
        ({"first": FULL, "second": NOTHING, "agreed": HALF}, Fraction(1, 4)),
    ],
)
def test_what_markings_come_to(given, credit):
    assert credit_of(RUBRIC, given, 15) == credit


def test_within_the_tolerance_the_mean_counts():
    given = {"first": HALF, "second": NOTHING}
    assert credit_of(RUBRIC, given, 25) == Fraction(1, 8)
    assert not differ(Fraction(1, 4), Fraction(0), 25)
    assert differ(Fraction(1, 4), Fraction(0), 24)


def test_a_sample_is_about_as_large_as_was_said_and_always_the_same():
    drawn = [needs_second("sample", 20, f"seed {n}") for n in range(2000)]
    assert 300 < sum(drawn) < 500
    assert drawn == [needs_second("sample", 20, f"seed {n}") for n in range(2000)]
    assert needs_second("every", 0, "x")
    assert not needs_second("none", 100, "x")


def test_the_last_marking_of_a_paper_makes_the_result_final(at):
    questions = written("w1"), written("w2"), single()
    given = {"w1": "One", "w2": "Two", "s1": "a"}
    attempt = sit(*questions, answers=given, at=at)
    assert attempt.held_for == "marking"
    one, two = WrittenTask.objects.order_by("pk")
    marker = make_user("Trainers")
    mark(one, FULL, marker, at)
    attempt.refresh_from_db()
    assert attempt.held_for == "marking"
    mark(two, HALF, marker, at)
    attempt.refresh_from_db()
    assert (attempt.held_for, attempt.is_passed) == ("", True)
    latest = attempt.latest_mark()
    assert latest.basis["awards"] == {"w1": "1", "w2": "1/4"}
    assert (latest.reason, latest.made_by) == ("marked", marker)
    assert attempt.enrolment.completions.count() == 1


def test_an_answer_left_empty_waits_for_nobody(at):
    attempt = sit(written(), single(), answers={"s1": "a", "w1": "  "}, at=at)
    assert attempt.is_final
    assert not WrittenTask.objects.exists()


def test_the_learner_is_told_once_and_nothing_of_the_score(at):
    learner = make_user(display_name="Ana", language="en")
    task = make_task(at=at, learner=learner)
    mark(task, FULL, make_user("Trainers"), at)
    work_off_tasks()
    (message,) = news()
    assert message.to == [learner.email]
    assert "/my/" in message.body
    for word in ("Ana", "100", "%", "pass", "quiz", "recovery", "peer"):
        assert word not in (message.subject + message.body).lower().replace(
            learner.email, ""
        ), word


def test_two_people_mark_blind_and_agree_when_they_differ(at):
    task = make_task(at=at, quiz=make_quiz(second_marker="every"))
    first, second, third = (make_user("Trainers") for _n in range(3))
    mark(task, FULL, first, at)
    with pytest.raises(TakenByOther):
        mark(task, FULL, first, at)
    task = mark(task, NOTHING, second, at)
    assert task.round == "agreed"
    assert task.attempt.held_for == "marking"
    markings, criteria = task.disagreement()
    assert [m.marker for m in markings] == [first, second]
    assert criteria == {"listens", "offers"}
    task = mark(task, HALF, third, at)
    assert task.attempt.is_final
    assert task.attempt.latest_mark().basis["awards"] == {"w1": "1/4"}


def test_nobody_marks_their_own_answer(at):
    trainer = make_user("Trainers")
    task = make_task(at=at, learner=trainer)
    assert not WrittenTask.objects.for_marker(trainer).exists()
    with pytest.raises(TakenByOther):
        task.claim(by=trainer, at=at)


def test_an_answer_in_hand_is_free_again_after_a_while(at):
    task = make_task(at=at)
    one, other = make_user("Trainers"), make_user("Trainers")
    task.claim(by=one, at=at)
    with pytest.raises(TakenByOther):
        task.claim(by=other, at=at + CLAIM - dt.timedelta(seconds=1))
    task.claim(by=one, at=at + dt.timedelta(minutes=5))
    with pytest.raises(TakenByOther):
        task.claim(by=other, at=at + CLAIM)
    task.claim(by=other, at=at + CLAIM + dt.timedelta(minutes=5))
    task.release(by=other)
    task.claim(by=one, at=at + CLAIM + dt.timedelta(minutes=6))


def test_a_draft_belongs_to_one_marker_and_goes_when_handed_in(at):
    task = make_task(at=at)
    marker = make_user("Trainers")
    task.keep_draft(by=marker, at=at, comment="So", private_note="", levels=HALF)
    task.keep_draft(by=marker, at=at, comment="So far", private_note="", levels=HALF)
    assert MarkingDraft.objects.get().comment == "So far"
    mark(task, FULL, marker, at, comment="So far", private_note="")
    assert not MarkingDraft.objects.exists()
    assert WrittenMarking.objects.get().comment == "So far"


def test_a_marking_is_never_changed(at):
    task = mark(make_task(at=at), FULL, make_user("Trainers"), at)
    marking = task.answer.markings.get()
    marking.comment = "Other"
    with pytest.raises(Unchangeable):
        marking.save()


@pytest.mark.parametrize("levels", [{}, {"listens": 3, "offers": 0}, {"listens": 1}])
def test_every_criterion_needs_a_level_that_it_has(at, levels):
    task = make_task(at=at)
    with pytest.raises(ValueError, match="criterion"):
        mark(task, levels, make_user("Trainers"), at)
    assert not WrittenMarking.objects.exists()


def test_the_database_keeps_one_marking_a_round_and_two_people(at):
    task = make_task(at=at)
    one = make_user("Trainers")
    row = {"answer": task.answer, "levels": FULL, "made_at": at, "marker": one}
    WrittenMarking.objects.create(round="first", **row)
    for again in ("first", "second"):
        with pytest.raises(IntegrityError), transaction.atomic():
            WrittenMarking.objects.create(round=again, **row)


def test_unsafe_choices_are_reviewed_after_the_marking(at):
    questions = written(), single(unsafe="b")
    rules = {"unsafe_rule": "review", "unsafe_threshold": 1}
    attempt = sit(*questions, answers={"w1": "One", "s1": "b"}, at=at, **rules)
    task = mark(WrittenTask.objects.get(), FULL, make_user("Trainers"), at)
    attempt.refresh_from_db()
    assert attempt.held_for == "review"
    assert not task.attempt.latest_mark().is_passed
    work_off_tasks()
    assert not mail.outbox
