"""What a training record states: every unit, with its time. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass

VERSION = 1


@dataclass(frozen=True)
class Unit:
    """One completed unit; ``area`` is "" where it credits no domain."""

    title: str
    kind: str
    area: str
    minutes: int
    completed_on: dt.date


@dataclass(frozen=True)
class Course:
    """One course with the units that were completed of it.

    Attributes:
        numbers: of the certificates that stand for it today.
        modality: how it was taught, as a code of ``CertifiedCourse``.
        objectives: what it teaches, one line each.
    """

    title: str
    numbers: tuple[str, ...]
    completed_on: dt.date | None
    modality: str
    location: str
    instructor_name: str
    instructor_credentials: str
    approval_number: str
    approving_body: str
    objectives: tuple[str, ...]
    units: tuple[Unit, ...]

    @property
    def minutes(self) -> int:
        return sum(unit.minutes for unit in self.units)


@dataclass(frozen=True)
class Record:
    """Everything that one record states.

    Attributes:
        number: of the certificate with which the record can be checked.
        made_on: the day in ``zone``.
    """

    holder_name: str
    number: str
    language: str
    made_at: dt.datetime
    made_on: dt.date
    zone: str
    issuer_name: str
    provider_number: str
    contact: str
    courses: tuple[Course, ...]

    @property
    def minutes(self) -> int:
        return sum(course.minutes for course in self.courses)

    def totals(self) -> list[tuple[str, str, int]]:
        """Return area, modality and minutes, every minute counted once."""
        sums: dict[tuple[str, str], int] = {}
        for course in self.courses:
            for unit in course.units:
                key = (unit.area, course.modality)
                sums[key] = sums.get(key, 0) + unit.minutes
        rows = [(area, way, minutes) for (area, way), minutes in sums.items()]
        return sorted(rows, key=lambda row: (row[0] == "", row[0], row[1]))

    def to_json(self) -> dict[str, object]:
        """Return plain data; dates as ISO 8601."""
        plain = {key: _plain(value) for key, value in asdict(self).items()}
        return {"version": VERSION, **plain}


def from_json(stored: Mapping[str, object]) -> Record:
    """Return the record that ``to_json`` wrote.

    Raises:
        ValueError: a later version wrote it.
    """
    facts = dict(stored)
    if facts.pop("version") != VERSION:
        raise ValueError(f"unknown version of a record: {stored['version']}")
    courses = facts.pop("courses")
    made_on = dt.date.fromisoformat(str(facts.pop("made_on")))
    made_at = dt.datetime.fromisoformat(str(facts.pop("made_at")))
    assert isinstance(courses, list)  # noqa: S101
    return Record(
        **{key: str(value) for key, value in facts.items()},
        made_on=made_on,
        made_at=made_at,
        courses=tuple(_course(course) for course in courses),
    )


def _course(stored: dict[str, object]) -> Course:
    facts = dict(stored)
    units, numbers = facts.pop("units"), facts.pop("numbers")
    objectives, completed_on = facts.pop("objectives"), facts.pop("completed_on")
    assert isinstance(units, list)  # noqa: S101
    assert isinstance(numbers, list)  # noqa: S101
    assert isinstance(objectives, list)  # noqa: S101
    return Course(
        **{key: str(value) for key, value in facts.items()},
        numbers=tuple(map(str, numbers)),
        completed_on=dt.date.fromisoformat(str(completed_on)) if completed_on else None,
        objectives=tuple(map(str, objectives)),
        units=tuple(_unit(unit) for unit in units),
    )


def _unit(stored: dict[str, object]) -> Unit:
    return Unit(
        title=str(stored["title"]),
        kind=str(stored["kind"]),
        area=str(stored["area"]),
        minutes=int(str(stored["minutes"])),
        completed_on=dt.date.fromisoformat(str(stored["completed_on"])),
    )


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, dt.date) else value
