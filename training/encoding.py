"""What comes in is UTF-8, and text."""

from email.message import Message
from http import HTTPStatus

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
    """Find nothing at an address with a NUL in it, wherever that would be looked up.

    PostgreSQL takes none, not even to compare with. What forms send is looked at
    where they are read.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            text = "There is nothing here.\n"
            return HttpResponse(text, status=404, content_type="text/plain")
        return self.get_response(request)
