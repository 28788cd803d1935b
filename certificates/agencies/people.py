"""Who acts for an agency: seen by all of them, changed by owners."""

import secrets

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from certificates import throttle
from certificates.models import Invitation
from certificates.models.agencies import LastOwner
from certificates.models.invitations import TooManyInvitations

from .access import member_of_agency
from .forms import InvitationForm, RoleForm
from .letters import send_invitation

EVENTS_SHOWN = 50
LAST_OWNER = gettext_lazy(
    "Nobody else could run this desk. Make somebody else an owner first, or ask us to "
    "close it."
)


@require_GET
@member_of_agency()
def members(request, agency):
    """Show who acts for the agency, and to owners who is invited."""
    return _page(request, agency, InvitationForm())


@require_POST
@member_of_agency("owner")
def invite(request, agency):
    """Send somebody a link."""
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return _page(request, agency, form, status=422)
    asked = Invitation(agency=agency, **form.cleaned_data)
    secret, at = secrets.token_urlsafe(32), timezone.now()
    try:
        throttle.admit_letter(agency, at=at)
        asked.send(by=request.user, secret=secret, at=at)
    except throttle.TooManyTries:
        form.add_error(None, _("You have invited many people today. Go on tomorrow."))
        return _page(request, agency, form, status=429)
    except TooManyInvitations:
        form.add_error(None, _("Many invitations wait already. Withdraw some first."))
        return _page(request, agency, form, status=422)
    send_invitation(asked, secret, language=get_language())
    messages.success(request, _("The invitation is on its way. It works for 7 days."))
    return redirect("agencies:members", agency.public_id)


@require_POST
@member_of_agency("owner")
def withdraw(request, agency, pk):
    """Let a link work no more."""
    get_object_or_404(agency.invitations, pk=pk).withdraw(at=timezone.now())
    messages.success(request, _("The link works no more."))
    return redirect("agencies:members", agency.public_id)


@require_POST
@member_of_agency("owner")
def give_role(request, agency, pk):
    """Make an owner or a member of somebody."""
    membership = _standing(agency, pk)
    form = RoleForm(request.POST)
    if form.is_valid():
        try:
            role = form.cleaned_data["role"]
            membership.give_role(role, by=request.user, at=timezone.now())
            messages.success(request, _("The role is changed."))
        except LastOwner:
            messages.error(request, LAST_OWNER)
    return redirect("agencies:members", agency.public_id)


@require_POST
@member_of_agency("owner")
def remove(request, agency, pk):
    """End somebody's membership."""
    membership = _standing(agency, pk)
    try:
        membership.end(by=request.user, at=timezone.now())
    except LastOwner:
        messages.error(request, LAST_OWNER)
        return redirect("agencies:members", agency.public_id)
    messages.success(request, _("The person is out, from their next click."))
    return _after_going(request, agency, membership)


@require_POST
@member_of_agency()
def leave(request, agency):
    """End one's own membership."""
    try:
        request.membership.end(by=request.user, at=timezone.now())
    except LastOwner:
        messages.error(request, LAST_OWNER)
        return redirect("agencies:members", agency.public_id)
    messages.success(request, _("You have left the agency."))
    return redirect("agencies:start")


def _after_going(request, agency, membership):
    if membership.user_id == request.user.pk:
        return redirect("agencies:start")
    return redirect("agencies:members", agency.public_id)


def _standing(agency, pk):
    standing = agency.memberships.standing().select_related("agency", "user")
    return get_object_or_404(standing, pk=pk)


def _page(request, agency, form, *, status=200):
    waiting = agency.invitations.standing(at=timezone.now())
    events = agency.events.select_related("actor", "about")
    context = {
        "agency": agency,
        "place": "members",
        "form": form,
        "memberships": agency.memberships.standing().select_related("user"),
        "invitations": waiting if request.membership.is_owner else [],
        "events": events[:EVENTS_SHOWN] if request.membership.is_owner else [],
    }
    return render(request, "agencies/members.html", context, status=status)
