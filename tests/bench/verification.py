"""Checks among 1,000,000 certificates, over HTTP, at 1 and 8 connections.

The verify page and the API, each with 20 % numbers that nobody holds, beside an
empty view through the same middleware and one that writes a single row of the log
durably, which every check owes to the holder; in turns. The server is the one that
``manage.py up`` runs, on SQLite and, where there is one, on PostgreSQL; the CPU is
that of its processes (PostgreSQL's own not counted). Every check is counted and
logged as in use. The askers share this machine's cores with it. ``CERTIFICATES`` in
the environment makes it shorter. Targets: 3 x the CPU, and p95 of 50 ms at 8.
"""

import sys
from pathlib import Path

from tests.examhall import run_on_each_database

SCRIPT = Path(__file__).with_name("_verifying.py")


if __name__ == "__main__":
    sys.exit(run_on_each_database(SCRIPT))
