"""1,000 awards while the worker is killed with SIGKILL 3 s after each time it works.

In the end there must be 1,000 certificates and 1,000 documents, none twice, and no
mail twice. Half-way through, everything that waits in the queue is thrown away:
what has to be done is read from the records. On each database. ``AWARDS`` in the
environment makes it shorter.
"""

import os
import sys
from pathlib import Path

from tests.examhall import run_on_each_database

SCRIPT = Path(__file__).with_name("_awarding.py")
AWARDS = os.environ.get("AWARDS", "1000")


if __name__ == "__main__":
    sys.exit(run_on_each_database(SCRIPT, AWARDS))
