"""People who can change content, results or certificates need a second factor."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

GUARDED_PREFIX = "/admin/"


class SecondFactorMiddleware:
    """Send staff without a second factor to set one up before the admin opens.

    allauth itself asks for the second factor at sign-in once one exists.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if settings.SECOND_FACTOR_REQUIRED and self._is_unprotected(request):
            messages.warning(
                request,
                _("Your role needs a second sign-in step. Set one up to go on."),
            )
            return redirect(reverse("mfa_index"))
        return self.get_response(request)

    def _is_unprotected(self, request):
        return (
            request.path_info.startswith(GUARDED_PREFIX)
            and request.user.is_authenticated
            and not is_mfa_enabled(request.user)
        )
