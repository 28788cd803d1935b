"""Pictures as WeasyPrint draws them, decoded once and written again as they are.

Objects of these classes stand in its cache of images, so that nothing is fetched,
parsed or compressed twice in one process.
"""

import zlib
from functools import lru_cache
from io import BytesIO

import pydyf
import segno
from PIL import Image

from . import contrast

PX = 96 / 25.4
"""Pixels of CSS in a millimetre."""

QR_MASK = 2
"""Any of the eight masks can be read; trying them all takes most of the time."""


class Drawing:
    """Paths in millimetres, as the operators of a page."""

    def __init__(self, width, height, operators):
        self.width, self.height = width, height
        self.operators = operators

    def get_intrinsic_size(self, resolution, font_size):
        return self.width * PX, self.height * PX, self.width / self.height

    def draw(self, stream, width, height, style):
        with stream.stacked():
            stream.transform(a=width / self.width, d=height / self.height)
            stream.stream.append(self.operators)


class Raster:
    """A picture with its transparency, ready to be embedded."""

    def __init__(self, picture):
        image = Image.open(BytesIO(picture.data), formats=["PNG"]).convert("RGBA")
        self.id = picture.sha256[:16]
        self.width, self.height = image.size
        self.colours = zlib.compress(image.convert("RGB").tobytes(), 9)
        self.opacity = zlib.compress(image.getchannel("A").tobytes(), 9)

    def get_intrinsic_size(self, resolution, font_size):
        return self.width, self.height, self.width / self.height

    def draw(self, stream, width, height, style):
        name = stream.add_image(self, True, 1)
        stream.transform(width, 0, 0, -height, 0, height)
        stream.draw_x_object(name)

    def get_x_object(self, interpolate, ratio):
        mask = pydyf.Stream([self.opacity], self._described("/DeviceGray"))
        extra = self._described("/DeviceRGB") | {"SMask": mask}
        return pydyf.Stream([self.colours], pydyf.Dictionary(extra))

    def _described(self, space):
        return pydyf.Dictionary(
            {
                "Type": "/XObject",
                "Subtype": "/Image",
                "Width": self.width,
                "Height": self.height,
                "ColorSpace": space,
                "BitsPerComponent": 8,
                "Filter": "/FlateDecode",
            }
        )


def of_strokes(strokes, width, height):
    """Return a ``Drawing`` of ``strokes`` in a field of this size."""
    parts = []
    for stroke in strokes:
        colour = " ".join(f"{c / 255:.4g}" for c in contrast.channels(stroke.colour))
        if stroke.width:
            parts.append(f"{colour} RG {stroke.width:g} w {stroke.path} S")
        else:
            parts.append(f"{colour} rg {stroke.path} f")
    return Drawing(width, height, "\n".join(parts).encode())


def of_code(address, colour):
    """Return the QR code of ``address`` with a margin of two modules."""
    code = segno.make(address, error="m", micro=False, boost_error=False, mask=QR_MASK)
    size = len(code.matrix) + 4
    parts = [" ".join(f"{c / 255:.4g}" for c in contrast.channels(colour)) + " rg"]
    for y, row in enumerate(code.matrix, start=2):
        parts += [f"{x} {y} {length} 1 re" for x, length in _runs(row)]
    return Drawing(size, size, ("\n".join(parts) + " f").encode())


@lru_cache(maxsize=64)
def of_picture(picture):
    """Return a ``Raster``, the same one for the same picture."""
    return Raster(picture)


def _runs(row):
    """Return where dark modules begin and how many follow each other."""
    start = None
    for x, is_dark in enumerate([*row, 0], start=2):
        if is_dark and start is None:
            start = x
        elif not is_dark and start is not None:
            yield start, x - start
            start = None
