"""Who may enter an agency's desk."""

from contextlib import nullcontext
from functools import wraps

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from certificates.models import Membership
from certificates.models.agencies import OWNER, MayNotAct
from training.users.access import signed_in


def member_of_agency(role=None):
    """Let in whoever acts for the agency that the address names; 404 for the rest.

    The view gets the agency in place of ``agency_id``, and ``request.membership``.
    It finds all that it shows through that agency. An agency that does not exist,
    waits for approval, or is closed, is not found either.

    What owners send is one transaction that holds their right to send it. Views for
    every member hold it with ``request.membership.acting()`` around what they write:
    some of them wait, or read long files, before or afterwards.

    Args:
        role: "owner" for what only owners do; None for every member.
    """

    def decorate(view):
        @wraps(view)
        def guarded(request, agency_id, *args, **kwargs):
            membership = _membership(request.user, agency_id)
            if membership is None or (role and membership.role != role):
                raise Http404
            if settings.SECOND_FACTOR_REQUIRED and not is_mfa_enabled(request.user):
                messages.warning(
                    request,
                    _("Your role needs a second sign-in step. Set one up to go on."),
                )
                return redirect("mfa_index")
            request.membership = membership
            is_held = role == OWNER and request.method == "POST"
            try:
                with membership.acting(OWNER) if is_held else nullcontext():
                    return view(request, membership.agency, *args, **kwargs)
            except MayNotAct as gone:
                raise Http404 from gone

        return signed_in(guarded)

    return decorate


def _membership(user, agency_id):
    standing = Membership.objects.standing().select_related("agency")
    return standing.filter(
        user=user,
        agency__public_id=agency_id,
        agency__approved_at__isnull=False,
        agency__closed_at=None,
    ).first()
