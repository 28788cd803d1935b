"""Reads a PDF that may be a trap: bounded in bytes, objects and depth. Pure."""

from __future__ import annotations

import binascii
import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import (
    DecodeLimits,
    DocumentDecodeBudget,
    StreamDecodeLimits,
)
from pyhanko.pdf_utils.misc import PdfError, PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader

from .findings import Refused
from .reading import LARGEST

MIB = 1024 * 1024
LIMITS = DecodeLimits(
    per_stream=StreamDecodeLimits(max_output_size=4 * MIB),
    per_purpose={},
    document_budget=DocumentDecodeBudget(base_allowance=32 * MIB, max_ratio=0),
)
MOST_WORK = 100_000
"""Objects looked at; ours have about 200."""
MOST_ATTACHMENTS = 20

BROKEN = (
    PdfError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
    binascii.Error,
    struct.error,
    zlib.error,
)
"""What reading a broken PDF raises: the library checks less than it assumes."""


class BoundedReader(PdfFileReader):
    """Counts what it reads: a small file can make a reader work for hours."""

    work = 0

    def get_object(self, ref, *args, **kwargs):  # type: ignore[no-untyped-def]
        self._count(1)
        return super().get_object(ref, *args, **kwargs)  # type: ignore[no-untyped-call]

    def _get_object_from_stream(self, idnum, stmnum, idx):  # type: ignore[no-untyped-def]
        # Each look into a stream of objects starts at its beginning.
        self._count(idx // 8 + 1)
        return super()._get_object_from_stream(  # type: ignore[no-untyped-call]
            idnum, stmnum, idx
        )

    def _count(self, steps: int) -> None:
        self.work += steps
        if self.work > MOST_WORK:
            raise PdfReadError("more objects than any document of ours")


def open_pdf(content: bytes) -> BoundedReader:
    """Open a PDF strictly.

    Raises:
        Refused: it is broken, encrypted, or built to keep a reader busy.
    """
    try:
        reader = BoundedReader(BytesIO(content), strict=True, decode_limits=LIMITS)
        if "/Encrypt" in reader.trailer:
            raise Refused("file", "encrypted")
        reader.root["/Pages"]
        return reader
    except BROKEN as error:
        raise Refused("file", "unreadable_pdf") from error


def member(node: generic.DictionaryObject, name: str, default: Any) -> Any:
    """Return what stands in ``node``, wherever in the file it is kept."""
    # The library's own ``get`` answers with a mere reference.
    if name in node:
        return node[name]
    return default


def attachments(root: generic.DictionaryObject) -> list[tuple[str, bytes]]:
    """Return name and content of each attached file, of twenty at most."""
    return [(name, _content(spec)) for name, spec in _file_specs(root)]


def pages(root: generic.DictionaryObject) -> list[generic.DictionaryObject]:
    """Return the pages, of twenty at most.

    Raises:
        PdfReadError: the tree of pages runs in a circle or too deep.
    """
    found: list[generic.DictionaryObject] = []
    waiting = [(root["/Pages"], 0)]
    while waiting:
        node, depth = waiting.pop(0)
        if depth > 8 or len(found) > 20:
            raise PdfReadError("more pages than any document of ours")
        if "/Kids" in node:
            waiting += [(kid.get_object(), depth + 1) for kid in node["/Kids"]]
        else:
            found.append(node)
    return found


def _file_specs(
    root: generic.DictionaryObject,
) -> Iterator[tuple[str, generic.DictionaryObject]]:
    names = member(root, "/Names", {})
    waiting = [names["/EmbeddedFiles"]] if "/EmbeddedFiles" in names else []
    steps = count = 0
    while waiting:
        node = waiting.pop()
        steps += 1
        if steps > MOST_ATTACHMENTS:
            raise PdfReadError("a tree of attachments without end")
        waiting += [kid.get_object() for kid in member(node, "/Kids", [])]
        entries = list(member(node, "/Names", []))
        for place in range(0, len(entries) - 1, 2):
            count += 1
            if count > MOST_ATTACHMENTS:
                raise PdfReadError("more attachments than any document of ours")
            yield str(entries[place]), entries[place + 1].get_object()


def _content(spec: generic.DictionaryObject) -> bytes:
    stream = spec["/EF"]["/F"]
    if not isinstance(stream, generic.StreamObject):
        raise PdfReadError("an attachment without content")
    if len(stream.encoded_data) > LARGEST:
        raise PdfReadError("an attachment too large for a credential")
    content: bytes = stream.data
    return content
