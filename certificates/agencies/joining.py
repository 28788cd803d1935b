"""Coming to an agency: asking for a desk, and answering an invitation."""

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from certificates.models import Agency, Invitation
from training.unlisted import unlisted
from training.users.access import public, signed_in

from .forms import ApplicationForm

SECRET = "agency-invitation"  # noqa: S105


@require_GET
@public
def start(request):
    """Say what a desk is; lead members to theirs."""
    if not request.user.is_authenticated:
        return render(request, "agencies/start.html")
    agencies = list(Agency.objects.for_user(request.user).order_by("name"))
    asked = Agency.objects.applied_for_by(request.user).first()
    if len(agencies) == 1 and not asked:
        return redirect(agencies[0])
    context = {"agencies": agencies, "asked": asked}
    return render(request, "agencies/start.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def apply(request):
    """Ask for a desk; a certifier answers."""
    if Agency.objects.waiting().filter(applied_by=request.user).exists():
        return redirect("agencies:start")
    is_verified = has_verified(request.user, request.user.email)
    form = ApplicationForm(request.POST or None)
    if request.method != "POST" or not form.is_valid() or not is_verified:
        context = {"form": form, "is_verified": is_verified}
        status = 422 if form.is_bound else 200
        return render(request, "agencies/apply.html", context, status=status)
    facts = form.cleaned_data | {"contact": request.user.email}
    Agency.objects.apply(by=request.user, at=timezone.now(), **facts)
    messages.success(request, _("Thank you. We have your request."))
    return redirect("agencies:start")


def has_verified(user, email):
    """Whether ``email`` is known to reach the person behind the account."""
    addresses = EmailAddress.objects.filter(user=user, verified=True)
    return addresses.filter(email__iexact=email).exists()


@public
@unlisted
def open_invitation(request, secret):
    """Take the secret out of the address, so that it outlives signing in.

    One that opens nothing is not kept: anybody could fill the database with them.
    """
    request.session.pop(SECRET, None)
    if Invitation.objects.by_secret(secret, at=timezone.now()).exists():
        request.session[SECRET] = secret
    return redirect("agencies:invitation")


@require_http_methods(["GET", "POST"])
@public
def invitation(request):
    """Show the invitation that was opened; only the right account can accept it."""
    at = timezone.now()
    secret = request.session.get(SECRET, "")
    standing = Invitation.objects.by_secret(secret, at=at).select_related("agency")
    found = standing.first()
    if found is None:
        return render(request, "agencies/invitation_over.html", status=404)
    user = request.user
    is_meant = user.is_authenticated and has_verified(user, found.email)
    if request.method == "POST" and is_meant:
        if found.accept(user, at=at):
            messages.success(request, _("Welcome. You act for this agency now."))
        del request.session[SECRET]
        return redirect(found.agency)
    context = {"invitation": found, "is_meant": is_meant}
    return render(request, "agencies/invitation.html", context)
