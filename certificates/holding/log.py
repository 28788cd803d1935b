"""Who looked a holder's certificate up, as far as anybody knows."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from certificates.forms import ReportForm
from certificates.models import CheckReport
from certificates.rosters.writing import write_csv
from training.users.access import signed_in

from .own import as_file, find

PER_PAGE = 25


@require_GET
@signed_in
def checks(request, public_id):
    """Show every check, the newest first."""
    certificate = find(request, public_id)
    page = page_of_checks(request, certificate.checks)
    context = {"certificate": certificate, "page": page}
    return render(request, "certificates/mine/checks.html", context)


@require_GET
@signed_in
def checks_as_csv(request, public_id):
    """Hand a holder the whole log as a spreadsheet."""
    certificate = find(request, public_id)
    header = [_("When (UTC)"), _("How"), _("Who"), _("Link"), _("Answer"), _("Name")]
    logged = certificate.checks.for_holder()
    content = write_csv(header, [_cells(check) for check in logged])
    return as_file(content, "text/csv; charset=utf-8", "checks.csv")


@require_http_methods(["GET", "POST"])
@signed_in
def report(request, public_id, pk):
    """Ask certifiers to look at a check that the holder cannot explain."""
    certificate = find(request, public_id)
    check = get_object_or_404(certificate.checks.for_holder(), pk=pk)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        CheckReport.objects.report(check, words=words, at=timezone.now())
        messages.success(
            request, _("Thank you. A certifier will look at it and answer here.")
        )
        return redirect("certificates:checks", public_id)
    context = {"certificate": certificate, "check": check, "form": form}
    context["report"] = getattr(check, "report", None)
    status = 422 if form.is_bound else 200
    return render(request, "certificates/mine/report.html", context, status=status)


def page_of_checks(request, logged):
    """Return the page of ``logged`` that the address asks for."""
    return Paginator(logged.for_holder(), PER_PAGE).get_page(request.GET.get("p"))


def _cells(check):
    matched = {None: _("Not asked"), True: _("Matched"), False: _("Did not match")}
    return (
        check.at.strftime("%Y-%m-%d %H:%M:%S"),
        str(check.get_how_display()),
        check.agency.name if check.agency else "",
        check.link.purpose if check.link else "",
        str(check.get_outcome_display()),
        matched[check.name_matched],
    )
