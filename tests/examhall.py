"""A real server under candidates who take an attempt, over HTTP on loopback.

For the drills in ``tests/faults`` and the measurements in ``tests/bench``: both
run on a database of their own, with the settings that ``manage.py up`` serves.
"""

import http.client
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from importlib import import_module
from urllib.parse import urlencode

from training.bootstrap import postgres, processes, serving

HOST = "127.0.0.1"
SECRET = "only-for-drills"
START_SECONDS = 60
COMMIT_FOR_GOOD = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


def surroundings(environment):
    """Return ``environment`` with the settings of a served site."""
    return environment | {
        "DJANGO_SETTINGS_MODULE": "training.settings.dev",
        "SECRET_KEY": SECRET,
        "EMAIL_URL": "dummymail://",
    }


@contextmanager
def postgres_surroundings():
    """Yield the variables of a temporary PostgreSQL that waits for the disk.

    Yields None where no server binary can be had.
    """
    binaries = postgres.find_binaries()
    if binaries is None:
        yield None
        return
    durable = postgres.OPTIONS | COMMIT_FOR_GOOD
    with postgres.temporary_server(binaries, durable) as variables:
        yield variables


def run_on_each_database(script, *arguments):
    """Run ``script`` with the settings of a served site: on SQLite, then PostgreSQL.

    Returns:
        The worst exit code. PostgreSQL is passed over, and that is said, where no
        server binary can be had.
    """
    command = [sys.executable, str(script), *arguments]
    codes = [processes.run(command, env=surroundings(os.environ))]
    with postgres_surroundings() as variables:
        if variables is None:
            sys.stdout.write("SKIPPED on PostgreSQL: no server binary.\n")
        else:
            environment = surroundings(os.environ | variables)
            codes.append(processes.run(command, env=environment))
    return max(codes)


class Server:
    """The web server as ``manage.py up`` starts it, on a free port."""

    def __init__(self):
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            self.port = probe.getsockname()[1]
        self.process = None

    def start(self):
        """Start it, and wait until it can serve."""
        site = os.environ | {"SITE_URL": f"http://{HOST}:{self.port}"}
        service = serving.services(self.port, site)[0]
        self.process = processes.start(
            self.command(service.command),
            env=service.environment,
            # It is killed on purpose: what it says of that is no news.
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + START_SECONDS
        while not serving.answers(self.port):
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise SystemExit("The server does not start.")
            time.sleep(0.05)

    def command(self, words):
        """Return the words that start it; those of ``up``."""
        return words

    def kill(self):
        """End all of it with SIGKILL: it can tidy up nothing."""
        processes.signal_group(self.process, signal.SIGKILL)
        self.process.wait()

    def stop(self):
        processes.stop([self.process])


class Candidate:
    """One signed-in person's connection; forms are sent as a browser sends them."""

    def __init__(self, port, session):
        self.port = port
        self.token = "t" * 32
        self.cookies = f"session={session}; csrf={self.token}"
        self.connection = http.client.HTTPConnection(HOST, port, timeout=10)

    def get(self, path):
        return self._send("GET", path, None)

    def post(self, path, fields=()):
        fields = [*fields, ("csrfmiddlewaretoken", self.token)]
        return self._send("POST", path, urlencode(fields))

    def _send(self, method, path, body):
        """Return status, headers and body.

        Raises:
            OSError, http.client.HTTPException: the server is gone.
        """
        headers = {"Cookie": self.cookies, "Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self.connection.request(method, path, body, headers)
            reply = self.connection.getresponse()
            return reply.status, reply.headers, reply.read()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            raise

    def save(self, attempt, number, option, revision):
        """Save one answer; return the status and what the server says."""
        path = f"/attempts/{attempt}/answers/{number}/"
        fields = [("chosen", option), ("revision", revision)]
        status, _headers, body = self.post(path, fields)
        return status, json.loads(body) if status in {200, 409, 410, 429} else {}


def open_doors():
    """Make the tables, in the process that has been told its database."""
    import django

    django.setup()
    logging.disable(logging.WARNING)
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)


def sign_in(person):
    """Return the key of a new session of ``person``."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return session.session_key


def make_learners(count):
    """Return ``count`` new people; nobody signs in by password here."""
    from training.users.models import User

    made = [
        User(email=f"candidate{n}@example.net", legal_name=f"Candidate {n}")
        for n in range(count)
    ]
    for person in made:
        person.set_unusable_password()
    return User.objects.bulk_create(made)
