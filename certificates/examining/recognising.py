"""Tells by its content, never by its name, what a file is. Pure."""

from __future__ import annotations

import re

from .findings import Refused

LARGEST = 10 * 1024 * 1024
"""Bytes of a file that is examined."""

TOKEN = re.compile(rb"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\Z")
SIGNATURES = (
    (re.compile(rb"%PDF-"), "pdf"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "png"),
    (re.compile(rb"\xff\xd8\xff"), "jpeg"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "webp"),
    (re.compile(rb"....ftyp(heic|heix|hevc|heim|heis|mif1|msf1)", re.DOTALL), "heic"),
)


def recognise(content: bytes) -> str:
    """Return pdf, png, jpeg, webp, heic, svg, json or token.

    Raises:
        Refused: it is empty, too large, or none of these.
    """
    if not content.strip():
        raise Refused("file", "empty")
    if len(content) > LARGEST:
        raise Refused("file", "too_large")
    for signature, kind in SIGNATURES:
        if signature.match(content):
            return kind
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"{"):
        return "json"
    if start.startswith(b"<") and b"<svg" in content[:8192]:
        return "svg"
    if TOKEN.match(content.strip()):
        return "token"
    raise Refused("file", "unrecognized")
