"""CPU of saving one answer, and of a question's page, against an empty view.

All three pass through the same middleware, signed in, as whole WSGI requests
within this process, on a database of its own; CSRF is checked as in use. They
take turns, so that what else the machine does falls on all of them; read the
ratios, not the times.
"""

# ruff: noqa: E402
import io
import os
import statistics
import sys
import time
from importlib import import_module
from urllib.parse import urlencode

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training.settings.test")

import django

django.setup()

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.middleware.csrf import _get_new_csrf_string
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import path, reverse
from django.utils import timezone

from tests.assessments.builders import make_attempt, make_bank, make_quiz
from tests.users.builders import make_user
from training.urls import urlpatterns as site_urls
from training.users.access import signed_in

ROUNDS = 300
WARM_UP = 20
QUESTIONS = 20


@signed_in
def empty(request):
    """Answer with nothing."""
    return HttpResponse()


urlpatterns = [path("empty/", empty), *site_urls]


class Browser:
    """Sends whole requests of one signed-in person to the WSGI handler."""

    def __init__(self, user):
        self.handler = WSGIHandler()
        self.token = _get_new_csrf_string()
        cookies = {
            settings.SESSION_COOKIE_NAME: _session_of(user),
            settings.CSRF_COOKIE_NAME: self.token,
        }
        self.cookies = "; ".join(f"{name}={value}" for name, value in cookies.items())

    def send(self, url, data=None):
        """Send a GET, or a POST of ``data``; return the status and CPU ms."""
        body = b""
        if data is not None:
            body = urlencode(data | {"csrfmiddlewaretoken": self.token}, True).encode()
        environ = self._environ(url, "GET" if data is None else "POST", body)
        heard = []
        start = time.process_time()
        response = self.handler(environ, lambda status, headers: heard.append(status))
        b"".join(response)
        spent = (time.process_time() - start) * 1000
        response.close()
        return heard[0], spent

    def _environ(self, url, method, body):
        return {
            "REQUEST_METHOD": method,
            "PATH_INFO": url,
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_COOKIE": self.cookies,
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.url_scheme": "http",
            "wsgi.version": (1, 0),
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }


def _session_of(user):
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


def answers_of(learner, count):
    """Return ``count`` unsaved answers of one learner, in attempts of 20."""
    bank = make_bank(size=QUESTIONS)
    answers = []
    while len(answers) < count:
        quiz = make_quiz(draws=[(bank, QUESTIONS)])
        attempt = make_attempt(quiz, at=timezone.now(), learner=learner)
        answers += attempt.answers.select_related("attempt")
    return answers[:count]


def requests_for(answer):
    """Return the three requests to compare, as ``(label, url, data)``."""
    args = [answer.attempt.public_id, answer.number]
    data = {"chosen": answer.offered[0], "revision": 0}
    return [
        ("empty view", "/empty/", None),
        ("autosave", reverse("assessments:save_answer", args=args), data),
        ("question page", reverse("assessments:question", args=args), None),
    ]


def count_queries(browser, answer):
    """Return how many queries each request makes, by label."""
    counts = {}
    for label, url, data in requests_for(answer):
        with CaptureQueriesContext(connection) as seen:
            browser.send(url, data)
        counts[label] = len(seen)
    return counts


def measure(browser, answers):
    """Return the CPU ms of each request, by label, in turns."""
    times = {}
    for answer in answers:
        for label, url, data in requests_for(answer):
            status, spent = browser.send(url, data)
            if not status.startswith("200"):
                raise SystemExit(f"{label}: {status}")
            times.setdefault(label, []).append(spent)
    return times


def main():
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    learner = make_user()
    browser = Browser(learner)
    first, *others = answers_of(learner, 1 + WARM_UP + ROUNDS)
    with override_settings(ROOT_URLCONF=__name__):
        queries = count_queries(browser, first)
        _tell(measure(browser, others), queries)


def _tell(times, queries):
    medians = {
        label: statistics.median(spent[WARM_UP:]) for label, spent in times.items()
    }
    floor = medians["empty view"]
    for label, median in medians.items():
        sys.stdout.write(
            f"{label}: {median:.2f} ms CPU, {median / floor:.1f} x the empty view, "
            f"{queries[label]} queries, n={ROUNDS}\n"
        )


if __name__ == "__main__":
    main()
