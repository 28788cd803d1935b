"""The drill of ``manage.py faults``, short: killed twice under ten candidates."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from tests.examhall import surroundings
from training.bootstrap import ROOT


@pytest.mark.django_db
def test_no_acknowledged_answer_is_lost_when_the_server_is_killed(
    django_db_setup, migrated_copy, tmp_path
):
    if migrated_copy is None:
        pytest.skip("`manage.py faults` kills it on PostgreSQL as well")
    shutil.copyfile(migrated_copy[1], tmp_path / "hall.sqlite3")
    (tmp_path / "static").mkdir()
    variables = surroundings(os.environ | {"PYTHONPATH": str(ROOT)})
    variables |= {
        "DATABASE_URL": f"sqlite:///{tmp_path}/hall.sqlite3",
        "DATA_DIR": str(tmp_path),
        # The keys in the copy are those of a demonstration.
        "DEMO": "1",
    }
    run = subprocess.run(
        [sys.executable, "tests/faults/_killing.py", "2", "10"],
        cwd=ROOT,
        env=variables,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert run.returncode == 0, run.stderr[-4000:]
    report = json.loads(run.stdout)
    assert report["lost"] == 0
    assert report["acknowledged"] > 0
