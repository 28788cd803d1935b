"""Opening the quiz analysis over 100,000 responses, beside recounting them all.

The report is a whole WSGI request of a signed-in trainer that reads tallies. The
recount reads every attempt, mark and answer and adds them up anew, as a report
without tallies would have to. Both in this process, on a database of its own, in
turns; read the ratios, not the times.
"""

# ruff: noqa: E402
import datetime as dt
import os
import statistics
import sys
import time
from random import Random

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training.settings.test")

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments import freezing
from assessments.findings import Part, parts, quiz_findings
from assessments.folding import fold_waiting
from assessments.models import Answer, Attempt, Mark, QuizTally
from assessments.models.tallies import Changes
from assessments.responses import Response
from courses.models import Enrolment
from tests.assessments.builders import make_question, make_quiz
from tests.bench.autosave import Browser
from tests.users.builders import make_user
from training.users.models import User

PEOPLE = 5_000
QUESTIONS = 20
OPENINGS = 15
RECOUNTS = 3
CHUNK = 500


def people_of(course, count, *, at):
    """Return enrolments of ``count`` new people."""
    users = User.objects.bulk_create(
        User(email=f"bench-{number}@example.org", password="!")
        for number in range(count)
    )
    return Enrolment.objects.bulk_create(
        Enrolment(
            learner=user,
            course=course,
            course_key=course.translation_key,
            course_title=course.title,
            started_at=at,
        )
        for user in users
    )


def responses_of(frozen, rng):
    """Return what somebody of a chance ability answers, by question key."""
    ability, given = rng.gauss(0.65, 0.2), {}
    for number, question in enumerate(frozen.questions):
        right = question.key.truth.correct
        wrong = sorted({o.key for o in question.shown.options} - right)
        knows = rng.random() < ability + 0.3 - number * 0.03
        chosen = right if knows else frozenset([rng.choice(wrong)])
        given[question.shown.key] = Response(chosen=chosen)
    return given


def sit_all(quiz, count, *, at, rng):
    """Insert ``count`` marked attempts with their answers, past all verbs."""
    frozen = quiz.compose_paper(rng)
    as_json = freezing.freeze(frozen)
    enrolments = people_of(quiz.course, count, at=at)
    for start in range(0, count, CHUNK):
        _insert(quiz, frozen, as_json, enrolments[start : start + CHUNK], at, rng)


def _insert(quiz, frozen, as_json, enrolments, at, rng):
    given = [responses_of(frozen, rng) for _enrolment in enrolments]
    marks = [Mark.of(frozen, responses, {}) for responses in given]
    attempts = Attempt.objects.bulk_create(
        Attempt(
            enrolment=enrolment,
            quiz=quiz,
            assessment_key=quiz.translation_key,
            assessment_title=quiz.title,
            language="en",
            number=1,
            frozen_paper=as_json,
            started_at=at,
            submitted_at=at,
            percentage=mark.percentage,
            is_passed=mark.is_passed,
        )
        for enrolment, mark in zip(enrolments, marks, strict=True)
    )
    for attempt, mark in zip(attempts, marks, strict=True):
        mark.attempt, mark.made_at, mark.reason = attempt, at, "submitted"
    Mark.objects.bulk_create(marks)
    Answer.objects.bulk_create(
        _answer(attempt, number, question, responses[question.shown.key], at, rng)
        for attempt, responses in zip(attempts, given, strict=True)
        for number, question in enumerate(frozen.questions, start=1)
    )


def _answer(attempt, number, question, response, at, rng):
    answer = Answer.blank(attempt, number, question.shown)
    answer.response = answer.offer.to_json(response)
    answer.first_shown_at = at
    answer.saved_at = at + dt.timedelta(seconds=rng.lognormvariate(3.5, 0.6))
    return answer


def recount(quiz):
    """Return the sums of everybody's attempts, read from the rows themselves."""
    changes = Changes()
    attempts = Attempt.objects.final().filter(assessment_key=quiz.translation_key)
    attempts = attempts.prefetch_related("answers", "marks").order_by("pk")
    for attempt in attempts.iterator(chunk_size=CHUNK):
        attempt.tallied_mark = None
        changes.recount(attempt)
    return changes.forms


def kept(quiz):
    """Return the sums of forms and figures that the tallies hold."""
    tally = QuizTally.objects.get(assessment_key=quiz.translation_key)
    (length, points), *_others = parts(tally)
    return tally, quiz_findings(tally, Part(length, points, False))


def timed(act):
    start = time.perf_counter()
    result = act()
    return (time.perf_counter() - start) * 1000, result


def main():
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    at, rng = timezone.now(), Random(20261123)
    quiz = make_quiz(questions=[make_question() for _n in range(QUESTIONS)])
    sit_all(quiz, PEOPLE, at=at, rng=rng)
    folding, counted = timed(lambda: fold_waiting(at=at, most=PEOPLE))
    measure(quiz, folding, counted)


def measure(quiz, folding, counted):
    browser = Browser(make_user(is_superuser=True))
    url = reverse("quiz_analysis")
    browser.send(url)
    with CaptureQueriesContext(connection) as seen:
        browser.send(url)
    queries = len(seen)
    opened = [timed(lambda: _open(browser, url))[0] for _n in range(OPENINGS)]
    recounted, sums = zip(
        *(timed(lambda: recount(quiz)) for _n in range(RECOUNTS)), strict=True
    )
    tally, _findings = kept(quiz)
    form = tally.forms.get()
    if sums[0] != {form.key: form.sums}:
        raise SystemExit("tallies and recount differ")
    _tell(counted, folding, opened, queries, min(recounted))


def _open(browser, url):
    status, _spent = browser.send(url)
    if not status.startswith("200"):
        raise SystemExit(status)


def _tell(counted, folding, opened, queries, recounted):
    median = statistics.median(opened)
    sys.stdout.write(
        f"{counted} attempts of {QUESTIONS} questions, "
        f"{counted * QUESTIONS} responses\n"
        f"counting them in, once: {folding / counted:.2f} ms an attempt\n"
        f"report from tallies: {median:.1f} ms (slowest {max(opened):.1f}), "
        f"{queries} queries, n={len(opened)}\n"
        f"recount of all rows: {recounted:.0f} ms, n={RECOUNTS}\n"
        f"ratio: {recounted / median:.0f}\n"
    )


if __name__ == "__main__":
    main()
