"""Tallies: whatever happened on the way, they are what a recount would find."""

import datetime as dt
from contextlib import suppress
from io import StringIO
from random import Random

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.analysis.items import item_figures
from assessments.analysis.sums import UNITS, branch, number
from assessments.folding import fold_waiting, recount, refold
from assessments.models import Answer, Attempt, FormTally, ItemTally, QuizTally
from assessments.models.starting import MayNotStart
from assessments.responses import Response
from tests.assessments.builders import (
    answer_all,
    make_attempt,
    make_bank,
    make_question,
    make_quiz,
)
from tests.courses.builders import make_enrolment
from tests.races import at_once
from tests.users.builders import make_user

pytestmark = pytest.mark.django_db


def sit(quiz, *, at, is_right=True, enrolment=None, seed=1):
    """Take ``quiz`` to the end; return the attempt."""
    enrolment = enrolment or make_enrolment(quiz.course, make_user(), at=at)
    attempt = Attempt.objects.start(quiz, enrolment, at=at, rng=Random(seed))
    answer_all(attempt, at=at, is_right=is_right)
    attempt.submit(at=at)
    return attempt


def counted():
    """Return everything that was counted, as values."""
    forms = {
        (str(form.quiz.assessment_key), *form.key): form.sums
        for form in FormTally.objects.select_related("quiz")
    }
    items = {
        (str(item.form.quiz.assessment_key), *item.form.key, *item.key): item.sums
        for item in ItemTally.objects.select_related("form__quiz")
    }
    return forms, items


def no_longer_right(attempt, key):
    """Return ``keys`` of a mark by which what was right in ``key`` earns nothing."""
    frozen = attempt.frozen_paper["keys"][key]
    right = set(frozen["truth"]["correct"])
    others = [
        o for o in attempt.answers.get(question_key=key).offered if o not in right
    ]
    return {key: frozen | {"truth": frozen["truth"] | {"correct": others[:1]}}}


def test_a_final_attempt_is_counted_once_however_often_one_counts(at):
    attempt = sit(make_quiz(), at=at)
    assert fold_waiting(at=at) == 1
    once = counted()
    assert fold_waiting(at=at) == 0
    refold(attempt, at=at)
    assert counted() == once
    assert ItemTally.objects.get().sums["n"] == 1
    assert QuizTally.objects.get().counted_at == at


def test_an_open_attempt_is_not_counted(at):
    answer_all(make_attempt(at=at), at=at)
    assert fold_waiting(at=at) == 0
    assert not QuizTally.objects.exists()


def test_a_mark_that_is_appended_replaces_the_one_that_was_counted(at):
    attempt = sit(make_quiz(), at=at)
    fold_waiting(at=at)
    key = attempt.answers.get().question_key
    assert number(ItemTally.objects.get().sums, "right") == 1
    attempt.mark_again(
        "regraded",
        by=make_user(),
        note="The key was wrong.",
        at=at + dt.timedelta(hours=1),
        keys=no_longer_right(attempt, key),
    )
    assert fold_waiting(at=at) == 1
    sums = ItemTally.objects.get().sums
    assert (number(sums, "n"), number(sums, "right")) == (1, 0)
    assert number(FormTally.objects.get().sums, "passed") == 0


def test_a_result_that_waits_for_people_is_taken_out_again(at):
    attempt = sit(make_quiz(), at=at)
    fold_waiting(at=at)
    Attempt.objects.filter(pk=attempt.pk).update(
        is_passed=None, held_for="review", is_tallied=False
    )
    fold_waiting(at=at)
    assert counted() == ({}, {})
    attempt.mark_again("reviewed", by=make_user(), note="Fine.", at=at, ruling="passed")
    fold_waiting(at=at)
    assert number(FormTally.objects.get().sums, "passed") == 1


def test_each_question_of_a_drawn_paper_counts_those_who_had_it(at):
    quiz = make_quiz(draws=[(make_bank(size=4), 2)], max_attempts=None)
    for seed in range(6):
        sit(quiz, at=at, seed=seed, is_right=seed % 2 == 0)
    fold_waiting(at=at)
    seen = dict.fromkeys(ItemTally.objects.values_list("question_key", flat=True), 0)
    for key in Answer.objects.values_list("question_key", flat=True):
        seen[key] += 1
    sums = {item.question_key: item.sums["n"] for item in ItemTally.objects.all()}
    assert sums == seen
    assert sum(sums.values()) == 12


def test_a_retake_is_counted_apart(at):
    quiz = make_quiz(max_attempts=None, wait_minutes=0)
    first = sit(quiz, at=at, is_right=False)
    sit(quiz, at=at, enrolment=first.enrolment)
    fold_waiting(at=at)
    passed = {
        form.is_retake: form.sums.get("passed", 0) for form in FormTally.objects.all()
    }
    assert passed == {False: 0, True: 1}


def test_options_are_counted_by_who_chose_them(at):
    quiz = make_quiz(questions=[make_question(), make_question()])
    for is_right in (True, True, False):
        sit(quiz, at=at, is_right=is_right)
    fold_waiting(at=at)
    item = ItemTally.objects.first()
    (correct,) = [o for o, credit in item.face["worth"][""].items() if credit == "1"]
    cell = branch(item.sums, "cells", "", correct)
    assert (number(cell, "n"), number(cell, "rest")) == (2, 2 * UNITS)
    assert item.face["options"][correct] == "Right"


def test_what_people_wrote_is_in_no_tally(at):
    attempt = make_attempt(at=at)
    answer = attempt.answers.get()
    Answer.objects.filter(pk=answer.pk).update(response={"text": "about myself"})
    attempt.submit(at=at)
    fold_waiting(at=at)
    assert "about myself" not in str(counted())


