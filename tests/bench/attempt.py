"""A whole attempt over HTTP: start, 20 saves, hand in, result; at 1, 8 and 32 at once.

Against the web server as ``manage.py up`` runs it, on SQLite and, where there is
one, on PostgreSQL. The candidates share this machine's cores with it. The
database's own rate of upserts, one commit each, is measured in the same run.
"""

import os
import sys
from pathlib import Path

from tests.examhall import postgres_surroundings, surroundings
from training.bootstrap import processes

SCRIPT = Path(__file__).with_name("_sitting.py")


def measure(variables):
    """Measure on the database of ``variables``; return the exit code."""
    command = [sys.executable, str(SCRIPT)]
    return processes.run(command, env=surroundings(os.environ | variables))


def main():
    codes = [measure({})]
    with postgres_surroundings() as variables:
        if variables is None:
            sys.stdout.write("SKIPPED on PostgreSQL: no server binary.\n")
        else:
            codes.append(measure(variables))
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
