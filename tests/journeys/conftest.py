"""A real browser against a live server."""

import os
import shutil

import pytest


@pytest.fixture(scope="session", autouse=True)
def _database_beside_the_browser():
    """Playwright's loop runs in this thread; the database is used only between."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return browser_type_launch_args | {
        "executable_path": shutil.which("chromium"),
        "args": ["--no-sandbox", "--disable-background-networking"],
    }
