"""``python3 manage.py up``: from a checkout to a site that answers."""

import errno
import http.client
import os
import socket

from . import ROOT, VENV, VENV_PYTHON, database, dotenv, environment, native, stamps
from .narration import CannotContinue, begin, say
from .supervisor import Service, Supervisor

HOST = "127.0.0.1"
DEFAULT_PORT = "8000"


def up(words):
    """Set up what is missing, then serve until told to stop.

    Returns:
        The exit code.

    Raises:
        CannotContinue: a step failed, or the port is not free.
    """
    if words:
        raise CannotContinue(f"`up` takes no further words; got: {' '.join(words)}")
    port = chosen_port(database.settings(os.environ))
    check_port(port)
    with stamps.one_at_a_time():
        environment.ensure(environment.RUNTIME)
        native.ensure()
        if dotenv.ensure(database.ENV_FILE):
            say("Wrote .env with a new secret key.")
        surroundings = site_environment(port)
        people = database.prepare(surroundings)
    return serve(port, surroundings, people)


def chosen_port(site):
    """The port that ``PORT`` names, 8000 without it.

    Raises:
        CannotContinue: it is no port number.
    """
    value = site.get("PORT") or DEFAULT_PORT
    if not value.isdecimal() or not 0 < int(value) < 65536:
        raise CannotContinue(f"PORT must be a number from 1 to 65535, not {value!r}.")
    return int(value)


def check_port(port):
    """Refuse early, in words, when something else listens on ``port``.

    Raises:
        CannotContinue: the port is taken, or not this account's to use.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CannotContinue(_port_trouble(port, error)) from error


def _port_trouble(port, error):
    if error.errno == errno.EACCES:
        trouble = f"This account may not listen on port {port}."
    elif error.errno == errno.EADDRINUSE:
        trouble = f"Port {port} is taken: another program listens on it."
    else:
        trouble = f"Cannot listen on port {port}: {error.strerror}."
    other = port + 1 if 1024 <= port < 65535 else 8001
    return f"{trouble}\nChoose another:\n\n    PORT={other} python3 manage.py up"


def site_environment(port):
    """The environment of every process of the site."""
    found = os.environ | native.environment()
    found.setdefault("DJANGO_SETTINGS_MODULE", "training.settings.dev")
    if "SITE_URL" not in database.settings(os.environ):
        found["SITE_URL"] = f"http://{HOST}:{port}"
    # The folder of the checkout, for programs that do not start in it.
    found["PYTHONPATH"] = str(ROOT)
    return found


def services(port, surroundings):
    """The web server and the background worker.

    SQLite has one writer, so one thread in each process serves it best.
    """
    sqlite = database.uses_sqlite(database.settings(surroundings))
    web = [
        *(VENV / "bin" / "granian", "training.wsgi:application"),
        *("--interface", "wsgi", "--host", HOST, "--port", str(port)),
        *("--workers", "2", "--blocking-threads", "1" if sqlite else "4"),
        *("--no-ws", "--log-level", "warning", "--respawn-failed-workers"),
        *("--workers-kill-timeout", "5", "--working-dir", ROOT),
    ]
    worker = [VENV_PYTHON, ROOT / "manage.py", "worker"]
    return [
        Service("web server", [str(word) for word in web], surroundings),
        Service("worker", [str(word) for word in worker], surroundings),
    ]


def serve(port, surroundings, people):
    """Run the services; say where and for whom once they answer."""
    check_port(port)
    done = begin("Starting the web server and the worker")

    def announce():
        done()
        say(f"\nAlongside is at  http://{HOST}:{port}/  (Ctrl-C stops it)\n")
        say(people.rstrip())

    found = services(port, surroundings)
    return Supervisor(found, is_ready=lambda: answers(port), announce=announce).run()


def answers(port):
    """Whether the site says that it can serve."""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
