"""Records for tests, and what a PDF says."""

import datetime as dt
import subprocess
import uuid

from certificates.models import HolderPaper
from certificates.record import Course, Record, Unit

from .builders import AT, NAMES


def as_text(pdf):
    """Return the words of a PDF as they stand on its pages."""
    run = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return run.stdout.decode()


AREAS = ("Ethics and boundaries", "Recovery support", "", "Crisis and safety")


def make_units(count):
    """Make units that credit the areas by turns."""
    return tuple(
        Unit(
            title=f"Unit {n}: listening and walking along",
            kind="Lesson" if n % 3 else "Quiz",
            area=AREAS[n % 4],
            minutes=20 + n % 7 * 5,
            completed_on=dt.date(2026, 1, 1) + dt.timedelta(days=n),
        )
        for n in range(count)
    )


def make_course(**fields):
    """Make a course of a record with everything that one can state."""
    fields = {
        "title": "Boundaries in Peer Support",
        "numbers": ("PRSS-7K2M-9QXD-4T8B-HZ6WR",),
        "completed_on": dt.date(2026, 11, 16),
        "modality": "self_paced",
        "location": "",
        "instructor_name": "Rosalind Okafor",
        "instructor_credentials": "MSW, CPRS",
        "approval_number": "CE-2026-0417",
        "approving_body": "State Board of Peer Services",
        "objectives": (
            "Name the limits of the role",
            "Say no kindly and find another way",
        ),
        "units": make_units(6),
    } | fields
    return Course(**fields)


def make_record(**fields):
    """Make a record with one course."""
    fields = {
        "holder_name": NAMES["latin"],
        "number": "PRSS-7K2M-9QXD-4T8B-HZ6WR",
        "language": "en",
        "made_at": AT,
        "made_on": AT.date(),
        "zone": "UTC",
        "issuer_name": "Alongside",
        "provider_number": "PRV-1138",
        "contact": "certificates@example.org",
        "courses": (make_course(),),
    } | fields
    return Record(**fields)


def make_paper(certificate, *, is_made=True, at=AT):
    """Make a letter whose file is a stand-in, which is quicker."""
    paper, _new = HolderPaper.objects.ask(
        certificate,
        "letter",
        key=uuid.uuid4(),
        at=at,
        facts={"addressee": "Harbor House"},
    )
    if is_made:
        paper.keep(b"%PDF-1.7 stand-in", level="B-B", at=at)
    return paper