def test_the_time_runs_from_first_sight_to_last_save(at):
    attempt = make_attempt(at=at)
    answer = attempt.answers.get()
    answer.note_shown(at=at)
    answer.refresh_from_db()
    answer.note_shown(at=at + dt.timedelta(seconds=30))
    Answer.objects.get(pk=answer.pk).note_shown(at=at + dt.timedelta(seconds=40))
    chosen = Response(chosen=frozenset(answer.offered[:1]))
    answer.save_response(
        chosen,
        revision=0,
        by=attempt.enrolment.learner,
        at=at + dt.timedelta(seconds=50),
    )
    answer.refresh_from_db()
    assert answer.seconds == 50
    attempt.submit(at=at + dt.timedelta(seconds=60))
    fold_waiting(at=at)
    median = item_figures(ItemTally.objects.get().sums).median_seconds
    assert median == pytest.approx(50, rel=0.19)


def test_showing_a_question_notes_the_first_time_alone(client, at):
    attempt = make_attempt(at=timezone.now())
    client.force_login(attempt.enrolment.learner)
    url = reverse("assessments:question", args=[attempt.public_id, 1])
    client.get(url)
    first = attempt.answers.get().first_shown_at
    assert first is not None
    with CaptureQueriesContext(connection) as seen:
        client.get(url)
    assert attempt.answers.get().first_shown_at == first
    assert not [
        q
        for q in seen
        if "first_shown_at" in q["sql"].split("WHERE")[0]
        and q["sql"].startswith("UPDATE")
    ]


def test_time_is_unknown_until_a_question_is_shown_and_saved(at):
    answer = make_attempt(at=at).answers.get()
    assert answer.seconds is None
    answer.note_shown(at=at)
    assert Answer.objects.get(pk=answer.pk).seconds is None


def test_counting_costs_the_same_for_many_attempts(at, django_assert_max_num_queries):
    quiz = make_quiz(questions=[make_question(), make_question()])
    for is_right in (True, False, True, False, True):
        sit(quiz, at=at, is_right=is_right)
    with django_assert_max_num_queries(26):
        assert fold_waiting(at=at) == 5


def test_the_command_counts_everything_anew(at):
    sit(make_quiz(), at=at)
    fold_waiting(at=at)
    honest = counted()
    ItemTally.objects.update(sums={"n": 7})
    said = StringIO()
    call_command("retally", stdout=said)
    assert counted() == honest
    assert "counted" in said.getvalue()


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["sit", "sit", "fold", "regrade", "rule"]), st.integers(0, 9)
    ),
    min_size=3,
    max_size=10,
)


def test_whatever_happens_the_tallies_are_what_a_recount_finds(at):
    quiz = make_quiz(draws=[(make_bank(size=4), 3)], max_attempts=None, wait_minutes=0)
    people = [make_enrolment(quiz.course, make_user(), at=at) for _n in range(5)]

    @settings(max_examples=40, deadline=None)
    @given(STEPS)
    def holds(steps):
        with transaction.atomic():
            live_through(steps, quiz, people, at=at)
            fold_waiting(at=at)
            kept = counted()
            recount(quiz.translation_key, at=at)
            assert kept == counted()
            n = sum(form["n"] for form in kept[0].values())
            assert n == Attempt.objects.closed().count()
            transaction.set_rollback(True)

    holds()


def live_through(steps, quiz, people, *, at):
    """Sit, count, mark again and overrule, as ``steps`` say."""
    attempts = []
    for minute, (act, number_) in enumerate(steps):
        now = at + dt.timedelta(minutes=minute)
        if act == "sit":
            enrolment, is_right = people[number_ % 5], number_ % 2 == 0
            # Who has passed sits no more.
            with suppress(MayNotStart):
                attempts.append(
                    sit(
                        quiz,
                        at=now,
                        enrolment=enrolment,
                        is_right=is_right,
                        seed=minute,
                    )
                )
        elif act == "fold":
            fold_waiting(at=now, most=2)
        elif attempts:
            attempt = attempts[number_ % len(attempts)]
            key = attempt.answers.order_by("number")[number_ % 3].question_key
            change = (
                {"keys": no_longer_right(attempt, key)}
                if act == "regrade"
                else {"ruling": "passed" if number_ % 2 else "not_passed"}
            )
            person = attempt.enrolment.learner
            attempt.mark_again("appealed", by=person, note="", at=now, **change)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_any_number_of_workers_count_each_attempt_once(at):
    quiz = make_quiz(questions=[make_question(), make_question()])
    for number_ in range(12):
        sit(quiz, at=at, is_right=number_ % 3 == 0)
    done = at_once(lambda _number: fold_waiting(at=at), 8)
    while fold_waiting(at=at):
        pass
    kept = counted()
    assert sum(form["n"] for form in kept[0].values()) == 12
    assert sum(done) <= 12
    recount(quiz.translation_key, at=at)
    assert kept == counted()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_mark_appended_while_others_count_is_counted_in_the_end(at):
    attempts = [sit(make_quiz(), at=at) for _n in range(4)]
    person = make_user()

    def act(number_):
        if number_ % 2:
            return fold_waiting(at=at)
        mine = Attempt.objects.get(pk=attempts[number_ // 2].pk)
        mine.mark_again("appealed", by=person, note="", at=at, ruling="not_passed")
        return 0

    at_once(act, 8)
    fold_waiting(at=at)
    assert sum(form.sums.get("passed", 0) for form in FormTally.objects.all()) == 0
    assert sum(form.sums["n"] for form in FormTally.objects.all()) == 4
