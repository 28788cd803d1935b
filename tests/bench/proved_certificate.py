"""From an award to a signed PDF with its credential: CPU by step, and the rate.

Naive WeasyPrint, which signs and attaches nothing, takes turns with it in the same
run. The awards are of one course and day, as when a class finishes. The time-stamp
authority of B-LT runs in a thread of the same process, so that its own work is in that
figure. Keys are RSA of 3072 bits, as in use. The rate is of two processes, each with
its own renderer: what else the machine does lowers it.
"""

import datetime as dt
import os
import statistics
import sys
import time
from itertools import count, islice
from multiprocessing import get_context

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training.settings.test")

import django

django.setup()

from pyhanko.sign.timestamps.requests_client import (  # noqa: E402
    RequestsHTTPTimeStamper,
)

from certificates import pdf  # noqa: E402
from certificates.proof import badge, signing  # noqa: E402
from tests.bench.certificate import (  # noqa: E402
    MIXED,
    award_of,
    naive,
    resident_mb,
    token_of,
)
from tests.certificates.builders import VERIFY_URL  # noqa: E402
from tests.certificates.proof import tsa  # noqa: E402
from tests.certificates.proof.builders import (  # noqa: E402
    IDENTITY,
    WORDING,
    make_keyring,
)

ROUNDS = 24
WARM_UP = len(MIXED)
SECONDS = 8
BITS = 3072
# The authority's own list of revoked certificates is of today.
NOW = dt.datetime.now(dt.UTC)


class Steps:
    """Makes certificates and notes the CPU of each step in milliseconds."""

    def __init__(self):
        self.keys = make_keyring(bits=BITS)
        self.spent = {}
        self.sizes = {}

    def make(self, award):
        credential = self._timed(
            "credential, checked against schema and contexts",
            badge.build,
            award,
            keyring=self.keys,
            identity=IDENTITY,
            wording=WORDING,
        )
        token = self._timed(
            "token, RS256", badge.to_jwt, credential, self.keys.token
        ).encode()
        self._timed(
            "proof, eddsa-rdfc-2022", badge.with_proof, credential, self.keys.proof, NOW
        )
        rendered = self._timed(
            "PDF/A-3a and PDF/UA-1",
            pdf.render,
            award,
            token_of(award),
            verify_url=VERIFY_URL,
            credential=token,
        )
        signed, _level = self._timed(
            "signature, PAdES B-B", signing.sign, rendered, self.keys, at=NOW
        )
        self.sizes = {"token": len(token), "B-B": len(signed)}
        return rendered

    def stamp(self, rendered, running):
        stamper = RequestsHTTPTimeStamper(running.url)
        signed, _level = self._timed(
            "instead: signature, PAdES B-LT with its authority",
            signing.sign,
            rendered,
            self.keys,
            at=NOW,
            timestamper=stamper,
            authorities=[running.root],
        )
        self.sizes["B-LT"] = len(signed)

    def _timed(self, step, act, *args, **options):
        start = time.process_time()
        result = act(*args, **options)
        spent = (time.process_time() - start) * 1000
        self.spent.setdefault(step, []).append(spent)
        return result


def measure():
    """Return the ``Steps`` after all rounds, and naive's median in milliseconds."""
    steps, theirs = Steps(), []
    with tsa.running() as running:
        for turn in range(ROUNDS + WARM_UP):
            award = award_of(turn, MIXED)
            steps.stamp(steps.make(award), running)
            start = time.process_time()
            naive(award)
            theirs.append((time.process_time() - start) * 1000)
    return steps, statistics.median(theirs[WARM_UP:])


def count_for(seconds):
    """Return how many certificates one process makes a second once warm, and memory."""
    steps, turns = Steps(), count()
    for turn in islice(turns, WARM_UP):
        steps.make(award_of(turn, MIXED))
    first, made, start = resident_mb(), 0, time.monotonic()
    while time.monotonic() - start < seconds:
        steps.make(award_of(next(turns), MIXED))
        made += 1
    rate = made / (time.monotonic() - start)
    return rate, f"{first:.0f} MB, {resident_mb():.0f} MB after {made:,}"


def main():
    steps, theirs = measure()
    medians = {
        step: statistics.median(spent[WARM_UP:]) for step, spent in steps.spent.items()
    }
    for step, median in medians.items():
        sys.stdout.write(f"{median:7.1f} ms CPU  {step}\n")
    whole = sum(ms for step, ms in medians.items() if not step.startswith("instead"))
    sys.stdout.write(
        f"proved certificate, mixed scripts: {whole:.1f} ms CPU from award to signed "
        f"PDF (B-B), naive unsigned {theirs:.1f} ms, ratio {whole / theirs:.2f}, "
        f"n={ROUNDS}\n"
    )
    sizes = ", ".join(f"{name} {size:,}" for name, size in steps.sizes.items())
    sys.stdout.write(f"bytes: {sizes}\n")
    with get_context("spawn").Pool(2) as pool:
        made = pool.map(count_for, [SECONDS] * 2)
    for _rate, memory in made:
        sys.stdout.write(f"memory of one process: {memory}\n")
    rate = sum(rate for rate, _memory in made)
    sys.stdout.write(f"{rate:.1f} certificates a second on two processes (B-B)\n")


if __name__ == "__main__":
    main()
