"""What every test may ask for."""

import datetime as dt

import pytest


@pytest.fixture
def at():
    """A fixed instant: Monday 16 November 2026, noon UTC."""
    return dt.datetime(2026, 11, 16, 12, 0, tzinfo=dt.UTC)
