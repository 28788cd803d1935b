from allauth.account.views import LogoutView
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from .access import public, signed_in
from .forms import ProfileForm
from .models import Accommodation


@signed_in
def profile(request):
    """Let a person see and change their own names, language and time zone."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your details are saved."))
        return redirect("users:profile")
    status = 422 if form.is_bound else 200
    return render(request, "users/profile.html", {"form": form}, status=status)


@signed_in
def accommodation(request):
    """Show a person what is granted to them, and how to ask."""
    context = {"granted": Accommodation.objects.of(request.user.pk)}
    return render(request, "users/accommodation.html", context)


@public
def sign_out(request):
    """Sign out, and have the browser drop what pages kept in it."""
    response = LogoutView.as_view()(request)
    if request.method == "POST":
        response.headers["Clear-Site-Data"] = '"storage"'
    return response


@public
def turn_away(request):
    """Ask visitors to sign in; tell whoever is signed in that they may not enter.

    Wagtail sends everybody here who may not see a page or a document. The
    sign-in page would send the second kind straight back, for ever.
    """
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect(f"{reverse('account_login')}?{request.GET.urlencode()}")
