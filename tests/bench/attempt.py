"""A whole attempt over HTTP: start, 20 saves, hand in, result; at 1, 8 and 32 at once.

Against the web server as ``manage.py up`` runs it, on SQLite and, where there is
one, on PostgreSQL. The candidates share this machine's cores with it. The
database's own rate of upserts, one commit each, is measured in the same run.
"""

import sys
from pathlib import Path

from tests.examhall import run_on_each_database

SCRIPT = Path(__file__).with_name("_sitting.py")


if __name__ == "__main__":
    sys.exit(run_on_each_database(SCRIPT))
