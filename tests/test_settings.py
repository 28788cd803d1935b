"""Production refuses what only a demonstration may have."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.users.builders import make_user
from training.users.demo import refuse_demo_accounts

ROOT = Path(__file__).resolve().parents[1]
GOOD = {
    "SECRET_KEY": "k" * 60,
    "SITE_URL": "https://certs.example.org",
    "DJANGO_SETTINGS_MODULE": "training.settings.production",
    "DEMO": "0",
    "DEBUG": "0",
}


def start(tmp_path, code="import django; django.setup()", **environment):
    surroundings = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=surroundings | GOOD | environment,
        capture_output=True,
        text=True,
    )


def test_production_starts_with_what_it_needs(tmp_path):
    assert start(tmp_path).returncode == 0, start(tmp_path).stderr


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "demo-" + "k" * 60}, "SECRET_KEY"),
        ({"DEMO": "1"}, "DEMO"),
        ({"DEBUG": "1"}, "DEBUG"),
        ({"SITE_URL": "http://certs.example.org"}, "SITE_URL"),
    ],
)
def test_production_refuses_what_only_a_demo_may_have(tmp_path, wrong, word):
    run = start(tmp_path, **wrong)
    assert run.returncode != 0
    assert word in run.stderr


@pytest.mark.django_db
def test_a_site_without_demo_does_not_let_demo_people_in(settings):
    settings.DEMO = False
    refuse_demo_accounts()
    person = make_user(email="trainee@example.org")
    with pytest.raises(ImproperlyConfigured, match=r"example\.org"):
        refuse_demo_accounts()
    person.is_active = False
    person.save()
    refuse_demo_accounts()


def test_a_redis_cache_is_a_matter_of_configuration(tmp_path):
    code = (
        "import django; django.setup(); from django.core.cache import cache; "
        "print(type(cache._cache).__name__)"
    )
    run = start(tmp_path, code, CACHE_URL="redis://127.0.0.1:1/0")
    assert run.returncode == 0, run.stderr
    assert "Redis" in run.stdout


def test_what_the_database_address_asks_for_is_kept(tmp_path):
    code = (
        "import django; django.setup(); from django.conf import settings; "
        "print(settings.DATABASES['default']['OPTIONS'])"
    )
    address = "postgres://u:p@127.0.0.1:1/d?sslmode=require&connect_timeout=9"
    run = start(tmp_path, code, DATABASE_URL=address)
    assert run.returncode == 0, run.stderr
    assert "'sslmode': 'require'" in run.stdout
    assert "'connect_timeout': 9" in run.stdout
