"""A list of 10,000 lines, checked in the background, beside a loop over the records.

Ours is the worker's whole act: lines taken, looked up, logged for their holders,
compared with the check before and written down, on a database of its own. The loop
does what a newcomer would write for the same outcome, line by line, once with a
transaction for each line and once with one around all; it runs over fewer lines and
is scaled. Targets: 30 s, a tenth of the loop, 150 MB more memory. Read the ratio.
"""

# ruff: noqa: E402
import datetime as dt
import os
import resource
import sys
import time
from contextlib import nullcontext, suppress
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training.settings.test")

import django

django.setup()

from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from certificates import checking_rosters
from certificates.codes import new_number
from certificates.models import (
    Agency,
    Certificate,
    Check,
    Roster,
    RosterResult,
    RosterRun,
)
from certificates.rosters import reading, tables
from tests.bench._million import fill
from tests.certificates.builders import decide, make_rng
from tests.users.builders import make_user

LINES = 10_000
HELD = 9_500
"""The rest are numbers that nobody holds."""

DECIDED = 200
LOOPED = 1_000


def furnish(at):
    """Return an agency's list, ready to be checked twice."""
    fill(20_000)
    numbers = list(Certificate.objects.values_list("number", flat=True)[:HELD])
    for certificate in Certificate.objects.filter(number__in=numbers[:DECIDED]):
        decide(certificate, "suspended", at=at)
    rng = make_rng(20261123)
    numbers += [new_number(rng) for _n in range(LINES - HELD)]
    owner = make_user()
    facts = {"name": "Bench", "website": "https://b.example.org/", "purpose": "Bench"}
    agency = Agency.objects.apply(by=owner, at=at, contact=owner.email, **facts)
    agency.approve(by=make_user(), at=at)
    text = "number,family name\n" + "".join(f"{one},Okonkwo\n" for one in numbers)
    start = time.perf_counter()
    read = reading.read(tables.read_file(text.encode()))
    roster = Roster.objects.keep(agency, "Bench", read, by=owner, at=at)
    return roster, time.perf_counter() - start


def ours(roster, at):
    """Check the list; return seconds and megabytes that the process grew by."""
    run, _is_new = roster.begin_run(by=roster.made_by, at=at)
    _forget_peak()
    before, start = _peak(), time.perf_counter()
    checking_rosters.carry_out(run.pk, clock=lambda: at)
    seconds = time.perf_counter() - start
    run.refresh_from_db()
    if not run.is_finished or run.matched != HELD:
        raise SystemExit(f"{run.done} done, {run.matched} found")
    return seconds, _peak() - before


def _forget_peak():
    """Let the peak of memory count from here, where the kernel can."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def _peak():
    """Return the most megabytes that the process has held at once."""
    with suppress(OSError):
        status = Path("/proc/self/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def loop(roster, at, *, around):
    """Do the same line by line; return seconds for a list of ``LINES``."""
    number = roster.runs.first().number + 1
    run = RosterRun.objects.create(
        roster=roster,
        number=number,
        started_by=roster.made_by,
        started_at=at,
        touched_at=at,
        total=LOOPED,
        finished_at=at,
    )
    start = time.perf_counter()
    with around:
        for row in roster.rows.all()[: LOOPED * 19 // 20]:
            _one(run, row, at)
        for row in roster.rows.order_by("-place")[: LOOPED // 20]:
            _one(run, row, at)
    return (time.perf_counter() - start) * LINES / LOOPED


def _one(run, row, at):
    certificate = Certificate.objects.filter(number=row.number).first()
    result = RosterResult(run=run, row=row)
    if certificate and certificate.matches_name(row.family_name):
        result.status = certificate.status(at=at).name
        result.title, result.expires_on = certificate.title, certificate.expires_on
        Check.objects.create(
            certificate=certificate, at=at, how="roster", outcome=result.status
        )
    earlier = RosterResult.objects.filter(row=row, run__number=1).first()
    result.is_changed = bool(earlier) and earlier.status != result.status
    result.save()


def chunk_queries(roster, at):
    """Return how many statements one chunk takes."""
    run, _is_new = roster.begin_run(by=roster.made_by, at=at)
    with CaptureQueriesContext(connection) as seen:
        checking_rosters._check_chunk(RosterRun.objects.get(pk=run.pk), at=at)
    return len(seen)


def main():
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    at = timezone.now()
    roster, read = furnish(at)
    first, grown = ours(roster, at)
    tomorrow = at + dt.timedelta(days=1)  # an agency's rows are counted by the day
    again, grown_again = ours(roster, tomorrow)
    each = loop(roster, at, around=nullcontext())
    whole = loop(roster, at, around=transaction.atomic())
    sys.stdout.write(
        f"list of {LINES} lines, {HELD} held, {DECIDED} decided about, "
        f"on {connection.vendor}\n"
        f"read and kept: {read:.1f} s\n"
        f"checked: {first:.1f} s, {grown:.0f} MB more; "
        f"again, compared: {again:.1f} s, {grown_again:.0f} MB more\n"
        f"loop, a transaction a line: {each:.1f} s (1/{each / again:.1f}); "
        f"one around all: {whole:.1f} s (1/{whole / again:.1f}), "
        f"from {LOOPED} lines\n"
        f"{chunk_queries(roster, tomorrow)} statements a chunk of "
        f"{checking_rosters.CHUNK} lines\n"
    )


if __name__ == "__main__":
    main()
