"""Production refuses what only a demonstration may have."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
GOOD = {
    "SECRET_KEY": "k" * 60,
    "SITE_URL": "https://certs.example.org",
    "DJANGO_SETTINGS_MODULE": "training.settings.production",
    "DEMO": "0",
    "DEBUG": "0",
}


def start(tmp_path, **environment):
    surroundings = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)}
    return subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"],
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
