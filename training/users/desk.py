"""Who may come to the desk, Wagtail's admin, and with how many keys."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.translation import gettext as _

DESK = "/admin/"


class DeskMiddleware:
    """Let in roles that work at the desk, once they have a second factor.

    Wagtail would send everybody else to the sign-in page, which sends whoever is
    signed in straight back, for ever.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not (request.path_info.startswith(DESK) and request.user.is_authenticated):
            return self.get_response(request)
        if not request.user.has_perm("wagtailadmin.access_admin"):
            raise PermissionDenied
        if settings.SECOND_FACTOR_REQUIRED and not is_mfa_enabled(request.user):
            messages.warning(
                request,
                _("Your role needs a second sign-in step. Set one up to go on."),
            )
            return redirect("mfa_index")
        return self.get_response(request)
