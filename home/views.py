"""Pages that gather what the apps below know of one person, and ways out."""

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from training.users.access import public, signed_in

from .learning import documents_of, standings_of
from .models import SupportSettings


@signed_in
def my_learning(request):
    """Show a person their courses and documents, and where to go on."""
    standings = standings_of(request.user, request)
    current = next((s for s in standings if s.place), None)
    context = {
        "standings": standings,
        "current": current,
        "documents": documents_of(request.user, at=timezone.now()),
    }
    return render(request, "home/my.html", context)


@public
def leave(request):
    """Leave for a neutral page; nothing in the address says from where."""
    response = HttpResponseRedirect(SupportSettings.load(request).leave_address)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


@public
def support(request):
    """Say whom to call or write to, country by country."""
    contacts = SupportSettings.load(request).contacts
    return render(request, "home/support.html", {"contacts": contacts})
