"""Kill the server with SIGKILL under 100 saving clients, 20 times on each database.

Every answer that was acknowledged must be there after each restart. Then 50
submissions at once must leave one mark, and 50 starts at once one attempt.
``RUNS`` and ``CLIENTS`` in the environment make it shorter.
"""

import os
import sys
from pathlib import Path

from tests.examhall import run_on_each_database

SCRIPT = Path(__file__).with_name("_killing.py")
RUNS, CLIENTS = os.environ.get("RUNS", "20"), os.environ.get("CLIENTS", "100")


if __name__ == "__main__":
    sys.exit(run_on_each_database(SCRIPT, RUNS, CLIENTS))
