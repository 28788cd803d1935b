"""Pictures with credentials baked into them, good and bad."""

import base64
import struct
import zlib


def chunk(kind, body):
    sum_ = zlib.crc32(kind + body)
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", sum_)


def baked_png(*bodies):
    """Bake credentials into a picture of one pixel."""
    picture = base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
    )
    place = picture.index(b"IDAT") - 4
    inside = b"".join(chunk(b"iTXt", body) for body in bodies)
    return picture[:place] + inside + picture[place:]


def text_chunk(credential, keyword=b"openbadgecredential", packed=b"\0\0"):
    return keyword + b"\0" + packed + b"\0\0" + credential


def baked_svg(credential, before=""):
    return (
        f'<?xml version="1.0"?>{before}<svg xmlns="http://www.w3.org/2000/svg" '
        'xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0">'
        f'<openbadges:credential verify="{credential}"/>'
        "<script>alert(1)</script></svg>"
    ).encode()
