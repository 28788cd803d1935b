"""Bakes a credential into the picture of a badge. Pure.

Source: Open Badges 3.0 section 5.3: one iTXt chunk of a PNG, or one element of an SVG.
"""

from __future__ import annotations

import struct
import zlib

KEYWORD = b"openbadgecredential"
NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
HEAD = 8 + 4 + 4 + 13 + 4
"""Bytes of a PNG's signature and first chunk, behind which others may stand."""


def into_png(picture: bytes, token: str) -> bytes:
    """Return ``picture`` with a credential in it, equal for equal arguments.

    Args:
        picture: a PNG that carries none.
        token: the credential in compact form, so plain ASCII.
    """
    body = KEYWORD + b"\0" + b"\0\0" + b"\0" + b"\0" + token.encode("ascii")
    kind = b"iTXt"
    sum_ = struct.pack(">I", zlib.crc32(kind + body))
    chunk = struct.pack(">I", len(body)) + kind + body + sum_
    return picture[:HEAD] + chunk + picture[HEAD:]


def into_svg(picture: str, token: str) -> str:
    """Return ``picture`` with a credential in it, equal for equal arguments.

    Args:
        picture: an SVG that carries none; its first tag is its root.
        token: the credential in compact form: no sign of it means anything in XML.
    """
    start, rest = picture.split(">", 1)
    baked = f'<openbadges:credential verify="{token}"></openbadges:credential>'
    return f'{start} xmlns:openbadges="{NAMESPACE}">\n  {baked}{rest}'
