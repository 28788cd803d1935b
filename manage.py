#!/usr/bin/env python3
"""Runs ``up``, ``test``, ``bench`` and ``faults``; every other word is Django's.

This file stays readable by older Pythons, so that it can tell them what is wrong.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(
        "Alongside needs Python 3.11, 3.12 or 3.13; this is Python "
        f"{sys.version_info[0]}.{sys.version_info[1]} ({sys.executable}).\n"
        "Where a newer one is installed, name it: python3.11 manage.py …"
    )

if __name__ == "__main__":
    from training.bootstrap.commands import run

    sys.exit(run(sys.argv))
