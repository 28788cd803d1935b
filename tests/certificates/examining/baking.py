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
    return _drawing(f'<openbadges:credential verify="{credential}"/>', before)


def baked_svg_with_proof(*credentials):
    """Bake credentials that carry their own proof, as the text of an element."""
    return _drawing(
        "".join(
            f"<openbadges:credential><![CDATA[{one}]]></openbadges:credential>"
            for one in credentials
        )
    )


def baked(credential):
    """Bake a credential of either form into a picture and into a drawing."""
    text = credential.decode()
    is_json = text.startswith("{")
    drawing = baked_svg_with_proof(text) if is_json else baked_svg(text)
    return baked_png(text_chunk(credential)), drawing


def _drawing(inside, before=""):
    return (
        f'<?xml version="1.0"?>{before}<svg xmlns="http://www.w3.org/2000/svg" '
        f'xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0">{inside}'
        "<script>alert(1)</script></svg>"
    ).encode()


def old_badge(credential):
    """Make a badge of Open Badges 2, which points to a page."""
    return baked_png(text_chunk(credential, keyword=b"openbadges"))


def old_drawing(_credential):
    return (
        b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="http://openbadges.org">'
        b'<openbadges:assertion verify="http://127.0.0.1:9/"/></svg>'
    )


def two_in_one(credential):
    """Bake a second credential beside a genuine one."""
    return baked_png(text_chunk(credential), text_chunk(credential))


def two_in_one_drawing(credential):
    return baked_svg_with_proof(credential.decode(), credential.decode())


def packed(credential):
    return baked_png(text_chunk(zlib.compress(credential), packed=b"\1\0"))


def cut_short(credential):
    return baked_png(text_chunk(credential))[:-200]


def empty_drawing(_credential):
    return b'<svg xmlns="http://www.w3.org/2000/svg"/>'


def drawing_with_entities(credential):
    bomb = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]>'
    return baked_svg(credential.decode(), before=bomb)


BAD_PICTURES = {
    old_badge: "old_badge",
    old_drawing: "old_badge",
    two_in_one: "several_credentials",
    two_in_one_drawing: "several_credentials",
    packed: "packed_badge",
    cut_short: "unreadable_picture",
    empty_drawing: "no_credential",
    drawing_with_entities: "unreadable_picture",
}
"""Pictures that are refused although the credential is genuine, and why."""
