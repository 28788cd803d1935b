"""CPU of pages that learners and agencies open, against an empty view.

All pass through the same middleware as whole WSGI requests within this process,
on the starter curriculum. They take turns; read the ratios, not the times.
"""

# ruff: noqa: E402
import os
import statistics
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training.settings.test")

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from courses.models import CoursePage, Enrolment
from tests.bench.autosave import Browser
from tests.users.builders import make_user

ROUNDS = 120
WARM_UP = 10


def addresses():
    """Return what to open, as ``(label, url)``; the empty view comes first."""
    course = CoursePage.objects.get()
    return [
        ("empty view", "/empty/"),
        ("lesson page", course.units()[0].url),
        ("course page", course.url),
        ("catalogue", "/courses/"),
        ("My learning", "/my/"),
        ("verify", "/verify/"),
    ]


def measure(browser, pages):
    """Return the CPU ms of each page, by label, in turns."""
    times = {label: [] for label, _url in pages}
    for _round in range(WARM_UP + ROUNDS):
        for label, url in pages:
            status, spent = browser.send(url)
            if not status.startswith("200"):
                raise SystemExit(f"{label}: {status}")
            times[label].append(spent)
    return {label: statistics.median(spent[WARM_UP:]) for label, spent in times.items()}


def count_queries(browser, pages):
    """Return how many queries each page makes, by label."""
    counts = {}
    for label, url in pages:
        with CaptureQueriesContext(connection) as seen:
            browser.send(url)
        counts[label] = len(seen)
    return counts


def main():
    for command in ("migrate", "createcachetable", "load_curriculum"):
        call_command(command, verbosity=0)
    learner = make_user()
    Enrolment.objects.enrol(learner, CoursePage.objects.get(), at=timezone.now())
    browser, pages = Browser(learner), addresses()
    with override_settings(ROOT_URLCONF="tests.bench.autosave"):
        medians = measure(browser, pages)
        queries = count_queries(browser, pages)
    floor = medians["empty view"]
    for label, median in medians.items():
        sys.stdout.write(
            f"{label}: {median:.2f} ms CPU, {median / floor:.1f} x the empty view, "
            f"{queries[label]} queries, n={ROUNDS}\n"
        )


if __name__ == "__main__":
    main()
