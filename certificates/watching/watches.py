"""The desk's page of watched certificates."""

import time

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from certificates import throttle
from certificates.agencies.access import member_of_agency
from certificates.models import Watch, WatchChange
from certificates.models.watching import PATIENCE

from .asking import ask
from .forms import AskForm, DigestForm

PER_PAGE = 50


@require_http_methods(["GET", "POST"])
@member_of_agency()
def watches(request, agency):
    """List what is watched and asked; ask about another certificate."""
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _ask(request, agency, form)
    return _page(request, agency, form, status=422 if form.is_bound else 200)


def _ask(request, agency, form):
    said = form.cleaned_data
    at, started = timezone.now(), time.monotonic()
    try:
        asked = {"by": request.user, "reason": said["reason"], "at": at}
        with request.membership.acting():
            is_new = ask(agency, said["number"], **asked)
    except throttle.TooManyTries:
        form.add_error(None, _("Your agency has asked much today. Go on tomorrow."))
        return _page(request, agency, form, status=429)
    if is_new:
        messages.success(
            request,
            _(
                "If somebody holds this number, they have your question now. You "
                "hear from us only if they agree."
            ),
        )
    else:
        messages.info(request, _("You watch this one already, or have asked."))
    # A question that finds its holder is written to them, which takes a while.
    throttle.rest(started, steps=10)
    return redirect("agencies:watches", agency.public_id)


@require_POST
@member_of_agency()
def end(request, agency, watch_id):
    """Stop watching, or take a question back."""
    watch = get_object_or_404(Watch.objects.for_agency(agency), public_id=watch_id)
    with request.membership.acting():
        is_ended = watch.finish("agency", by=request.user, at=timezone.now())
    if is_ended:
        messages.success(request, _("It is ended. The holder sees that too."))
    return redirect("agencies:watches", agency.public_id)


@require_POST
@member_of_agency()
def choose_digest(request, agency):
    """Set whether this member gets the mail."""
    form = DigestForm(request.POST)
    if form.is_valid():
        with request.membership.acting():
            request.membership.choose_digest(form.cleaned_data["gets_digest"])
        messages.success(request, _("Saved."))
    return redirect("agencies:watches", agency.public_id)


def _page(request, agency, form, *, status=200):
    at = timezone.now()
    rows = Paginator(_rows(agency), PER_PAGE).get_page(request.GET.get("page"))
    for row in rows:
        row.state = _state(row, at)
    context = {
        "agency": agency,
        "place": "watches",
        "form": form,
        "page": rows,
        "digest": DigestForm(initial={"gets_digest": request.membership.gets_digest}),
    }
    return render(request, "agencies/watches.html", context, status=status)


def _rows(agency):
    """Return the watches, each with the last change that was told."""
    changes = WatchChange.objects.filter(watch=OuterRef("pk")).order_by("-pk")
    return Watch.objects.for_agency(agency).annotate(
        changed_to=Subquery(changes.values("status")[:1]),
        changed_at=Subquery(changes.values("at")[:1]),
    )


def _state(watch, at):
    """Return what the agency may know: a question that was declined still waits."""
    if watch.ended_at:
        return "ended"
    if watch.consented_at:
        return "stands"
    return "waits" if watch.asked_at + PATIENCE > at else "ended"
