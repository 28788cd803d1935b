"""The desk's page of addresses that hear of changes, for its owners."""

import secrets
import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from certificates import throttle
from certificates.agencies.access import member_of_agency
from certificates.models import Delivery, Endpoint
from certificates.models.webhooks import TooMany

from . import signature
from .delivering import seal
from .forms import EndpointForm
from .tasks import deliver_webhooks

PER_PAGE = 50


@require_http_methods(["GET", "POST"])
@member_of_agency("owner")
def addresses(request, agency):
    """List the addresses and what was sent; add an address."""
    form = EndpointForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _add(request, agency, form)
    return _page(request, agency, form, status=422 if form.is_bound else 200)


def _add(request, agency, form):
    secret = signature.new_secret(secrets.token_bytes)
    public_id = uuid.uuid4()
    try:
        endpoint = Endpoint.open(
            agency,
            url=form.cleaned_data["url"],
            sealed_secret=seal(secret, public_id),
            public_id=public_id,
            at=timezone.now(),
        )
    except TooMany:
        form.add_error(None, _("There are five addresses already. Remove one first."))
        return _page(request, agency, form, status=422)
    return _show_secret(request, agency, endpoint, secret)


@require_POST
@member_of_agency("owner")
def rotate(request, agency, endpoint_id):
    """Make a new secret; the old one signs beside it for a day."""
    endpoint = _own(agency, endpoint_id)
    secret = signature.new_secret(secrets.token_bytes)
    endpoint.rotate(seal(secret, endpoint.public_id), at=timezone.now())
    return _show_secret(request, agency, endpoint, secret)


def _show_secret(request, agency, endpoint, secret):
    """Show a secret, this once: a redirect would have to keep it somewhere."""
    context = {"agency": agency, "place": "addresses", "endpoint": endpoint}
    response = render(request, "agencies/secret.html", context | {"secret": secret})
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_POST
@member_of_agency("owner")
def test(request, agency, endpoint_id):
    """Send a message that says nothing, to see whether it arrives."""
    endpoint, at = _own(agency, endpoint_id), timezone.now()
    if _may_send(request, agency, at=at):
        endpoint.send_test(at=at)
        deliver_webhooks.enqueue()
        messages.success(
            request, _("A test is on its way. Load this page again to see.")
        )
    return redirect("agencies:addresses", agency.public_id)


@require_POST
@member_of_agency("owner")
def pause(request, agency, endpoint_id):
    """Send nothing for the time being, or go on."""
    endpoint = _own(agency, endpoint_id)
    endpoint.pause(not endpoint.is_paused)
    messages.success(request, _("Saved."))
    return redirect("agencies:addresses", agency.public_id)


@require_POST
@member_of_agency("owner")
def remove(request, agency, endpoint_id):
    """Send nothing there again."""
    _own(agency, endpoint_id).remove(at=timezone.now())
    messages.success(request, _("The address is removed."))
    return redirect("agencies:addresses", agency.public_id)


@require_POST
@member_of_agency("owner")
def replay(request, agency, key):
    """Send a message again that was delivered or given up."""
    sent, at = get_object_or_404(_sent(agency), key=key), timezone.now()
    if _may_send(request, agency, at=at) and sent.replay(at=at):
        deliver_webhooks.enqueue()
        messages.success(request, _("It is on its way again."))
    return redirect("agencies:addresses", agency.public_id)


def _may_send(request, agency, *, at):
    """Whether the agency has not sent too much by hand; if it has, say so."""
    try:
        throttle.admit_message(agency, at=at)
    except throttle.TooManyTries:
        messages.error(request, _("You have sent many in this hour. Go on later."))
        return False
    return True


def _own(agency, endpoint_id):
    own = Endpoint.objects.filter(agency=agency, ended_at=None)
    return get_object_or_404(own, public_id=endpoint_id)


def _sent(agency):
    """Return the messages of which the agency may still know."""
    told = Delivery.objects.allowed()
    return told.filter(endpoint__agency=agency, endpoint__ended_at=None)


def _page(request, agency, form, *, status=200):
    sent = _sent(agency)
    if request.GET.get("show") == "dead":
        sent = sent.dead()
    rows = sent.select_related("endpoint", "change")
    context = {
        "agency": agency,
        "place": "addresses",
        "form": form,
        "endpoints": Endpoint.objects.filter(agency=agency, ended_at=None),
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "only_dead": request.GET.get("show") == "dead",
    }
    return render(request, "agencies/addresses.html", context, status=status)
