"""Every result ever shown follows from what is stored."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from assessments.deciding import (
    answer_appeal,
    hand_in_marking,
    review,
    review_run,
)
from assessments.models import Appeal, Attempt, WrittenTask
from tests.assessments.builders import make_exam, make_run, play
from tests.assessments.test_regrading import ACCEPT_B, approve, ask
from tests.assessments.written import FULL, HALF, single, sit, written
from tests.users.builders import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt(at):
    """An attempt with a mark of every kind."""
    found = sit(
        written(),
        single(unsafe="b"),
        answers={"w1": "Words", "s1": "b"},
        at=at,
        unsafe_rule="review",
        unsafe_threshold=1,
    )
    task, people = WrittenTask.objects.get(), [make_user() for _n in range(4)]
    WrittenTask.objects.update(is_double=True, tolerance=100)
    for marker, levels in zip(people, (FULL, HALF), strict=False):
        task = WrittenTask.objects.get()
        hand_in_marking(task, by=marker, levels=levels, at=at)
    found.refresh_from_db()
    review(found, passed=True, by=people[2], why="So.", at=at)
    approve(ask(at, ACCEPT_B), at)
    found.refresh_from_db()
    question = found.answers.get(question_key="w1")
    appeal = Appeal.make(found, reason="R", question=question, at=at)
    answer_appeal(appeal, outcome="upheld", answer="A", by=people[3], at=at)
    return Attempt.objects.get()


def rewrite(table, column, change, where):
    """Change what is stored behind the back of every guard."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE {where}")
        value = cursor.fetchone()[0]
        is_json = isinstance(value, str) and value[:1] in "{["
        value = change(json.loads(value) if is_json else value)
        value = json.dumps(value) if is_json else value
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {where}", [value])


def test_every_kind_of_mark_is_worked_out_again(attempt, capsys):
    reasons = [mark.reason for mark in attempt.marks.all()]
    assert reasons == ["submitted", "marked", "reviewed", "regraded", "appealed"]
    call_command("reproduce_result", str(attempt.public_id))
    call_command("reproduce_result", "--all")
    shown = capsys.readouterr().out
    assert "NO " not in shown
    assert shown.count("(appealed)") == 2
    assert "0 differ" in shown


@pytest.mark.parametrize(
    ("table", "column", "change", "where"),
    [
        ("assessments_attempt", "percentage", lambda _old: 42, "1=1"),
        ("assessments_attempt", "is_passed", lambda old: not old, "1=1"),
        ("assessments_mark", "percentage", lambda _old: 1, "reason='marked'"),
        ("assessments_mark", "is_passed", lambda old: not old, "reason='reviewed'"),
        (
            "assessments_mark",
            "basis",
            lambda old: old | {"awards": {"w1": "1/3"}},
            "reason='marked'",
        ),
        (
            "assessments_answer",
            "response",
            lambda _old: {"chosen": ["c"]},
            "question_key='s1'",
        ),
        (
            "assessments_writtenmarking",
            "levels",
            lambda _old: {"listens": 0, "offers": 0},
            "round='first'",
        ),
    ],
)
def test_whatever_is_tampered_with_is_found(attempt, table, column, change, where):
    rewrite(table, column, change, where)
    with pytest.raises(CommandError, match="does not lead"):
        call_command("reproduce_result", "--all", verbosity=0)


def test_one_attempt_or_all_has_to_be_named(attempt):
    for words in ([], [str(attempt.public_id), "--all"]):
        with pytest.raises(CommandError, match="Name one"):
            call_command("reproduce_result", *words)
    with pytest.raises(CommandError, match="no attempt or run"):
        call_command("reproduce_result", "00000000-0000-4000-8000-000000000000")


def test_the_grade_of_an_exam_is_worked_out_again(at):
    run = play(make_run(make_exam(unsafe_threshold=1), at=at), (0, 1, 1), at=at)
    call_command("reproduce_result", str(run.public_id), verbosity=0)
    if run.held_for:
        review_run(run, passed=True, by=make_user(), why="So.", at=at)
    call_command("reproduce_result", "--all", verbosity=0)
    rewrite("assessments_scenariorun", "percentage", lambda _old: 99, "1=1")
    with pytest.raises(CommandError, match="does not lead"):
        call_command("reproduce_result", "--all", verbosity=0)
