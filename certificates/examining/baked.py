"""Takes a credential out of a badge picture, where one is baked into it. Pure.

Source: Open Badges 3.0 section 5.3, an iTXt chunk of PNG or an element of SVG.
"""

from __future__ import annotations

import struct
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from .findings import Refused
from .reading import LARGEST

KEYWORD = b"openbadgecredential"
OLD_KEYWORD = b"openbadges"
NAMESPACE = "{https://purl.imsglobal.org/ob/v3p0}credential"
OLD_NAMESPACE = "{http://openbadges.org}assertion"
MOST_CHUNKS = 10_000
LARGEST_SVG = 1024 * 1024
_TEXTS = (b"iTXt", b"tEXt", b"zTXt")


def from_png(content: bytes) -> bytes | None:
    """Return the credential in a PNG, or None where there is none.

    Raises:
        Refused: there are several, or it is packed, or of an older kind.
    """
    found = [body for kind, body in _chunks(content) if kind in _TEXTS]
    baked = [body for body in found if body.startswith(KEYWORD + b"\0")]
    if not baked:
        if any(body.startswith(OLD_KEYWORD + b"\0") for body in found):
            raise Refused("file", "old_badge")
        return None
    if len(baked) > 1:
        raise Refused("file", "several_credentials")
    rest = baked[0][len(KEYWORD) + 1 :]
    if rest[:1] != b"\0":  # compressed: nothing is unpacked here
        raise Refused("file", "packed_badge")
    pieces = rest[2:].split(b"\0", 2)
    if len(pieces) != 3 or len(pieces[2]) > LARGEST:
        raise Refused("file", "unreadable_picture")
    return pieces[2].strip()


def from_svg(content: bytes) -> bytes:
    """Return the credential in an SVG, which is never drawn.

    Raises:
        Refused: there is none, or there are several, or the XML is a trap.
    """
    if len(content) > LARGEST_SVG:
        raise Refused("file", "too_large")
    try:
        root = fromstring(content, forbid_dtd=True)
    except (DefusedXmlException, ParseError, ValueError, LookupError) as error:
        raise Refused("file", "unreadable_picture") from error
    elements = list(root.iter(NAMESPACE))
    if not elements:
        is_old = next(root.iter(OLD_NAMESPACE), None) is not None
        raise Refused("file", "old_badge" if is_old else "no_credential")
    if len(elements) > 1:
        raise Refused("file", "several_credentials")
    return _text_of(elements[0]).strip().encode()


def _text_of(element: Element) -> str:
    return element.get("verify") or element.text or ""


def _chunks(content: bytes) -> list[tuple[bytes, bytes]]:
    chunks: list[tuple[bytes, bytes]] = []
    place = 8
    while place + 12 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, place)
        if place + 12 + length > len(content) or len(chunks) >= MOST_CHUNKS:
            raise Refused("file", "unreadable_picture")
        chunks.append((kind, content[place + 8 : place + 8 + length]))
        place += 12 + length
    return chunks
