"""Answers whose address is a secret, or says more than it should."""

from functools import wraps

from django.core.exceptions import SuspiciousOperation
from django.core.handlers.exception import get_exception_response
from django.http import Http404, HttpResponseNotAllowed
from django.urls import get_resolver

ASKING = ["GET", "HEAD", "POST"]


def unlisted(view):
    """Keep the answer out of search engines, caches and logs, ours and others'.

    Methods are refused here, since Django's decorators log the address at once.
    """

    @wraps(view)
    def quiet(request, *args, **kwargs):
        if request.method in ASKING:
            response = _answer(view, request, *args, **kwargs)
        else:
            response = HttpResponseNotAllowed(ASKING)
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "private, no-store"
        # Django logs the address of a refused request, and a token may be in it.
        response._has_been_logged = True
        return response

    return quiet


def _answer(view, request, *args, **kwargs):
    """Call ``view``; what it refuses becomes an answer here, to be kept quiet too."""
    try:
        return view(request, *args, **kwargs)
    except (Http404, SuspiciousOperation) as refusal:
        # Left to Django, its log would have the request, and so the address.
        status = 404 if isinstance(refusal, Http404) else 400
        return get_exception_response(request, get_resolver(), status, refusal)
