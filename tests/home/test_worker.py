"""The worker: it finishes what was begun, whoever died on the way."""

import datetime as dt
import signal
import subprocess
import sys
import threading
import time

import pytest
from django.db import OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from assessments.models import Attempt
from certificates.models import Certificate, CertificateDocument
from courses.models import LessonPage
from home import sweeping
from home.management.commands.worker import work
from home.sweeping import sweep
from tests.assessments.builders import make_attempt, make_quiz
from tests.certificates.builders import make_certificate, make_completed
from tests.courses.builders import lessons_of, make_course
from tests.elsewhere import ROOT, surroundings

SECONDS_TO_FINISH = 60


@pytest.mark.django_db
def test_a_sweep_closes_issues_and_publishes():
    now = timezone.now()
    quiz = make_quiz(time_limit_minutes=5)
    attempt = make_attempt(quiz, at=now - dt.timedelta(hours=1))
    enrolment = make_completed(at=now - dt.timedelta(hours=1))
    lesson = lessons_of(make_course())[0]
    lesson.go_live_at = now - dt.timedelta(minutes=1)
    lesson.live = False
    lesson.save()
    lesson.save_revision(approved_go_live_at=lesson.go_live_at)
    sweep(at=now)
    assert Attempt.objects.get(pk=attempt.pk).is_closed
    assert Certificate.objects.get().enrolment == enrolment
    assert LessonPage.objects.get(pk=lesson.pk).live


@pytest.mark.django_db
def test_a_second_sweep_changes_nothing():
    now = timezone.now()
    make_completed(at=now - dt.timedelta(hours=1))
    sweep(at=now)
    later = now + dt.timedelta(minutes=1)
    sweep(at=later)
    sweep(at=later)
    assert Certificate.objects.count() == 1
    assert CertificateDocument.objects.count() == 1


@pytest.fixture
def a_round_is_broken(monkeypatch):
    """Let the third round of each sweep break off."""

    def broken(*, at):
        raise ZeroDivisionError

    rounds = [*sweeping.ROUNDS]
    rounds[2:2] = [broken]
    monkeypatch.setattr(sweeping, "ROUNDS", rounds)


@pytest.mark.django_db
def test_a_round_that_breaks_off_keeps_no_other_from_its_turn(a_round_is_broken):
    now = timezone.now()
    make_completed(at=now - dt.timedelta(hours=1))
    with pytest.raises(ExceptionGroup) as told:
        sweep(at=now)
    assert [type(error) for error in told.value.exceptions] == [ZeroDivisionError]
    assert Certificate.objects.exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_worker_outlives_it(a_round_is_broken, caplog):
    make_certificate()
    stop = threading.Event()
    threading.Timer(0.5, stop.set).start()
    work("only-one", stop)
    assert caplog.text.count("Some rounds of the sweep broke off") == 1
    assert CertificateDocument.objects.count() == 1


@pytest.mark.django_db
def test_a_database_that_is_away_ends_a_sweep_at_once(monkeypatch):
    def away(*, at):
        raise OperationalError

    monkeypatch.setattr(sweeping, "ROUNDS", [away])
    with pytest.raises(OperationalError):
        sweep(at=timezone.now())


@pytest.fixture
def start_worker():
    """Start real workers on the test's database; end those that still run."""
    started = []

    def start():
        process = subprocess.Popen(
            [sys.executable, "-m", "django", "worker"],
            cwd=ROOT,
            env=surroundings(
                DJANGO_SETTINGS_MODULE="training.settings.dev",
                SECRET_KEY="only-for-tests",
                DEMO="1",
            ),
            stderr=subprocess.DEVNULL,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_worker_killed_in_the_middle_leaves_nothing_undone_or_double(start_worker):
    count = 6
    for _certificate in range(count):
        make_certificate(at=timezone.now() - dt.timedelta(minutes=5))
    first = start_worker()
    wait_for(lambda: CertificateDocument.objects.exists() or first.poll() is not None)
    first.send_signal(signal.SIGKILL)
    first.wait()
    DBTaskResult.objects.running().update(
        started_at=timezone.now() - dt.timedelta(hours=1)
    )
    second = start_worker()
    wait_for(lambda: CertificateDocument.objects.count() == count)
    second.send_signal(signal.SIGTERM)
    assert second.wait(timeout=20) == 0
    assert Certificate.objects.count() == count
    assert CertificateDocument.objects.count() == count


def wait_for(condition):
    deadline = time.monotonic() + SECONDS_TO_FINISH
    while not condition():
        assert time.monotonic() < deadline, "the worker took too long"
        time.sleep(0.2)
