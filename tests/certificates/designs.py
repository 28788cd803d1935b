"""Designs and pictures for tests."""

import hashlib
from io import BytesIO

from PIL import Image, ImageDraw
from wagtail.models import Locale

from certificates.models import Design as StoredDesign
from certificates.models import DesignPicture
from certificates.pdf.design import (
    LAYOUTS,
    ORIENTATIONS,
    SIZES,
    Design,
    Picture,
    Signatory,
)
from certificates.pictures import take_in

from .builders import AT


def make_png(width=400, height=120, colour=(20, 40, 90, 255)):
    """Draw a squiggle on nothing."""
    image = Image.new("RGBA", (width, height))
    points = [(x, height / 2 + height / 3 * (-1) ** (x // 20)) for x in range(width)]
    ImageDraw.Draw(image).line(points, fill=colour, width=4)
    written = BytesIO()
    image.save(written, "PNG")
    return written.getvalue()


def make_picture(width=400, height=120, **drawn):
    """Make the plain data of a picture."""
    data = make_png(width, height, **drawn)
    return Picture(hashlib.sha256(data).hexdigest(), width, height, data)


def keep_picture(title="Signature", **drawn):
    """Keep a picture as an upload would."""
    taken = take_in(make_png(**drawn))
    return DesignPicture.objects.keep(taken, title=title, by=None, at=AT)


def make_design(**fields):
    """Publish a design in English."""
    fields = {"title": "House style", "live": True} | fields
    locale = fields.pop("locale", None) or Locale.objects.get(language_code="en")
    return StoredDesign.objects.create(locale=locale, **fields)


def every_design():
    """Yield each layout on each paper, plain and with everything, by a name."""
    full = {
        "logo": make_picture(600, 110),
        "seal": make_picture(300, 300),
        "signatories": tuple(
            Signatory(f"Rosalind Okafor {n}", "Director", make_picture())
            for n in range(3)
        ),
    }
    for layout in LAYOUTS:
        for size in SIZES:
            for orientation in ORIENTATIONS:
                paper = {"size": size, "orientation": orientation}
                name = f"{layout}-{size}-{orientation}"
                yield f"{name}-plain", Design(layout=layout, **paper)
                yield f"{name}-full", Design(layout=layout, **paper, **full)
