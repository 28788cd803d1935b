"""The desk: one check at a time, and what the agency has checked so far."""

import time

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from certificates import proving
from certificates.checking import check_many
from certificates.models import DeskCheck, Roster
from certificates.throttle import TooManyTries, rest

from .access import member_of_agency
from .forms import DeskCheckForm

ON_A_PAGE = 50
LATEST = 5


@require_http_methods(["GET", "POST"])
@member_of_agency()
def desk(request, agency):
    """Show the desk; check one number with its family name when it is sent."""
    form = DeskCheckForm(request.POST or None)
    if request.method != "POST":
        return _desk(request, agency, form)
    if not form.is_valid():
        return _desk(request, agency, form, status=422)
    at, started = timezone.now(), time.monotonic()
    number, name = form.cleaned_data["number"], form.cleaned_data["family_name"]
    try:
        with request.membership.acting():
            [answer] = check_many([(number, name)], agency=agency, how="number", at=at)
            DeskCheck.objects.file(agency, number, answer, by=request.user, at=at)
    except TooManyTries as refusal:
        form.add_error(None, _("Your agency has used up its checks for today."))
        response = _desk(request, agency, form, status=429)
        response.headers["Retry-After"] = str(refusal.retry_after)
        return response
    context = {"agency": agency, "place": "desk"}
    if answer is not None:
        shown = answer.shown(at=at)
        context |= {"answer": answer, "shown": shown, "sealed": proving.seal(shown)}
    response = render(request, "agencies/result.html", context)
    if answer is None:
        rest(started)
    return response


def _desk(request, agency, form, *, status=200):
    checks = DeskCheck.objects.for_agency(agency).select_related("by")
    context = {
        "agency": agency,
        "place": "desk",
        "form": form,
        "checks": checks[:LATEST],
        "rosters": Roster.objects.for_agency(agency).for_listing()[:LATEST],
    }
    return render(request, "agencies/desk.html", context, status=status)


@require_GET
@member_of_agency()
def checks(request, agency):
    """Show all single checks of the agency, newest first."""
    made = DeskCheck.objects.for_agency(agency).select_related("by")
    page = Paginator(made, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"agency": agency, "place": "checks", "page": page}
    return render(request, "agencies/checks.html", context)
