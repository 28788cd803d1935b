"""1,000 awards while the worker is killed with SIGKILL 3 s after each time it works.

In the end there must be 1,000 certificates and 1,000 documents, none twice, and no
mail twice. Half-way through, everything that waits in the queue is thrown away:
what has to be done is read from the records. On each database. ``AWARDS`` in the
environment makes it shorter.
"""

import os
import sys
from pathlib import Path

from tests.examhall import postgres_surroundings, surroundings
from training.bootstrap import processes

SCRIPT = Path(__file__).with_name("_awarding.py")
AWARDS = os.environ.get("AWARDS", "1000")


def drill(variables):
    """Run the drill on the database of ``variables``; return its exit code."""
    command = [sys.executable, str(SCRIPT), AWARDS]
    return processes.run(command, env=surroundings(os.environ | variables))


def main():
    codes = [drill({})]
    with postgres_surroundings() as variables:
        if variables is None:
            sys.stdout.write("SKIPPED on PostgreSQL: no server binary.\n")
        else:
            codes.append(drill(variables))
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
