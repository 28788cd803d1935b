"""Takes in pictures that people upload, as pixels and nothing else."""

import hashlib
import warnings
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

from .examining.pictures import MOST_SCANS, scans_in

MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 24_000_000
LONGEST_SIDE = 1200
"""Pixels that are kept: enough for the largest place on paper at 600 to the inch."""
JPEG = b"\xff\xd8\xff"
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")


class NotAPicture(ValueError):
    """The file is none of the formats that are taken, or is broken."""


class TooLarge(ValueError):
    """The file has more bytes, pixels or passes over them than are taken."""


@dataclass(frozen=True)
class Taken:
    """A picture as it is kept: a PNG of ours, with nothing of the file that came."""

    data: bytes
    sha256: str
    width: int
    height: int


def take_in(data):
    """Decode ``data`` and write the pixels anew.

    Scripts, metadata, colour profiles, further frames and whatever else a file may
    hide stay behind.

    Raises:
        NotAPicture: see there; SVG is not taken, since it is a program.
        TooLarge: see there; nothing was decoded.
    """
    is_endless = data.startswith(JPEG) and scans_in(data) > MOST_SCANS
    if len(data) > MOST_BYTES or is_endless:
        raise TooLarge
    image = _decoded(data)
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    plain = Image.new("RGBA", image.size)
    plain.paste(image)
    written = BytesIO()
    plain.save(written, format="PNG", optimize=True)
    kept = written.getvalue()
    return Taken(kept, hashlib.sha256(kept).hexdigest(), *plain.size)


def _decoded(data):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(data), formats=FORMATS)
            if image.width * image.height > MOST_PIXELS:
                raise TooLarge
            # WeasyPrint lets Pillow load files that end too early.
            Image.open(BytesIO(data), formats=FORMATS).verify()
            image.load()
            return ImageOps.exif_transpose(image).convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooLarge from error
    except TooLarge:
        raise
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise NotAPicture from error
