"""Guess 100,000 numbers on a site in this process, and time unknown against private.

Numbers with a right check character are drawn and asked for through Django's client;
those past the limit cost the site one counted row each, and ``ASKED`` of them are
really sent. Then ``PAIRS`` pairs of an unknown and a withheld number are timed in
random order, the limits lifted. ``GUESSES``, ``ASKED`` and ``PAIRS`` in the
environment change the counts.
"""

import os
import random
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from unittest import mock

ROOT = Path(__file__).resolve().parents[2]
FORGED = {
    "X-Forwarded-For": lambda i: {"HTTP_X_FORWARDED_FOR": f"198.51.100.{i % 250}"},
    "Forwarded": lambda i: {"HTTP_FORWARDED": f"for=198.51.100.{i % 250}"},
    "X-Real-IP": lambda i: {"HTTP_X_REAL_IP": f"198.51.100.{i % 250}"},
}


@dataclass(frozen=True)
class Guessed:
    """What a run of guesses came to.

    Attributes:
        drawn: distinct numbers.
        hits: of all that were drawn, those that somebody holds.
        answered: requests that were not refused.
        first_refused: counted from 1; None if none was.
    """

    drawn: int
    hits: int
    answered: int
    first_refused: int | None


@dataclass(frozen=True)
class Compared:
    """Unknown beside private: pairs whose answers differ, and times in seconds."""

    differing: int
    unknown: list
    private: list


def guess(client, *, guesses, seed, asked, forged=None):
    """Draw numbers, look whether one is held, and ask the site for the first ones."""
    from certificates import codes
    from certificates.models import Certificate

    drawn = random.Random(seed).randbytes
    numbers = list(dict.fromkeys(codes.new_number(drawn) for _ in range(guesses)))
    held = set(Certificate.objects.values_list("number", flat=True))
    headers = FORGED.get(forged, lambda i: {})
    statuses = [
        client.get(f"/verify/{number}/", **headers(i)).status_code
        for i, number in enumerate(numbers[:asked])
    ]
    refused = [i for i, status in enumerate(statuses, start=1) if status == 429]
    return Guessed(
        drawn=len(numbers),
        hits=len(held.intersection(numbers)),
        answered=statuses.count(200),
        first_refused=refused[0] if refused else None,
    )


@contextmanager
def unthrottled():
    """Lift the limits, which would end the comparison; the counting stays."""
    from certificates import throttle

    names = ("ONE_ADDRESS", "ONE_NETWORK", "ALL_MISSES")
    with mock.patch.multiple(
        throttle,
        **{
            name: throttle.Limit(limit.name, 10**9, limit.length)
            for name in names
            if (limit := getattr(throttle, name))
        },
    ):
        yield


def compare(client, unknown, private, *, pairs, seed=1):
    """Ask for both numbers in random order; compare the answers and time them."""
    order, times, differing = random.Random(seed), {unknown: [], private: []}, 0
    for _ in range(pairs):
        both = [unknown, private]
        order.shuffle(both)
        told = set()
        for number in both:
            started = time.perf_counter()
            page = client.get(f"/verify/{number}/")
            times[number].append(time.perf_counter() - started)
            del page.headers["X-Request-ID"]  # each answer has its own
            told.add(
                (page.status_code, page.content, str(sorted(page.headers.items())))
            )
        differing += len(told) > 1
    return Compared(differing, times[unknown], times[private])


def area(first, second):
    """Return how often one of ``second`` is larger than one of ``first``, ties half.

    0.5 means that nobody can tell them apart by it (the area under the ROC curve).
    """
    import numpy as np

    ordered = np.sort(np.asarray(first))
    below = np.searchsorted(ordered, second, side="left")
    through = np.searchsorted(ordered, second, side="right")
    return float((below + through).sum() / (2 * len(first) * len(second)))


def run():
    """Prepare a site on a database of its own, guess, compare and report."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    from tests.certificates.builders import make_rendered

    private = make_rendered()
    private.choose_privacy(is_withheld=True)
    counts = {name: int(os.environ.get(name, usual)) for name, usual in USUAL.items()}
    were_refused = _guess(counts)
    were_alike = _compare(private.number, counts["PAIRS"])
    return 0 if were_refused and were_alike else 1


def _guess(counts):
    from django.test import Client

    guesses = {"guesses": counts["GUESSES"], "asked": counts["ASKED"]}
    report = guess(Client(), seed=time.time_ns(), **guesses)
    sys.stdout.write(f"guesses: {asdict(report)}\n")
    first = [report.first_refused]
    for number, header in enumerate(FORGED):
        client = Client(REMOTE_ADDR=f"203.0.{number}.7")
        seed = time.time_ns()
        forged = guess(client, guesses=60, asked=60, seed=seed, forged=header)
        sys.stdout.write(f"{header}: refused from {forged.first_refused}\n")
        first.append(forged.first_refused)
    return report.hits == 0 and set(first) == {31}


def _compare(private, pairs):
    from django.test import Client

    from certificates import codes

    unknown = codes.new_number(random.Random(time.time_ns()).randbytes)
    with unthrottled():
        compare(Client(), unknown, private, pairs=50)
        told = compare(Client(), unknown, private, pairs=pairs)
    slower = area(told.unknown, told.private)
    sys.stdout.write(f"{pairs} pairs: {told.differing} differ, AUC {slower:.3f}\n")
    return told.differing == 0 and 0.4 < slower < 0.6


USUAL = {"GUESSES": 100_000, "ASKED": 2_000, "PAIRS": 2_000}


def main():
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        surroundings = os.environ | {
            "DJANGO_SETTINGS_MODULE": "training.settings.test",
            "DATABASE_URL": f"sqlite:///{folder}/guessing.sqlite3",
            "DATA_DIR": folder,
            "PYTHONPATH": str(ROOT),
            "DEMO": "0",
        }
        command = [sys.executable, __file__, "here"]
        return subprocess.run(command, env=surroundings, cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(run() if sys.argv[1:] == ["here"] else main())
