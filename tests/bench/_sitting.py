"""What ``attempt.py`` measures, on the database in the environment."""

import statistics
import sys
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.examhall import Candidate, Server, make_learners, open_doors, sign_in

QUESTIONS = 20
AT_ONCE = (1, 8, 32)
ATTEMPTS = {1: 8, 8: 32, 32: 96}
"""How many attempts are taken in all, by how many candidates at once."""

UPSERT_SECONDS = 2


def sit(candidate, quiz, offers, spent):
    """Take one attempt; note the seconds of each request, by its kind."""

    def timed(kind, act, *words):
        began = time.perf_counter()
        reply = act(*words)
        spent[kind].append(time.perf_counter() - began)
        return reply

    status, headers, _body = timed(
        "start", candidate.post, f"/attempts/quizzes/{quiz}/start/"
    )
    _expect(status, 302)
    attempt = headers["Location"].strip("/").split("/")[-1]
    offered = offers(attempt)
    for number in range(1, QUESTIONS + 1):
        option = offered[number][number % 3]
        status, _news = timed("save", candidate.save, attempt, number, option, 0)
        _expect(status, 200)
    _expect(timed("submit", candidate.post, f"/attempts/{attempt}/submit/")[0], 302)
    _expect(timed("result", candidate.get, f"/attempts/{attempt}/result/")[0], 200)


def _expect(status, wanted):
    if status != wanted:
        raise SystemExit(f"answered {status} instead of {wanted}")


def take_attempts(port, quiz, sessions, at_once):
    """Let ``at_once`` candidates take the attempts; return seconds and times."""
    from django.db import connection

    from assessments.models import Answer

    def offers(attempt):
        rows = Answer.objects.filter(attempt__public_id=attempt)
        offered = dict(rows.values_list("number", "offered"))
        # The pool has fewer connections than there are candidates.
        connection.close()
        return offered

    spent, gate = defaultdict(list), Barrier(at_once)

    def work(own):
        gate.wait()
        for session in own:
            sit(Candidate(port, session), quiz, offers, spent)

    began = time.perf_counter()
    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(work, [sessions[n::at_once] for n in range(at_once)]))
    return time.perf_counter() - began, spent


def upserts_a_second():
    """Return how many single upserts, one commit each, the database does."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE floor (id integer PRIMARY KEY, said text)")
        began, done = time.perf_counter(), 0
        while time.perf_counter() - began < UPSERT_SECONDS:
            cursor.execute(
                "INSERT INTO floor VALUES (%s, %s) ON CONFLICT (id) "
                "DO UPDATE SET said = excluded.said",
                [done % 1000, f'{{"chosen": ["{done:010}"]}}'],
            )
            done += 1
        return done / (time.perf_counter() - began)


def count_queries(quiz, session):
    """Return how many statements each request makes, by its kind."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from assessments.models import Attempt

    client, counts = Client(SERVER_NAME="127.0.0.1"), {}
    client.cookies[settings.SESSION_COOKIE_NAME] = session

    def counted(kind, method, path, fields=None):
        with CaptureQueriesContext(connection) as seen:
            getattr(client, method)(path, fields or {})
        counts[kind] = len(seen)

    counted("start", "post", f"/attempts/quizzes/{quiz}/start/")
    attempt = Attempt.objects.latest("pk")
    option, at = attempt.answers.get(number=1).offered[0], attempt.public_id
    fields = {"chosen": option, "revision": 0}
    counted("save", "post", f"/attempts/{at}/answers/1/", fields)
    counted("submit", "post", f"/attempts/{at}/submit/")
    counted("result", "get", f"/attempts/{at}/result/")
    return counts


def prepare():
    """Return the quiz's id and a session for each attempt that will be taken."""
    from django.utils import timezone

    from tests.assessments.builders import make_bank, make_quiz
    from tests.courses.builders import make_enrolment

    quiz = make_quiz(draws=[(make_bank(size=2 * QUESTIONS), QUESTIONS)])
    sessions = []
    for learner in make_learners(sum(ATTEMPTS.values()) + 2):
        make_enrolment(quiz.course, learner, at=timezone.now())
        sessions.append(sign_in(learner))
    return quiz.pk, sessions


def tell(at_once, count, seconds, spent, floor):
    saves = len(spent["save"]) / seconds
    sys.stdout.write(
        f"  {at_once} at once: {count / seconds:.2f} attempts/s, {saves:.0f} saves/s "
        f"= {100 * saves / floor:.1f} % of the upserts, n={count}\n"
    )
    for kind, times in spent.items():
        middle, last = statistics.median(times), sorted(times)[int(len(times) * 0.99)]
        sys.stdout.write(
            f"    {kind}: p50 {1000 * middle:.1f} ms, p99 {1000 * last:.1f} ms, "
            f"n={len(times)}\n"
        )


def main():
    open_doors()
    from django.db import connection

    quiz, sessions = prepare()
    floor = upserts_a_second()
    sys.stdout.write(f"{connection.vendor}: {floor:.0f} upserts/s by itself\n")
    counts = count_queries(quiz, sessions.pop())
    told = ", ".join(f"{kind} {count}" for kind, count in counts.items())
    sys.stdout.write(f"  statements: {told}\n")
    server = Server()
    server.start()
    try:
        take_attempts(server.port, quiz, [sessions.pop()], 1)  # warms up
        for at_once in AT_ONCE:
            own = [sessions.pop() for _n in range(ATTEMPTS[at_once])]
            seconds, spent = take_attempts(server.port, quiz, own, at_once)
            tell(at_once, len(own), seconds, spent, floor)
    finally:
        server.stop()


if __name__ == "__main__":
    main()
