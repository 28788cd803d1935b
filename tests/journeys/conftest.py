"""A real browser against a live server."""

import os
import shutil

import pytest
from django.core.cache import cache


@pytest.fixture(scope="session", autouse=True)
def _database_beside_the_browser():
    """Playwright's loop runs in this thread; the database is used only between."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(autouse=True)
def _limits_begin_anew(request, playwright, django_db_blocker):
    """Forget how often other journeys signed in: the cache outlives the tables.

    The database is set up after Playwright has started its loop, not before:
    Django keeps other connections inside a loop than outside.
    """
    request.getfixturevalue("django_db_setup")
    with django_db_blocker.unblock():
        cache.clear()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return browser_type_launch_args | {
        "executable_path": shutil.which("chromium"),
        "args": ["--no-sandbox", "--disable-background-networking"],
    }
