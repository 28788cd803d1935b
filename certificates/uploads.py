"""Takes a file into memory and nowhere else."""

from django.core.files.uploadhandler import MemoryFileUploadHandler, StopUpload

from .examining import LARGEST

ENVELOPE = 64 * 1024
"""Bytes that a form may add around its file."""


class InMemoryOnly(MemoryFileUploadHandler):
    """Keeps an upload in memory up to the limit, and drops the connection past it.

    Django's own handler passes large files on, to one that writes them to disk.
    """

    def handle_raw_input(self, *args, **kwargs):
        super().handle_raw_input(*args, **kwargs)
        self.activated = True
        self.received = 0

    def receive_data_chunk(self, raw_data, start):
        self.received += len(raw_data)
        if self.received > LARGEST + ENVELOPE:
            raise StopUpload(connection_reset=True)
        return super().receive_data_chunk(raw_data, start)


def keep_in_memory(request):
    """Have the files of ``request`` kept in memory; call it before anything is read.

    Returns:
        Whether its length is one that is taken.
    """
    request.upload_handlers = [InMemoryOnly(request)]
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    return length <= LARGEST + ENVELOPE
