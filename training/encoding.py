"""What comes in is UTF-8, and text."""

from email.message import Message
from http import HTTPStatus

from django.db import DataError
from django.http import HttpResponse

OURS = ("utf-8", "utf8", "us-ascii")


def in_utf_8(application):
    """Wrap a WSGI application: refuse requests that claim another encoding.

    Django believes the claim before any middleware runs, and fails where Python's
    codec of that name makes no text, as "hex" or "rot13".
    """

    def guarded(environ, start_response):
        if charset_of(environ.get("CONTENT_TYPE", "")) in OURS:
            return application(environ, start_response)
        status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
        headers = [("Content-Type", "text/plain"), ("Content-Length", "10")]
        start_response(f"{status.value} {status.phrase}", headers)
        return [b"UTF-8 only"]

    return guarded


def charset_of(content_type):
    """Return the encoding that a Content-Type claims, in small letters."""
    message = Message()
    message["Content-Type"] = content_type
    return message.get_content_charset("utf-8")


class NoNulMiddleware:
    """Find nothing where a view looked up an address with a NUL in it.

    PostgreSQL takes none, not even to compare with. Views that look at what they are
    given say more; what forms send is looked at where they are read.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        """Answer in place of a database that was asked for a NUL."""
        address = request.path_info + request.META.get("QUERY_STRING", "")
        is_asked_for = "\0" in address or "%00" in address
        if not is_asked_for or not isinstance(exception, (DataError, ValueError)):
            return None
        text = "There is nothing here.\n"
        return HttpResponse(text, status=404, content_type="text/plain")
