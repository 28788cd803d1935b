"""Courses are completed while the worker is killed; each award must come out once.

Run by ``awarding.py`` with the database in the environment:
``_awarding.py AWARDS [LIFE [AGE]]``. With an ``AGE`` of more than half a minute the
sweeper may do at once what a dead worker had begun.
"""

import datetime as dt
import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter

from tests.examhall import make_learners, open_doors
from tests.mailhall import MailServer
from training.bootstrap import processes, serving

LIFE = 3
"""Seconds that a worker lives after the first thing that it has done."""

PATIENCE = 120
"""Seconds for that first thing: a new worker has much to load."""

HALL = 3600
"""Seconds after which the drill gives up."""


def enrol(count, *, at):
    """Return the enrolments of ``count`` new people, and the lesson before them."""
    from courses.models import Enrolment
    from tests.courses.builders import lessons_of, make_course

    course = make_course()
    for learner in make_learners(count):
        Enrolment.objects.enrol(learner, course, at=at)
    return list(Enrolment.objects.select_related("course")), lessons_of(course)[0]


def complete(enrolments, lesson, age):
    """Complete the course for each, as the web server would ``age`` ago."""
    from django.db import connection
    from django.utils import timezone

    for enrolment in enrolments:
        enrolment.complete_unit(lesson, at=timezone.now() - age)
    connection.close()


def progress():
    """Return a number that grows with each thing that a worker does."""
    from certificates.models import CertificateDocument, ReadyNotice

    told = ReadyNotice.objects.exclude(claimed_at=None)
    return CertificateDocument.objects.count() + told.count()


def is_done(count):
    """Whether every award has its document and nothing waits to be told."""
    from django.utils import timezone

    from certificates.models import CertificateDocument, ReadyNotice

    waiting = ReadyNotice.objects.waiting(at=timezone.now())
    return CertificateDocument.objects.count() == count and not waiting.exists()


def live_once(environment, count, life):
    """Start a worker, let it work for ``life`` seconds, kill it."""
    command = serving.services(0, environment)[1].command
    worker = processes.start(
        command,
        env=environment,
        # It is killed on purpose: what it says of that is no news.
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    before, deadline = progress(), time.monotonic() + PATIENCE
    while progress() == before and not is_done(count):
        if time.monotonic() > deadline or worker.poll() is not None:
            processes.stop([worker])
            raise SystemExit("The worker does not work.")
        time.sleep(0.05)
    time.sleep(life)
    processes.signal_group(worker, signal.SIGKILL)
    worker.wait()


def drive(environment, count, life):
    """Kill one worker after the other until all is done; return how many."""
    from django_tasks_db.models import DBTaskResult

    killed, has_lost_the_queue, end = 0, False, time.monotonic() + HALL
    while not is_done(count):
        live_once(environment, count, life)
        killed += 1
        if not has_lost_the_queue and progress() >= count:
            DBTaskResult.objects.all().delete()
            has_lost_the_queue = True
        if time.monotonic() > end:
            raise SystemExit(f"Not done: {progress()} of {2 * count}.")
    return killed


def take_stock(count, mails):
    """Return what there is in the end, beside what there should be."""
    from certificates.models import Certificate, CertificateDocument, ReadyNotice

    documents = CertificateDocument.objects.iterator(chunk_size=50)
    sound = sum(
        hashlib.sha256(document.pdf).hexdigest() == document.sha256
        for document in documents
    )
    awarded = Certificate.objects.values("enrolment").distinct().count()
    addressed = Counter(message["To"] for message in mails)
    numbered = Counter(message["Message-ID"] for message in mails)
    found = {
        "certificates": Certificate.objects.count(),
        "people_with_one": awarded,
        "documents_as_kept": sound,
        "mails_at_most_for_one": max([*addressed.values(), *numbered.values()]),
        "told_or_in_doubt": ReadyNotice.objects.exclude(claimed_at=None).count(),
    }
    wanted = dict.fromkeys(found, count) | {"mails_at_most_for_one": 1}
    in_doubt = ReadyNotice.objects.in_doubt().count()
    return found, found == wanted and len(mails) >= count - in_doubt, in_doubt


def main(count, life=LIFE, age=0):
    open_doors()
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    call_command("keys", "make", stdout=io.StringIO())
    mail = MailServer().start()
    environment = os.environ | {"EMAIL_URL": mail.address}
    age = dt.timedelta(seconds=age)
    enrolments, lesson = enrol(count, at=timezone.now() - age)
    told = [enrolments, lesson, age]
    feeder = threading.Thread(target=complete, args=told, daemon=True)
    feeder.start()
    began = time.monotonic()
    killed = drive(environment, count, life)
    feeder.join()
    found, is_sound, in_doubt = take_stock(count, mail.taken)
    report = {
        "database": connection.vendor,
        "awards": count,
        "workers_killed": killed,
        "seconds": round(time.monotonic() - began),
        **found,
        "mails": len(mail.taken),
        "mails_in_doubt": in_doubt,
    }
    sys.stdout.write(json.dumps(report) + "\n")
    return 0 if is_sound and killed else 1


if __name__ == "__main__":
    count, *seconds = sys.argv[1:]
    sys.exit(main(int(count), *map(float, seconds)))
