"""Curriculum files into checked values; every fault names its file and line."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from assessments.exchange.wording import sentence
from assessments.interchange.items import Refused
from assessments.interchange.scenario_schema import SceneSounds
from assessments.interchange.text import field_notes, load_yaml
from assessments.interchange.yaml_lines import line_of

from .schema import KINDS, Strict

LARGEST_FILE = 2_000_000  # bytes; a lesson is about 15,000


@dataclass(frozen=True)
class Fault:
    """Something wrong in a curriculum file.

    Attributes:
        line: from 1; 0 where the whole file is meant.
    """

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        place = f"{self.path}, line {self.line}" if self.line else f"{self.path}"
        return f"{place}: {self.message}"


class CurriculumError(Exception):
    """The curriculum cannot be loaded; nothing was changed.

    Attributes:
        faults: everything found wrong, in the order of the files.
    """

    def __init__(self, faults: list[Fault]):
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


@dataclass(frozen=True)
class Source:
    """One file, checked by itself.

    Attributes:
        key: the path inside the curriculum, its identity between loads.
        digest: SHA-256 of the file and of the pictures it shows.
    """

    path: Path
    key: str
    digest: str
    value: Any


@dataclass(frozen=True)
class ModuleSources:
    module: Source
    bank: Source | None
    units: tuple[Source, ...]


@dataclass(frozen=True)
class Curriculum:
    root: Path
    site: Source
    course: Source
    modules: tuple[ModuleSources, ...]

    def sources(self) -> Iterator[Source]:
        yield self.site
        yield self.course
        for module in self.modules:
            yield module.module
            if module.bank:
                yield module.bank
            yield from module.units


class Reader:
    """Reads files one after another and collects what is wrong with them."""

    def __init__(self, root: Path):
        self.root = root
        self.faults: list[Fault] = []

    def read(self, path: Path, *kinds: str) -> Source | None:
        """Return the file's checked value; None once its faults are noted."""
        try:
            raw = path.read_bytes()
        except FileNotFoundError:
            return self._fault(path, 0, "the file is missing")
        if len(raw) > LARGEST_FILE:
            return self._fault(path, 0, f"larger than {LARGEST_FILE:,} bytes")
        return self._checked(path, raw, kinds)

    def _checked(self, path: Path, raw: bytes, kinds: tuple[str, ...]) -> Source | None:
        try:
            plain, tree = load_yaml(raw)
        except Refused as refused:
            said = sentence(refused.remark, refused.detail)
            return self._fault(path, refused.line, said)
        if not isinstance(plain, dict):
            return self._fault(path, 1, "must be a mapping that begins with 'kind:'")
        if plain.get("kind") not in kinds:
            allowed = " or ".join(repr(kind) for kind in kinds)
            return self._fault(
                path, line_of(tree, ("kind",)), f"'kind' must be {allowed}"
            )
        try:
            value = KINDS[plain["kind"]].model_validate(plain)
        except ValidationError as error:
            for note in field_notes(error, tree):
                self.faults.append(Fault(path, note.line, note.detail))
            return None
        return self._source(path, raw, value)

    def _source(self, path: Path, raw: bytes, value: Strict) -> Source | None:
        digest = hashlib.sha256(raw)
        for name in files(value):
            file = (path.parent / name).resolve()
            if not file.is_relative_to(self.root) or not file.is_file():
                return self._fault(path, find_line(raw, name), f"no file at {name!r}")
            digest.update(file.read_bytes())
        key = path.relative_to(self.root).as_posix()
        return Source(path, key, digest.hexdigest(), value)

    def _fault(self, path: Path, line: int, message: str) -> None:
        self.faults.append(Fault(path, line, message))


def read_curriculum(root: Path) -> Curriculum:
    """Read and check every file below ``root``.

    Raises:
        CurriculumError: with every fault of every file.
    """
    root = root.resolve()
    reader = Reader(root)
    site = reader.read(root / "site.yaml", "site")
    course = reader.read(root / "course.yaml", "course")
    names = course.value.modules if course else []
    modules = [_read_module(reader, root / name) for name in names]
    if reader.faults or site is None or course is None or None in modules:
        raise CurriculumError(reader.faults)
    curriculum = Curriculum(root, site, course, tuple(m for m in modules if m))
    if faults := list(_cross_faults(curriculum)):
        raise CurriculumError(faults)
    return curriculum


def _read_module(reader: Reader, folder: Path) -> ModuleSources | None:
    module = reader.read(folder / "module.yaml", "module")
    paths = sorted(folder.glob("[0-9]*.yaml"))
    units = [reader.read(path, "lesson", "scenario", "quiz") for path in paths]
    bank = None
    if (folder / "questions.yaml").exists():
        bank = reader.read(folder / "questions.yaml", "bank")
    if module is None or None in units:
        return None
    return ModuleSources(module, bank, tuple(u for u in units if u))


def _cross_faults(curriculum: Curriculum) -> Iterator[Fault]:
    """Find what only shows when the files are seen together."""
    domains = {domain.code for domain in curriculum.course.value.domains}
    lessons = {u.value.slug for m in curriculum.modules for u in m.units}
    banks = {
        m.bank.value.code: len(m.bank.value.questions)
        for m in curriculum.modules
        if m.bank
    }
    for module in curriculum.modules:
        for source in (*module.units, *((module.bank,) if module.bank else ())):
            for needle, message in _loose_ends(source.value, domains, lessons, banks):
                line = find_line(source.path.read_bytes(), needle)
                yield Fault(source.path, line, message)


def _loose_ends(value, domains, lessons, banks):
    yield from _loose_choices(value, domains, lessons)
    for part in getattr(value, "questions", [value]):
        if part.domain not in domains:
            yield part.domain, f"domain: course.yaml lists no domain {part.domain!r}"
        if getattr(part, "lesson", None) not in lessons | {None}:
            yield part.lesson, f"lesson: no unit has the slug {part.lesson!r}"
    for draw in getattr(value, "draw", ()):
        if draw.bank not in banks:
            yield draw.bank, f"draw: there is no bank {draw.bank!r}"
        elif draw.count > banks[draw.bank]:
            yield (
                "draw:",
                f"draw: bank {draw.bank!r} holds {banks[draw.bank]} questions",
            )


def _loose_choices(value, domains, lessons):
    for scene in getattr(value, "scenes", ()):
        for choice in scene.choices:
            for code in choice.credits.keys() - domains:
                yield code, f"credits: course.yaml lists no domain {code!r}"
            if choice.lesson not in lessons | {None}:
                yield choice.lesson, f"lesson: no unit has the slug {choice.lesson!r}"


def pictures(unit: Strict) -> list[str]:
    """Return the picture files that a unit shows, as it names them."""
    blocks = getattr(unit, "body", None) or getattr(unit, "scenes", ())
    return [block.picture.file for block in blocks if block.picture is not None]


def sounds(unit: Strict) -> list[SceneSounds]:
    """Return what a scenario lets hear; nothing for any other unit."""
    scenes = getattr(unit, "scenes", ())
    return [scene.audio for scene in scenes if scene.audio is not None]


def files(unit: Strict) -> list[str]:
    """Return every file that stands beside a unit's own, as it names them."""
    return [*pictures(unit), *(sound.file for sound in sounds(unit))]


def find_line(raw: bytes, needle: str) -> int:
    """Return the first line (from 1) that holds ``needle``, 0 for none."""
    for number, line in enumerate(raw.decode("utf-8").splitlines(), start=1):
        if needle in line:
            return number
    return 0
