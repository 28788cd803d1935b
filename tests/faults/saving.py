"""Kill the server with SIGKILL under 100 saving clients, 20 times on each database.

Every answer that was acknowledged must be there after each restart. Then 50
submissions at once must leave one mark, and 50 starts at once one attempt.
``RUNS`` and ``CLIENTS`` in the environment make it shorter.
"""

import os
import sys
from pathlib import Path

from tests.examhall import postgres_surroundings, surroundings
from training.bootstrap import processes

SCRIPT = Path(__file__).with_name("_killing.py")
RUNS, CLIENTS = os.environ.get("RUNS", "20"), os.environ.get("CLIENTS", "100")


def drill(variables):
    """Run the drill on the database of ``variables``; return its exit code."""
    command = [sys.executable, str(SCRIPT), RUNS, CLIENTS]
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
