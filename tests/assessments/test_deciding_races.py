"""People and workers at once: one of each decision, on both databases."""

import pytest

from assessments import regrading
from assessments.deciding import (
    MayNotReview,
    answer_appeal,
    ask_for_regrade,
    decide_regrade,
    hand_in_marking,
    review,
)
from assessments.models import (
    Appeal,
    Attempt,
    Mark,
    Notice,
    Regrade,
    WrittenMarking,
    WrittenTask,
)
from assessments.models.appeals import MayNotAnswer, MayNotAppeal
from assessments.models.marking import TakenByOther
from assessments.models.regrades import MayNotApprove
from tests.assessments.test_races import outcome
from tests.assessments.test_regrading import ACCEPT_B
from tests.assessments.written import FULL, make_task, single, sit, written
from tests.races import at_once
from tests.users.builders import make_user

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
THREADS = 8


def people(count=THREADS):
    return [make_user() for _n in range(count)]


def test_of_markers_who_take_one_answer_at_once_one_has_it(at):
    task, markers = make_task(at=at), people()

    def take(number):
        mine = WrittenTask.objects.get(pk=task.pk)
        act = lambda: mine.claim(by=markers[number], at=at)  # noqa: E731
        return outcome(act, TakenByOther)

    results = at_once(take, THREADS)
    assert results.count(None) == 1
    task.refresh_from_db()
    assert task.claimed_by == markers[results.index(None)]


def test_of_markings_handed_in_at_once_one_counts(at):
    task, markers = make_task(at=at), people()

    def hand_in(number):
        mine = WrittenTask.objects.get(pk=task.pk)
        act = lambda: hand_in_marking(mine, by=markers[number], levels=FULL, at=at)  # noqa: E731
        return outcome(act, TakenByOther)

    results = at_once(hand_in, THREADS)
    assert results.count(None) == WrittenMarking.objects.count() == 1
    assert Mark.objects.filter(reason="marked").count() == 1
    assert Notice.objects.count() == 1


def test_the_last_two_answers_of_a_paper_marked_at_once_make_one_mark(at):
    keys = [f"w{n}" for n in range(4)]
    given = dict.fromkeys(keys, "Words")
    attempt = sit(*map(written, keys), answers=given, at=at)
    tasks, markers = list(WrittenTask.objects.order_by("pk")), people(4)

    def hand_in(number):
        mine = WrittenTask.objects.get(pk=tasks[number].pk)
        hand_in_marking(mine, by=markers[number], levels=FULL, at=at)

    at_once(hand_in, 4)
    assert [m.reason for m in attempt.marks.all()] == ["submitted", "marked"]
    attempt.refresh_from_db()
    assert attempt.is_passed
    assert Notice.objects.count() == 1


def test_of_reviews_at_once_one_counts(at):
    rules = {"unsafe_rule": "review", "unsafe_threshold": 1}
    attempt = sit(single(unsafe="b"), answers={"s1": "b"}, at=at, **rules)
    reviewers = people()

    def decide(number):
        mine = Attempt.objects.get(pk=attempt.pk)
        by = reviewers[number]
        act = lambda: review(mine, passed=True, by=by, why="So.", at=at)  # noqa: E731
        return outcome(act, MayNotReview)

    assert at_once(decide, THREADS).count(None) == 1
    assert Mark.objects.filter(reason="reviewed").count() == 1


def test_of_appeals_and_answers_at_once_one_counts(at):
    attempt, answerers = sit(single(), answers={"s1": "b"}, at=at), people()

    def challenge(_number):
        mine = Attempt.objects.get(pk=attempt.pk)
        question = mine.answers.get()
        act = lambda: Appeal.make(mine, reason="R", question=question, at=at) and None  # noqa: E731
        return outcome(act, MayNotAppeal)

    assert at_once(challenge, THREADS).count(None) == 1

    def answer(number):
        mine = Appeal.objects.get()
        facts = {"outcome": "upheld", "answer": "A", "by": answerers[number]}
        return outcome(lambda: answer_appeal(mine, at=at, **facts), MayNotAnswer)

    assert at_once(answer, THREADS).count(None) == 1
    assert Mark.objects.filter(reason="appealed").count() == 1


def ready_regrade(at, papers):
    for _n in range(papers):
        sit(single(), answers={"s1": "b"}, at=at)
    return ask_for_regrade(by=make_user(), at=at, changes=[ACCEPT_B], why="So.")


def test_of_approvals_at_once_one_counts(at):
    regrade, approvers = ready_regrade(at, 1), people()
    regrading.foretell(regrade, at=at)

    def approve(number):
        mine = Regrade.objects.get()
        facts = {"is_approved": number % 2 == 0, "by": approvers[number], "note": ""}
        return outcome(lambda: decide_regrade(mine, at=at, **facts), MayNotApprove)

    assert at_once(approve, THREADS).count(None) == 1


def test_a_regrade_that_runs_in_many_workers_marks_each_paper_once(at):
    regrade = ready_regrade(at, 6)

    def foretell(_number):
        regrading.foretell(Regrade.objects.get(), at=at)

    at_once(foretell, 4)
    assert regrade.outcomes.count() == 6
    second = make_user()
    regrade.refresh_from_db()
    decide_regrade(regrade, is_approved=True, by=second, note="", at=at)

    def carry_out(_number):
        regrading.carry_out(Regrade.objects.get(), at=at)

    at_once(carry_out, 4)
    assert Mark.objects.filter(reason="regraded").count() == 6
    assert Notice.objects.count() == 6
    assert Regrade.objects.get().state == "done"
