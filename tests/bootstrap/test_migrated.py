import sqlite3

import pytest

from tests import migrated


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "test.sqlite3"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE kept (value)")
    connection.execute("INSERT INTO kept VALUES (42)")
    connection.commit()
    yield path
    connection.close()


def test_kept_copy_holds_what_was_committed(tmp_path, database):
    copy, started = tmp_path / "kept" / "b.sqlite3", tmp_path / "started.sqlite3"
    copy.parent.mkdir()
    migrated.keep(database, copy)
    assert migrated.start_from(copy, started)
    connection = sqlite3.connect(started)
    assert connection.execute("SELECT value FROM kept").fetchall() == [(42,)]
    connection.close()


def test_older_copies_go(tmp_path, database):
    older, copy = tmp_path / "kept" / "a.sqlite3", tmp_path / "kept" / "b.sqlite3"
    older.parent.mkdir()
    older.touch()
    migrated.keep(database, copy)
    assert list(older.parent.iterdir()) == [copy]


def test_no_copy_starts_nothing(tmp_path):
    started = tmp_path / "started.sqlite3"
    assert not migrated.start_from(tmp_path / "none.sqlite3", started)
    assert not started.exists()
