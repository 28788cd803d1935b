"""Uploaded pictures and recordings, served in ranges so that phones can seek."""

import mimetypes
import posixpath
import re

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse

from training.users.access import public

# Twelve digits count any file there is; Python refuses to read thousands of them.
RANGE = re.compile(r"bytes=(\d{0,12})-(\d{0,12})$", re.ASCII)


class Section:
    """A file from its present position, for ``length`` bytes."""

    def __init__(self, file, length):
        self.file, self.left = file, length

    def read(self, size=-1):
        size = self.left if size < 0 else min(size, self.left)
        chunk = self.file.read(size)
        self.left -= len(chunk)
        return chunk

    def close(self):
        self.file.close()


@public
def media(request, name):
    """Serve one stored file; honour a single byte range (RFC 9110, section 14).

    Documents are not served here: Wagtail's own view checks who may read them.
    """
    file = _open(name)
    size = file.size
    start, end = byte_range(request.headers.get("Range", ""), size)
    if start >= size and size:
        file.close()
        headers = {"Content-Range": f"bytes */{size}"}
        return HttpResponse(status=416, headers=headers)
    file.seek(start)
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": "public, max-age=86400",
        "Content-Length": str(end - start + 1),
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    response = FileResponse(
        Section(file, end - start + 1), content_type=_type(name), headers=headers
    )
    if (start, end) != (0, size - 1):
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {start}-{end}/{size}"
    return response


def _open(name):
    """Open a file that everybody may see.

    Raises:
        Http404: there is none of this name, or it is a folder or a document. Only
            a name in its plainest form counts: "a/../documents/b" leads to a
            document as well.
    """
    if name != posixpath.normpath(name) or name.startswith("documents/"):
        raise Http404
    try:
        return default_storage.open(name, "rb")
    except (OSError, ValueError):
        raise Http404 from None


def byte_range(header, size):
    """Return the first and last byte to send; all of them for no valid range.

    An empty file has no bytes to choose from: its last byte is -1.
    """
    match = RANGE.match(header)
    if not size or not match or match.groups() == ("", ""):
        return 0, size - 1
    first, last = match.groups()
    if not first:
        return max(0, size - int(last)), size - 1
    start, end = int(first), min(int(last or size), size - 1)
    # Backwards is no range at all; past the end is one that cannot be met.
    return (0, size - 1) if last and int(last) < start else (start, end)


def _type(name):
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
