"""What every test may ask for."""

import datetime as dt
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from tests import migrated


@pytest.fixture
def at():
    """A fixed instant: Monday 16 November 2026, noon UTC."""
    return dt.datetime(2026, 11, 16, 12, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _no_language_left_behind():
    """Let no test inherit the language that an earlier one has activated."""
    translation.deactivate()


@pytest.fixture(scope="session")
def migrated_copy(request, django_db_modify_db_settings):
    """The path of the test database, and of its migrated copy; None elsewhere."""
    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite3"):
        return None
    return Path(database["TEST"]["NAME"]), migrated.kept_copy(request.config.cache)


@pytest.fixture(scope="session")
def django_db_keepdb(request, migrated_copy):
    """Whether the test database stands already: as a copy, on SQLite."""
    if migrated_copy is None or request.config.getvalue("create_db"):
        return request.config.getvalue("reuse_db")
    database, copy = migrated_copy
    return migrated.start_from(copy, database)


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup, django_db_keepdb, django_db_blocker, migrated_copy
):
    """Let every test find signing keys; keep a copy of what was migrated just now."""
    with django_db_blocker.unblock():
        migrated.bring_keys()
    if migrated_copy and not django_db_keepdb:
        migrated.keep(*migrated_copy)
