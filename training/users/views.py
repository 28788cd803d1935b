from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from .access import signed_in
from .forms import ProfileForm


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
