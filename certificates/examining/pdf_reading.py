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
    DecodeContext,
    DecodeLimits,
    DecodePurpose,
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
    per_purpose={
        DecodePurpose.OBJECT_STREAM: StreamDecodeLimits(max_output_size=MIB // 4)
    },
    document_budget=DocumentDecodeBudget(base_allowance=32 * MIB, max_ratio=0),
)
MOST_WORK = 100_000
"""Objects looked at, and 64 bytes of packed ones; ours make about 1,000."""
MOST_READS = 1_000_000
"""Pieces that the file is taken apart into; ours have about 12,000."""
MOST_PLACES = 120_000
"""Bytes of tables of places, or places where those take no bytes; ours have 600."""
MOST_DRAWN = 8 * MIB
"""Bytes of drawing on one page; ours have about 100,000."""
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


class _Pieces(BytesIO):
    """A file that is read to pieces, but not to any number of them."""

    count = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self.count += 1
        if self.count > MOST_READS:
            raise PdfReadError("more pieces than any document of ours")
        return super().read(size)


class _Unpacking(DecodeContext):
    """Refuses tables of places that few bytes claim to be endless."""

    places = 0

    def stream_output_cap(
        self,
        encoded_size: int,
        purpose: DecodePurpose = DecodePurpose.GENERIC,
        expected_size: int | None = None,
    ) -> int | None:
        if purpose is DecodePurpose.XREF_STREAM:
            # The library goes through as many places as are claimed, bytes or not.
            self.places += MOST_PLACES + 1 if expected_size is None else expected_size
            if self.places > MOST_PLACES:
                raise PdfReadError("more places than any document of ours")
        return super().stream_output_cap(
            encoded_size, purpose=purpose, expected_size=expected_size
        )


class BoundedReader(PdfFileReader):
    """Counts what it reads: a small file can make a reader work for hours."""

    work = 0

    def __init__(self, content: bytes) -> None:
        self._unpacking = _Unpacking(LIMITS, input_size=len(content))
        super().__init__(_Pieces(content), strict=True, decode_limits=LIMITS)

    @property
    def decode_context(self) -> DecodeContext:
        return self._unpacking

    def get_object(self, ref, *args, **kwargs):  # type: ignore[no-untyped-def]
        self._count(1)
        return super().get_object(ref, *args, **kwargs)  # type: ignore[no-untyped-call]

    def _get_object_from_stream(self, idnum, stmnum, idx):  # type: ignore[no-untyped-def]
        """Return a packed object, read from its own bytes alone.

        The library reads from where it begins to wherever it ends, so that each
        of thousands could be as long as all of them.
        """
        stream = generic.Reference(stmnum, 0, self).get_object()
        if not isinstance(stream, generic.StreamObject) or stream["/Type"] != "/ObjStm":
            raise PdfReadError("packed in what is no pack")
        content = stream.read_data(DecodePurpose.OBJECT_STREAM)
        first = int(stream["/First"])
        self._count(first // 64 + 1)
        head = [int(number) for number in content[:first].split()]
        names, starts = head[::2], [*head[1::2], len(content) - first]
        if names[idx] != idnum or sorted(set(starts)) != starts:
            raise PdfReadError("a pack in disorder")
        own = content[first + starts[idx] : first + starts[idx + 1]]
        self._count(len(own) // 64)
        found = generic.read_object(
            BytesIO(own + b" "), generic.Reference(idnum, 0, self)
        )
        if isinstance(found, (generic.StreamObject, generic.IndirectObject)):
            raise PdfReadError("packed what must not be")
        return found

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
        reader = BoundedReader(content)
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


def drawing(page: generic.DictionaryObject) -> bytes:
    """Return what draws a page.

    Raises:
        PdfReadError: one stream is named so often that it would fill the memory.
    """
    contents = page["/Contents"]
    drawn = b""
    for stream in contents if isinstance(contents, list) else [contents]:
        drawn += stream.get_object().data + b"\n"
        if len(drawn) > MOST_DRAWN:
            raise PdfReadError("more drawing than on any page of ours")
    return drawn


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
