"""Error pages in the site's own voice."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, HttpResponseServerError, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from training.problems import fault
from training.users.access import public

BACK_IN = {"Retry-After": "5"}


@public
def server_error(request):
    """Answer what nobody caught: 503 while the database is full, busy or away.

    Whoever sent an answer keeps it and sends it again. No page is rendered with
    the request: looking up the person would ask the database once more.
    """
    is_ours = not isinstance(sys.exc_info()[1], (OperationalError, InterfaceError))
    if request.path_info.startswith("/api/"):
        return fault(is_ours=is_ours)
    if is_ours:
        return HttpResponseServerError(render_to_string("500.html"))
    if "json" in request.headers.get("Accept", ""):
        error = _("Not saved: the database does not answer. Try again in a moment.")
        return JsonResponse({"error": error}, status=503, headers=BACK_IN)
    return HttpResponse(render_to_string("503.html"), status=503, headers=BACK_IN)


@public
def forbidden(request, exception):
    """Answer who may not.

    Django's own answers to 403 and 404 read the form that was sent, for a token of
    which no page needs to know: of a broken one they would make a fault of ours.
    """
    return render(request, "403.html", status=403)


@public
def not_found(request, exception):
    """Answer for what is not here."""
    return render(request, "404.html", status=404)


@public
def csrf_failure(request, reason=""):
    """Explain a stale form, which is what a CSRF failure nearly always is."""
    return render(request, "403_csrf.html", status=403)
