"""Who may see a view: every view of ours wears exactly one of these.

``LoginRequiredMiddleware`` shuts whatever wears none, and a test names it.
"""

from functools import wraps

from django.contrib.auth.decorators import login_not_required, login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404


def public(view):
    """Let everyone in, signed in or not."""
    view = login_not_required(view)
    view.audience = "everyone"
    return view


def signed_in(view):
    """Let in whoever is signed in; the view scopes its rows to that person."""
    view = login_required(view)
    view.audience = "signed in"
    return view


def needs(permission):
    """Let in whoever holds ``permission`` ("app.codename"); 403 for the rest."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.user.has_perm(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded = login_required(guarded)
        guarded.audience = permission
        return guarded

    return decorate


def must_reach(request, page):
    """Hold what is done with a page to the privacy that an author gave it.

    Wagtail asks where the page itself is served; forms have other addresses.

    Raises:
        Http404: the page, or one above it, is for others.
    """
    restrictions = page.get_view_restrictions()
    if not all(restriction.accept_request(request) for restriction in restrictions):
        raise Http404
