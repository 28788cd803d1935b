"""Pictures that come with questions: looked at before anything is kept."""

import hashlib
import warnings
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, UnidentifiedImageError
from wagtail.images import get_image_model

MIME_OF = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "GIF": "image/gif",
    "WEBP": "image/webp",
}
MOST_BYTES = 5_000_000
MOST_PIXELS = 25_000_000
MOST_FRAMES = 100


def kind_of(content):
    """Return the type of a picture by its bytes, or "" if it cannot be shown.

    Whatever its name says: SVG, HTML and bombs of pixels or frames are none.
    """
    if not 0 < len(content) <= MOST_BYTES:
        return ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=tuple(MIME_OF)) as image:
                width, height = image.size
                if width * height > MOST_PIXELS:
                    return ""
                if getattr(image, "n_frames", 1) > MOST_FRAMES:
                    return ""
                kind = image.format
                image.verify()
    except (
        *(UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError),
        *(Image.DecompressionBombError, Image.DecompressionBombWarning),
    ):
        return ""
    return MIME_OF[kind]


def store(picture, by):
    """Return the stored image of these bytes; one that is there is used again."""
    digest = hashlib.sha1(picture.content, usedforsecurity=False).hexdigest()
    images = get_image_model().objects
    if found := images.filter(file_hash=digest).first():
        return found
    name = picture.name.rpartition("/")[2][-80:] or "picture"
    file = ContentFile(picture.content, name=name)
    return images.create(title=name, file=file, uploaded_by_user=by)
