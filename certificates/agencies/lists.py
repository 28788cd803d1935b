"""An agency's lists: brought in, mended, checked, renamed and deleted."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import formset_factory
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from certificates import rostering
from certificates.models import Roster
from certificates.models.rosters import NameTaken, NothingToCheck

from . import sheets
from .access import member_of_agency
from .forms import RosterForm, RosterNameForm, RowForm
from .sheets import TYPES

EXAMPLE_NUMBER = "PRSS-7K2M-9QXD-4T8B-HZ6WR"
MENDED_AT_A_TIME = 25
RowFormSet = formset_factory(RowForm, extra=0)


@require_GET
@member_of_agency()
def lists(request, agency):
    """Show the agency's lists."""
    rosters = Roster.objects.for_agency(agency).for_listing()
    context = {"agency": agency, "place": "lists", "rosters": rosters}
    return render(request, "agencies/lists.html", context)


@require_http_methods(["GET", "POST"])
@member_of_agency()
def new(request, agency):
    """Take a list; what is wrong with it is said line by line on its own page."""
    form = RosterForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            with request.membership.acting():
                roster = Roster.objects.keep(
                    agency,
                    form.cleaned_data["name"],
                    form.cleaned_data["reading"],
                    by=request.user,
                    at=timezone.now(),
                )
            return redirect(roster)
        except NameTaken:
            form.add_error("name", _taken())
    context = {"agency": agency, "place": "lists", "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "agencies/new_list.html", context, status=status)


def _taken():
    return _("You have a list of this name. Choose another one, or open that list.")


@require_GET
@member_of_agency()
def template(request, agency, suffix):
    """Hand out an empty list."""
    if suffix not in TYPES:
        raise Http404
    header = [_("Certificate number"), _("Family name")]
    sample = [(EXAMPLE_NUMBER, _("Example"))]
    content = sheets.written(header, sample, suffix)
    response = HttpResponse(content, content_type=TYPES[suffix])
    response.headers["Content-Disposition"] = f'attachment; filename="list.{suffix}"'
    return response


@require_POST
@member_of_agency()
def begin(request, agency, roster_id):
    """Check a list in the background."""
    roster = find(agency, roster_id)
    try:
        with request.membership.acting():
            run = rostering.begin(roster, by=request.user, at=timezone.now())
    except NothingToCheck:
        messages.error(request, _("No line can be checked. Correct them first."))
        return redirect(roster)
    return redirect(run)


@require_http_methods(["GET", "POST"])
@member_of_agency()
def mend(request, agency, roster_id):
    """Correct lines, some at a time; what is typed stays, right or wrong."""
    roster = find(agency, roster_id)
    if request.method == "POST" and not roster.runs.open().exists():
        forms = RowFormSet(request.POST, prefix="row")
        if forms.is_valid():
            with request.membership.acting():
                rostering.mend(roster, _typed(forms, request.POST))
    faulty = roster.rows.faulty()
    page = Paginator(faulty, MENDED_AT_A_TIME).get_page(request.GET.get("page"))
    if not page.object_list:
        messages.success(request, _("All lines can be checked now."))
        return redirect(roster)
    initial = [{"number": r.number, "family_name": r.family_name} for r in page]
    forms = RowFormSet(initial=initial, prefix="row")
    context = {
        "agency": agency,
        "place": "lists",
        "roster": roster,
        "page": page,
        "forms": forms,
        "lines": list(zip(page, forms, strict=True)),
        "is_open": roster.runs.open().exists(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "agencies/mend.html", context, status=status)


def _typed(forms, posted):
    """Return what was typed, by the place of each line."""
    places = posted.getlist("place")
    return {
        int(place): (form.cleaned_data["number"], form.cleaned_data["family_name"])
        for place, form in zip(places, forms, strict=False)
        if place.isascii() and place.isdecimal() and len(place) < 10
    }


@require_http_methods(["GET", "POST"])
@member_of_agency()
def settings(request, agency, roster_id):
    """Rename a list, or ask before it is deleted."""
    roster = find(agency, roster_id)
    form = RosterNameForm(request.POST or None, initial={"name": roster.name})
    if request.method == "POST" and form.is_valid():
        try:
            with request.membership.acting():
                roster.rename(form.cleaned_data["name"])
            messages.success(request, _("The list has its new name."))
            return redirect(roster)
        except NameTaken:
            form.add_error("name", _taken())
    context = {"agency": agency, "place": "lists", "roster": roster, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "agencies/list_settings.html", context, status=status)


@require_POST
@member_of_agency()
def delete(request, agency, roster_id):
    """Delete a list with all that was found for it."""
    roster = find(agency, roster_id)
    with request.membership.acting():
        roster.remove()
    messages.success(request, _("The list and its results are deleted."))
    return redirect("agencies:lists", agency.public_id)


def find(agency, roster_id):
    """Return the agency's list.

    Raises:
        Http404: the agency has none of this id, whoever else may.
    """
    rosters = Roster.objects.for_agency(agency).select_related("agency")
    return get_object_or_404(rosters, public_id=roster_id)
