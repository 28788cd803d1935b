"""The server is killed while candidates save; every acknowledged answer must be there.

Run by ``saving.py`` with the database in the environment:
``_killing.py RUNS CLIENTS``.
"""

import http.client
import json
import random
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from tests.examhall import Candidate, Server, make_learners, open_doors, sign_in

QUESTIONS = 12
MOMENTS = (0.1, 3)
"""Between which seconds after its first acknowledgment the server is killed."""

PATIENCE = 30
"""Seconds for that first acknowledgment: a new server has much to load."""

STORM = 50
GONE = (OSError, http.client.HTTPException)


@dataclass
class Sitting:
    """What one candidate sent to one attempt, and what was acknowledged.

    Attributes:
        offered: option keys by question number.
        known: latest revision heard of, by question number.
        kept: the option acknowledged with it, by question number.
        sent: the options sent since that were not answered, by question number:
            the server may have kept any of them and died before it said so.
    """

    attempt: str
    session: str
    offered: dict
    known: dict = field(default_factory=dict)
    kept: dict = field(default_factory=dict)
    sent: dict = field(default_factory=dict)
    acknowledged: int = 0

    def save_until(self, stop, port, rng):
        """Save one answer after the other until ``stop`` is set."""
        candidate = Candidate(port, self.session)
        while not stop.is_set():
            number = rng.randint(1, QUESTIONS)
            try:
                self.save(candidate, number, rng.choice(self.offered[number]))
            except GONE:
                stop.wait(0.05)

    def save(self, candidate, number, option):
        self.sent.setdefault(number, []).append(option)
        known = self.known.get(number, 0)
        status, news = candidate.save(self.attempt, number, option, known)
        if status == 200:
            self.known[number], self.kept[number] = news["revision"], option
            self.acknowledged += 1
            self.sent[number] = []
        elif status == 409:  # saved just before the server died, never acknowledged
            self.known[number] = news["revision"]
            self.kept[number] = news["response"]["chosen"][0]

    def lost(self, answers):
        """Return the numbers of acknowledged answers that ``answers`` lack."""
        found = []
        for number, option in self.kept.items():
            revision, chosen = answers[number]
            is_kept = revision == self.known[number] and chosen == [option]
            is_newer = revision > self.known[number] and chosen in [
                [sent] for sent in self.sent.get(number, [])
            ]
            if not (is_kept or is_newer):
                found.append(number)
        return found


def seat(clients):
    """Return a sitting for each of ``clients`` new learners, and the quiz."""
    from django.utils import timezone

    from tests.assessments.builders import make_attempt, make_bank, make_quiz

    quiz = make_quiz(draws=[(make_bank(size=QUESTIONS), QUESTIONS)])
    now, sittings = timezone.now(), []
    for learner in make_learners(clients):
        attempt = make_attempt(quiz, at=now, learner=learner)
        offered = dict(attempt.answers.values_list("number", "offered"))
        session = sign_in(learner)
        sittings.append(Sitting(str(attempt.public_id), session, offered))
    return quiz, sittings


def on_record():
    """Return revision and choice by number, by attempt, as the database has them."""
    from assessments.models import Answer

    found = {}
    rows = Answer.objects.values_list(
        "attempt__public_id", "number", "revision", "response"
    )
    for attempt, number, revision, response in rows:
        found.setdefault(str(attempt), {})[number] = revision, response["chosen"]
    return found


def kill_once(server, sittings, seed):
    """Let all save, kill the server at a random moment; return what is lost."""
    rng, stop = random.Random(seed), threading.Event()
    seeds = [rng.random() for _sitting in sittings]
    with ThreadPoolExecutor(len(sittings)) as pool:
        for sitting, own in zip(sittings, seeds, strict=True):
            pool.submit(sitting.save_until, stop, server.port, random.Random(own))
        _await_acknowledgment(sittings)
        time.sleep(rng.uniform(*MOMENTS))
        server.kill()
        stop.set()
    server.start()
    record = on_record()
    return [(s.attempt, n) for s in sittings for n in s.lost(record[s.attempt])]


def _await_acknowledgment(sittings):
    before = acknowledged(sittings)
    deadline = time.monotonic() + PATIENCE
    while acknowledged(sittings) == before and time.monotonic() < deadline:
        time.sleep(0.02)


def acknowledged(sittings):
    """Return how many saves were acknowledged so far."""
    return sum(sitting.acknowledged for sitting in sittings)


def insist(candidate, path):
    """Post until the server has time or is there; return the status."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            status = candidate.post(path)[0]
        except GONE:
            status = 0
        if status not in {0, 503} or time.monotonic() > deadline:
            return status
        time.sleep(0.2)


def storm(server, sitting):
    """Hand one attempt in many times at once; return the marks and the replies."""
    from assessments.models import Mark

    def hand_in(_number):
        candidate = Candidate(server.port, sitting.session)
        return insist(candidate, f"/attempts/{sitting.attempt}/submit/")

    with ThreadPoolExecutor(STORM) as pool:
        replies = list(pool.map(hand_in, range(STORM)))
    marks = Mark.objects.filter(attempt__public_id=sitting.attempt).count()
    return marks, sorted(set(replies))


def start_race(server, quiz):
    """Let one learner begin often at once; return the attempts and the replies."""
    from django.utils import timezone

    from assessments.models import Attempt
    from tests.courses.builders import make_enrolment
    from tests.users.builders import make_user

    learner = make_user(email="racer@example.net")
    enrolment = make_enrolment(quiz.course, learner, at=timezone.now())
    session = sign_in(learner)

    def begin(_number):
        candidate = Candidate(server.port, session)
        return insist(candidate, f"/attempts/quizzes/{quiz.pk}/start/")

    with ThreadPoolExecutor(STORM) as pool:
        replies = list(pool.map(begin, range(STORM)))
    begun = Attempt.objects.filter(enrolment=enrolment).count()
    return begun, sorted(set(replies))


def main(runs, clients):
    open_doors()
    from django.db import connection

    quiz, sittings = seat(clients)
    server, lost = Server(), []
    server.start()
    try:
        for run in range(runs):
            lost += kill_once(server, sittings, run)
        marks = storm(server, sittings[0])
        attempts = start_race(server, quiz)
    finally:
        server.stop()
    report = {
        "database": connection.vendor,
        "runs": runs,
        "clients": clients,
        "acknowledged": acknowledged(sittings),
        "lost": len(lost),
        "marks_after_50_submissions": marks,
        "attempts_after_50_starts": attempts,
    }
    sys.stdout.write(json.dumps(report) + "\n")
    is_once = marks == attempts == (1, [302])
    return 0 if is_once and not lost else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
