"""Pictures of questions, kept for papers that show them."""

import hashlib
import re
from html import escape, unescape
from pathlib import PurePosixPath
from urllib.parse import unquote

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

FOLDER = "papers"

_SOURCE = re.compile(r'(<img\b[^>]*\bsrc=")([^"]+)(?=")')


def keep_pictures(html):
    """Return ``html`` with its pictures replaced by copies that nobody deletes.

    A frozen paper shows what it showed at the start, whatever becomes of the
    picture in the library. A copy is named for its bytes, so that there is one
    of each, and its name says nothing.
    """
    return _SOURCE.sub(_kept, html)


def _kept(match):
    base, address = default_storage.url(""), unescape(match[2])
    name = unquote(address.removeprefix(base))
    if not address.startswith(base) or name.startswith(f"{FOLDER}/"):
        return match[0]
    try:
        with default_storage.open(name) as file:
            content = file.read()
    except OSError:
        return match[0]
    digest = hashlib.sha256(content).hexdigest()
    copy = f"{FOLDER}/{digest}{PurePosixPath(name).suffix}"
    if not default_storage.exists(copy):
        copy = default_storage.save(copy, ContentFile(content))
    return match[1] + escape(default_storage.url(copy))
