"""Surroundings for processes of their own that work on the test's database."""

import os
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parents[1]


def surroundings(**values):
    """Return the environment of such a process; only transactional tests share rows.

    Args:
        **values: further variables.
    """
    database = connection.settings_dict
    address = (
        f"sqlite:///{database['NAME']}"
        if connection.vendor == "sqlite"
        else f"postgres://{database['USER']}:{database['PASSWORD']}@/"
        f"{database['NAME']}?host={database['HOST']}&port={database['PORT']}"
    )
    own = {"DATABASE_URL": address, "PYTHONPATH": str(ROOT)}
    return os.environ | own | values
