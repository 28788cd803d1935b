"""Pictures are taken in as pixels and nothing else."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from certificates.pictures import (
    LONGEST_SIDE,
    MOST_BYTES,
    NotAPicture,
    TooLarge,
    take_in,
)

from .designs import make_png

SVG = b"""<svg xmlns="http://www.w3.org/2000/svg">
<image href="file:///etc/passwd"/><script>fetch("http://x")</script></svg>"""


def chunk(kind, data):
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def bomb(side):
    """Return a small file that claims to be an enormous picture."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    body = (
        chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )
    return b"\x89PNG\r\n\x1a\n" + body


def saved(image, **options):
    written = BytesIO()
    image.save(written, **options)
    return written.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        SVG,
        b"",
        b"not a picture",
        make_png()[:60],
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        saved(Image.new("RGB", (4, 4)), format="BMP"),
        saved(Image.new("RGB", (4, 4)), format="TIFF"),
    ],
)
def test_what_is_no_picture_of_ours_is_refused(data):
    with pytest.raises(NotAPicture):
        take_in(data)


def painted_over(times):
    """Return a JPEG whose last pass over the picture comes so many times."""
    data = saved(Image.new("L", (64, 64)), format="JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * times + data[-2:]


@pytest.mark.parametrize(
    "data", [b"x" * (MOST_BYTES + 1), bomb(6000), bomb(60000), painted_over(1000)]
)
def test_what_is_too_large_is_refused_before_it_is_decoded(data):
    with pytest.raises(TooLarge):
        take_in(data)


def test_nothing_of_the_file_comes_along_but_its_pixels():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "<script>alert(1)</script>")
    image = Image.new("RGB", (20, 10), "#123456")
    data = saved(image, format="PNG", pnginfo=notes, icc_profile=b"icc" * 9)
    taken = take_in(data + SVG)
    assert b"script" not in taken.data
    assert b"iCCP" not in taken.data
    kept = Image.open(BytesIO(taken.data))
    assert kept.getpixel((3, 3))[:3] == (0x12, 0x34, 0x56)
    assert (taken.width, taken.height) == (20, 10)


def test_the_same_pixels_give_the_same_bytes():
    image = Image.new("RGB", (30, 30), "#a9673f")
    one, other = saved(image, format="PNG"), saved(image, format="GIF")
    assert take_in(one).sha256 == take_in(other).sha256


def test_a_photograph_is_turned_upright_and_made_smaller():
    exif = Image.Exif()
    exif[0x0112] = 6
    data = saved(Image.new("RGB", (3000, 1500)), format="JPEG", exif=exif.tobytes())
    taken = take_in(data)
    assert (taken.width, taken.height) == (LONGEST_SIDE // 2, LONGEST_SIDE)
