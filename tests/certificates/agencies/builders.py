"""Smallest lists of agencies, and the addresses of a desk."""

import io
import re
import zipfile

from django.urls import reverse
from openpyxl import Workbook

from certificates import checking_rosters
from certificates.codes import new_number
from certificates.models import Roster
from certificates.rosters import reading, tables
from tests.certificates.builders import AT, make_agency, make_rng

UNHELD = new_number(make_rng(987654))


def read_lines(lines):
    """Read (number, family name) pairs as if they had been pasted."""
    text = "\n".join(f"{number}\t{name}" for number, name in lines)
    return reading.read(tables.read_text(text))


def make_roster(agency=None, lines=((UNHELD, "Ruiz"),), *, name="Team", at=AT):
    """Keep a list of ``lines`` that nobody has checked."""
    agency = agency or make_agency()
    owner = agency.memberships.first().user
    return Roster.objects.keep(agency, name, read_lines(lines), by=owner, at=at)


def check(roster, *, at=AT):
    """Check a list as the worker does."""
    run, _is_new = roster.begin_run(by=roster.made_by, at=at)
    checking_rosters.carry_out(run.pk, clock=lambda: at)
    run.refresh_from_db()
    return run


def results(run):
    """Return (family name, status) of each line."""
    found = run.results.select_related("row").order_by("row__place")
    return [(result.row.family_name, result.status) for result in found]


def address(name, agency, *args):
    return reverse(f"agencies:{name}", args=[agency.public_id, *args])


def without_tokens(page):
    """Return the text of a page without what each answer has of its own."""
    return re.sub(r'csrfmiddlewaretoken" value="[^"]+', "", page.content.decode())


def workbook(*rows):
    """Return an .xlsx of ``rows``."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(content, changes, mode=zipfile.ZIP_DEFLATED):
    """Return a zip with files replaced or added; ``None`` takes one away."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", mode) as new,
    ):
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, inside in changes.items():
            if inside is not None:
                new.writestr(name, inside)
    return out.getvalue()
