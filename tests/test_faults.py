"""The drills of ``manage.py faults``, short: whole, so that they cannot rot."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from tests.examhall import surroundings
from training.bootstrap import ROOT

pytestmark = pytest.mark.django_db


@pytest.fixture
def drill(django_db_setup, migrated_copy, settings, tmp_path):
    """Run one of the scripts on a database of its own; return what it reports."""
    if migrated_copy is None:
        pytest.skip("`manage.py faults` kills it on PostgreSQL as well")
    shutil.copyfile(migrated_copy[1], tmp_path / "hall.sqlite3")
    (tmp_path / "static").mkdir()
    variables = surroundings(os.environ | {"PYTHONPATH": str(ROOT)})
    variables |= {
        "DATABASE_URL": f"sqlite:///{tmp_path}/hall.sqlite3",
        "DATA_DIR": str(tmp_path),
        # The keys in the copy are those of a demonstration, sealed by the tests.
        "DEMO": "1",
        "SECRET_KEY": settings.SECRET_KEY,
    }

    def run(*words):
        ran = subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env=variables,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr[-4000:]
        return json.loads(ran.stdout)

    return run


def test_no_acknowledged_answer_is_lost_when_the_server_is_killed(drill):
    report = drill("tests/faults/_killing.py", "2", "10")
    assert report["lost"] == 0
    assert report["acknowledged"] > 0


def test_every_award_comes_out_once_when_the_worker_is_killed(drill):
    report = drill("tests/faults/_awarding.py", "20", "0.2", "60")
    assert report["workers_killed"] > 1
    for counted in ("certificates", "people_with_one", "documents_as_kept"):
        assert report[counted] == 20, counted
    assert report["mails_at_most_for_one"] == 1
    assert report["mails"] + report["mails_in_doubt"] >= 20
