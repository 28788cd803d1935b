import pytest

from training.bootstrap import database


@pytest.fixture
def steps(tmp_path, monkeypatch):
    """An empty checkout; the list of what was carried out in it."""
    carried_out = []

    def carry_out(environment, *, with_demo):
        carried_out.append(with_demo)
        (tmp_path / "data" / "alongside.sqlite3").touch()
        return "the people" if with_demo else ""

    monkeypatch.setattr(database, "ROOT", tmp_path)
    monkeypatch.setattr(database, "ENV_FILE", tmp_path / ".env")
    monkeypatch.setattr(database, "_carry_out", carry_out)
    (tmp_path / ".env").write_text("DEMO=1\n")
    return carried_out


def test_later_start_does_nothing_and_still_knows_the_people(steps):
    assert database.prepare({}) == "the people"
    assert database.prepare({}) == "the people"
    assert steps == [True]


def test_new_migration_is_carried_out(steps, tmp_path):
    database.prepare({})
    migrations = tmp_path / "courses" / "migrations"
    migrations.mkdir(parents=True)
    (migrations / "0002_more.py").touch()
    database.prepare({})
    assert len(steps) == 2


def test_changed_lesson_is_loaded(steps, tmp_path):
    lesson = tmp_path / "home" / "curriculum" / "ethics" / "lesson.yaml"
    lesson.parent.mkdir(parents=True)
    lesson.write_text("title: One")
    database.prepare({})
    lesson.write_text("title: Two")
    database.prepare({})
    assert len(steps) == 2


def test_lost_database_is_made_again(steps, tmp_path):
    database.prepare({})
    (tmp_path / "data" / "alongside.sqlite3").unlink()
    database.prepare({})
    assert len(steps) == 2


@pytest.mark.parametrize("name", ["SITE_URL", "DATABASE_URL"])
def test_other_address_or_database_is_prepared_too(steps, name):
    database.prepare({})
    database.prepare({name: "postgres://elsewhere/alongside"})
    assert len(steps) == 2


def test_without_demo_there_are_no_people(steps):
    assert database.prepare({"DEMO": "0"}) == ""
    assert steps == [False]
