import os
import subprocess
from pathlib import Path

import pytest

from training.bootstrap import postgres

BINARIES = postgres.find_binaries()


def server(folder):
    folder.mkdir(parents=True)
    for name in ("initdb", "postgres"):
        (folder / name).touch(mode=0o755)
    return folder


def test_newest_of_debians_servers_is_chosen(tmp_path):
    server(tmp_path / "9.6" / "bin")
    newest = server(tmp_path / "15" / "bin")
    (tmp_path / "17" / "bin").mkdir(parents=True)
    assert postgres.find_binaries(path="", servers=tmp_path) == newest


def test_server_in_the_path_comes_first(tmp_path):
    server(tmp_path / "servers" / "15" / "bin")
    own = server(tmp_path / "own")
    found = postgres.find_binaries(path=str(own), servers=tmp_path / "servers")
    assert found == own


def test_no_server_is_none(tmp_path):
    assert postgres.find_binaries(path="", servers=tmp_path) is None


@pytest.mark.skipif(BINARIES is None, reason="needs the binaries of PostgreSQL")
def test_temporary_server_answers_and_leaves_nothing():
    with postgres.temporary_server(BINARIES) as variables:
        folder = Path(variables["PGHOST"])
        pid = int((folder / "data" / "postmaster.pid").read_text().split()[0])
        words = [BINARIES / "psql", "-U", "postgres", "-tAc", "SHOW server_encoding"]
        said = subprocess.run(
            words, env=os.environ | variables, capture_output=True, text=True
        )
        assert said.stdout.strip() == "UTF8"
    assert not folder.exists()
    assert not Path(f"/proc/{pid}").exists()
