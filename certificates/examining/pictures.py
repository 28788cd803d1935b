"""Reads the QR code in a photograph, within bounds of size and time. Pure."""

from __future__ import annotations

import re
from io import BytesIO
from urllib.parse import urlsplit

import pillow_heif
import zxingcpp
from PIL import Image, UnidentifiedImageError

from certificates.codes import CREDENTIAL_PREFIX

from .findings import Refused
from .reading import host_of

MOST_PIXELS = 50_000_000
"""A large photograph of a phone, in one pass: it is never unpacked in full."""
SIDES = (2400, 1200, 600)
"""Pixels of the longer side at which codes are looked for, in turn."""
FORMATS = {"png": ["PNG"], "jpeg": ["JPEG"], "webp": ["WEBP"]}
MOST_UNSCALED = 25_000_000
"""Pixels of a kind that can only be unpacked in full."""
MOST_SCANS = 100
"""Passes in which a JPEG paints its picture; cameras and editors make ten or so.

Sixty bytes of one more go over every pixel again: ten megabytes would take minutes.
"""

QR_CODES = zxingcpp.barcode_formats_from_str("QRCode")

_MARKER = re.compile(rb"\xff[^\x00\x01\xd0-\xd8\xff]")
"""Of a piece that has a length; in pixels an FF is followed by one of the others."""
_SCAN, _END = 0xDA, 0xD9

_LOOKUP = re.compile(r"/(?:[a-z]{2}(?:-[a-z]+)?/)?verify/([0-9A-Za-z-]{10,40})/?\Z")
_CREDENTIAL = re.compile(r"/c/([0-9A-Za-z]{10,40})/?\Z")


def read_code(content: bytes, kind: str, issuer: str) -> str:
    """Return what the QR code of ours in a photograph leads to.

    Args:
        content: of the picture's file.
        kind: png, jpeg, webp or heic.
        issuer: our identifier, which names our host.

    Returns:
        A QR token or number, or "c-" and the id of a credential.

    Raises:
        Refused: there is no code, or it leads elsewhere, or it is no picture.
    """
    texts = _codes(_open(content, kind))
    if not texts:
        raise Refused("file", "no_code")
    found = {own for text in texts if (own := _identifier(text, issuer))}
    if not found:
        raise Refused("file", "foreign_code", _host(texts[0]))
    if len(found) > 1:
        raise Refused("file", "several_codes")
    return found.pop()


def scans_in(jpeg: bytes) -> int:
    """Return how often a JPEG goes over its picture, counted to one over the most.

    What stands behind its end does not count: phones put films there.
    """
    place = scans = 0
    while scans <= MOST_SCANS and (marker := _MARKER.search(jpeg, place)):
        kind, place = marker[0][1], marker.end()
        if kind == _END:
            break
        scans += kind == _SCAN
        place += int.from_bytes(jpeg[place : place + 2])
    return scans


def _open(content: bytes, kind: str) -> Image.Image:
    try:
        scans = scans_in(content) if kind == "jpeg" else 2
        if scans > MOST_SCANS:
            raise Refused("file", "too_large")
        if kind == "heic":
            heif = pillow_heif.open_heif(content, convert_hdr_to_8bit=True)
            _refuse_size(heif.size, MOST_PIXELS)
            return heif.to_pillow().convert("L")
        picture = Image.open(BytesIO(content), formats=FORMATS[kind])
        _refuse_size(picture.size, MOST_PIXELS if scans == 1 else MOST_UNSCALED)
        picture.draft("L", (SIDES[0], SIDES[0]))
        return picture.convert("L")
    except Image.DecompressionBombError as error:
        raise Refused("file", "too_large") from error
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
        RuntimeError,
        IndexError,  # a HEIC file without a picture
    ) as error:
        raise Refused("file", "unreadable_picture") from error


def _refuse_size(size: tuple[int, int], most: int) -> None:
    if size[0] * size[1] > most:
        raise Refused("file", "too_large")


def _codes(picture: Image.Image) -> list[str]:
    for side in SIDES:
        if side < max(picture.size):
            picture.thumbnail((side, side))
        elif side != SIDES[0]:
            continue
        found = zxingcpp.read_barcodes(picture, formats=QR_CODES, try_invert=True)
        if texts := [code.text for code in found if code.valid]:
            return texts
    return []


def _identifier(text: str, issuer: str) -> str | None:
    try:
        address = urlsplit(text)
    except ValueError:
        return None
    if address.scheme not in ("http", "https") or address.netloc != host_of(issuer):
        return None
    if token := _LOOKUP.match(address.path):
        return token[1]
    if credential := _CREDENTIAL.match(address.path):
        return f"{CREDENTIAL_PREFIX}{credential[1]}"
    return None


def _host(text: str) -> str:
    try:
        return urlsplit(text).netloc[:100]
    except ValueError:
        return ""
