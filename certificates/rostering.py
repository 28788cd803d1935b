"""What an agency does with its lists, and what happens to them in the end."""

from dataclasses import replace

from django.db import transaction

from . import codes, proving
from .checking import Answer
from .models import Certificate, Check, Roster, RosterRun
from .rosters.reading import Line, mark_duplicates, read_line
from .rosters.refusals import Fault
from .tasks import check_roster


def begin(roster, *, by, at):
    """Begin to check a list in the background.

    Returns:
        The ``RosterRun``; the one that is under way, if one is.

    Raises:
        NothingToCheck: every line has a fault.
    """
    with transaction.atomic():
        run, is_new = roster.begin_run(by=by, at=at)
        if is_new:
            check_roster.enqueue(run.pk)
    return run


def mend(roster, typed):
    """Take over corrections of faulty lines; the rest of the list stays.

    Args:
        roster: a ``Roster``.
        typed: (number, family name) by the place of the line.
    """
    before, after = [], []
    for row in roster.rows.all():
        line = Line(row.place, row.number, row.family_name, row.fault, row.detail)
        before.append(line)
        if line.fault and line.place in typed:
            line = read_line(line.place, *typed[line.place])
        elif line.fault == Fault.DUPLICATE:
            number = codes.normalise(line.number)
            line = replace(line, number=number, fault="", detail="")
        after.append(line)
    marked = mark_duplicates(after)
    changed = [new for old, new in zip(before, marked, strict=True) if new != old]
    roster.mend(changed)


def prove(result, *, language, at):
    """Keep a proof of what a check found for one line of a list.

    It says what the agency was told then, whatever the holder has chosen since.

    Args:
        result: a ``RosterResult`` of a finished check that found a certificate.
        language: of the PDF.
        at: now, aware.

    Returns:
        The token of its address.

    Raises:
        NotFresh: the line was checked more than an hour ago.
    """
    check = Check.objects.of_line(result)
    if check is None:
        raise proving.NotFresh
    number, name = result.row.number, result.row.family_name
    certificate = Certificate.objects.with_numbers({number})[number]
    status = certificate.status(at=check.at, known_at=check.at)
    told = {"how": "roster", "asked_name": name}
    shown = Answer(certificate, status, True, None, **told).shown(at=check.at)
    shown = replace(shown, title=result.title, holder_name="")
    return proving.keep_of(check, shown, language=language, at=at)


def reconcile(*, at):
    """Go on with checks that a worker left, and let old lists go.

    Safe in any number of processes: whoever touches a check first wakes it.
    """
    for run in RosterRun.objects.stalled(at=at):
        with transaction.atomic():
            if run.touch(at=at):
                check_roster.enqueue(run.pk)
    for roster in Roster.objects.forgotten(at=at):
        roster.remove()
