"""The worker: it finishes what was begun, whoever died on the way."""

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from assessments.models import Attempt
from certificates.models import Certificate, CertificateDocument
from courses.models import LessonPage
from home.sweeping import sweep
from tests.assessments.builders import make_attempt, make_quiz
from tests.certificates.builders import make_certificate, make_completed
from tests.courses.builders import lessons_of, make_course

ROOT = Path(__file__).resolve().parents[2]
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
def start_worker():
    """Start real workers on the test's database; end those that still run."""
    started = []

    def start():
        database = connection.settings_dict
        address = (
            f"sqlite:///{database['NAME']}"
            if connection.vendor == "sqlite"
            else f"postgres://{database['USER']}:{database['PASSWORD']}@/"
            f"{database['NAME']}?host={database['HOST']}&port={database['PORT']}"
        )
        process = subprocess.Popen(
            [sys.executable, "-m", "django", "worker"],
            cwd=ROOT,
            env=os.environ
            | {
                "DJANGO_SETTINGS_MODULE": "training.settings.dev",
                "DATABASE_URL": address,
                "SECRET_KEY": "only-for-tests",
                "DEMO": "1",
                "PYTHONPATH": str(ROOT),
            },
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
