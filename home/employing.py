"""The agency of a demonstration: approved, with a list to check."""

import datetime as dt

from certificates.models import Agency, Certificate, Roster
from certificates.rosters import reading, tables

NAME = "Harbor House Recovery Center"
LIST = "Team North"
SAMPLES = (
    ("PRSS-0000-0000-0000-00000", "Example"),
    ("PRSS-7K2M-9QXD-4T8B-HZ6WR", "Okafor"),
)
"""A number that nobody holds, and one with a slip."""


def employ(people, *, at):
    """Give the agency its desk, and a list that waits to be checked, once.

    Args:
        people: accounts by name; ``agency`` owns, ``certifier`` approves.
        at: now, aware.
    """
    owner = people["agency"]
    agency = Agency.objects.for_user(owner).first() or _open(owner, people, at=at)
    held = Certificate.objects.for_holder(people["graduate"]).first()
    if held is None or agency.rosters.exists():
        return
    lines = [(held.number, held.holder_name), *SAMPLES]
    text = "\n".join(f"{number}\t{name}" for number, name in lines)
    read = reading.read(tables.read_text(text))
    Roster.objects.keep(agency, LIST, read, by=owner, at=at)


def _open(owner, people, *, at):
    agency = Agency.objects.apply(
        by=owner,
        at=at - dt.timedelta(days=10),
        name=NAME,
        website="https://harborhouse.example.org/",
        purpose="We employ peer specialists and check their certificates each month.",
        contact=owner.email,
    )
    agency.approve(by=people["certifier"], at=at - dt.timedelta(days=9))
    return agency
