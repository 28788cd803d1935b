"""A request does not wait for ever on a row; migrations and the worker may."""

import os
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connections, transaction

from tests.users.builders import make_user
from training import patience
from training.bootstrap import ROOT
from training.users.models import User

ON_POSTGRES = "postgresql" in settings.DATABASES["default"]["ENGINE"]

WRITE = """
from django.db import connection, OperationalError
from training.users.models import User
with connection.cursor() as cursor:
    cursor.execute("SHOW lock_timeout")
    print(cursor.fetchone()[0])
try:
    User.objects.filter(pk={pk}).update(display_name="x")
except OperationalError:
    print("gave up")
"""


@pytest.mark.parametrize(
    ("own", "together"),
    [
        ({}, "-c lock_timeout=4s"),
        ({"options": "-c lock_timeout=9s"}, "-c lock_timeout=4s -c lock_timeout=9s"),
    ],
)
def test_the_limit_comes_before_what_the_address_itself_asks_for(
    monkeypatch, own, together
):
    databases = {
        "default": {"ENGINE": "django.db.backends.postgresql", "OPTIONS": own},
        "other": {"ENGINE": "django.db.backends.sqlite3", "OPTIONS": {}},
    }
    monkeypatch.setattr(connections, "settings", databases)
    patience.limit_waiting()
    assert databases["default"]["OPTIONS"]["options"] == together
    assert databases["other"]["OPTIONS"] == {}


def test_under_asgi_a_request_gives_its_connection_back(monkeypatch):
    databases = {
        "default": {"ENGINE": "django.db.backends.postgresql", "OPTIONS": {}},
        "other": {"ENGINE": "django.db.backends.sqlite3", "OPTIONS": {}},
    }
    for database in databases.values():
        database["CONN_MAX_AGE"] = None
    monkeypatch.setattr(connections, "settings", databases)
    patience.take_turns()
    assert databases["default"]["OPTIONS"] == {"pool": {"timeout": 4}}
    assert databases["other"]["OPTIONS"] == {}
    assert {one["CONN_MAX_AGE"] for one in databases.values()} == {0}


def run(code, tmp_path):
    """Run ``code`` in a process of its own, on the database of the tests."""
    name = settings.DATABASES["default"]["NAME"]
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    variables = {"DATABASE_URL": address, "DEMO": "1", "SECRET_KEY": "x"}
    variables |= {"DJANGO_SETTINGS_MODULE": "training.settings.dev"}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | variables | {"DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")


@pytest.mark.skipif(not ON_POSTGRES, reason="SQLite waits for its writer, see base.py")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_web_server_gives_up_on_a_row_that_another_holds(tmp_path):
    person = make_user()
    code = "import training.wsgi\n" + WRITE
    with transaction.atomic():
        User.objects.select_for_update().get(pk=person.pk)
        assert run(code.format(pk=person.pk), tmp_path) == ["4s", "gave up", ""]


@pytest.mark.skipif(not ON_POSTGRES, reason="SQLite waits for its writer, see base.py")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_commands_wait_as_long_as_it_takes(tmp_path):
    person = make_user()
    code = "import django; django.setup()\n" + WRITE
    assert run(code.format(pk=person.pk), tmp_path) == ["0", ""]
    person.refresh_from_db()
    assert person.display_name == "x"
