"""Zip files from strangers: listed and weighed before anything is unpacked."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import PurePosixPath

from .items import LARGEST_FILE, Refused
from .remarks import Remark

MOST_FILES = 2_000
MOST_UNPACKED = 100_000_000
MOST_RATIO = 200
"""How many times larger a file may become; text and PNG stay far below."""

SMALL = 100_000
"""Bytes below which the ratio says nothing."""

ARCHIVES = (".zip", ".gz", ".7z", ".rar", ".tar", ".xz", ".bz2")


def unpack(content: bytes) -> dict[str, bytes]:
    """Return the files of a zip by their path, folders left out.

    Raises:
        Refused: no zip, or one of those that were made to do harm.
    """
    if len(content) > LARGEST_FILE:
        raise Refused(Remark.TOO_LARGE, f"{LARGEST_FILE // 1_000_000}")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = weigh(archive)
            return {
                entry.filename: _read(archive, entry)
                for entry in members
                if not entry.is_dir()
            }
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError) as error:
        raise Refused(Remark.NOT_ZIP) from error
    except (NotImplementedError, RuntimeError, OSError, UnicodeError) as error:
        raise Refused(Remark.ZIP_BROKEN) from error


def weigh(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return what a zip says that it holds, before anything is unpacked.

    Raises:
        Refused: it says that it was made to do harm.
    """
    members = archive.infolist()
    _require_bounded(members)
    _require_apart(members)
    return members


def _require_bounded(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_FILES:
        raise Refused(Remark.ZIP_TOO_MANY, str(MOST_FILES))
    if sum(entry.file_size for entry in members) > MOST_UNPACKED:
        raise Refused(Remark.ZIP_TOO_BIG, f"{MOST_UNPACKED // 1_000_000}")
    seen: set[str] = set()
    for entry in members:
        name = entry.filename
        _require_safe(entry)
        if name.casefold() in seen:
            raise Refused(Remark.ZIP_DUPLICATE, name)
        seen.add(name.casefold())


def _require_safe(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    path = PurePosixPath(name)
    is_foreign = (
        "\\" in entry.orig_filename or ":" in name or "\0" in entry.orig_filename
    )
    if is_foreign or path.is_absolute() or ".." in path.parts or not name.isprintable():
        raise Refused(Remark.ZIP_PATH, name)
    mode = entry.external_attr >> 16
    if mode and not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or not stat.S_IFMT(mode)):
        raise Refused(Remark.ZIP_LINK, name)
    if entry.flag_bits & 0x1:
        raise Refused(Remark.ZIP_ENCRYPTED, name)
    if name.lower().endswith(ARCHIVES):
        raise Refused(Remark.ZIP_NESTED, name)
    packed = max(1, entry.compress_size)
    if entry.file_size > SMALL and entry.file_size / packed > MOST_RATIO:
        raise Refused(Remark.ZIP_RATIO, name)


def _require_apart(members: list[zipfile.ZipInfo]) -> None:
    """Refuse entries that share bytes: one small heap can be read a thousand times."""
    end = 0
    for entry in sorted(members, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            raise Refused(Remark.ZIP_OVERLAP, entry.filename)
        end = entry.header_offset + 30 + entry.compress_size


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Unpack one file, and no byte more than it said that it has."""
    with archive.open(entry) as file:
        content = file.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        raise Refused(Remark.ZIP_BROKEN, entry.filename)
    return content
