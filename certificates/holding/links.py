"""Links that a holder makes, looks after and withdraws."""

import secrets
import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from certificates import codes, throttle
from certificates.models import LinkAlreadyMade, ShareLink, TooManyLinks
from certificates.models.sharing import MOST_OPEN
from certificates.sharing_form import ShareForm
from training.users.access import signed_in

from .log import PER_PAGE, page_of_checks
from .own import find


@require_http_methods(["GET", "POST"])
@signed_in
@never_cache
def links(request, public_id):
    """List the links to a certificate; make one, whose address is shown once."""
    certificate = find(request, public_id)
    at = timezone.now()
    form = ShareForm(request.POST or None, initial={"public_id": uuid.uuid4()}, at=at)
    problem = None
    if request.method == "POST" and certificate.has_document and form.is_valid():
        token = codes.new_token(secrets.token_bytes)
        try:
            throttle.admit_link(certificate, at=at)
            link = ShareLink.objects.share(
                certificate, token=token, at=at, **form.chosen
            )
        except (TooManyLinks, LinkAlreadyMade, throttle.TooManyTries) as refusal:
            problem = _explain(refusal)
        else:
            return _made(request, certificate, link, token)
    return _list(request, certificate, form, problem, at=at)


@require_GET
@signed_in
def link(request, public_id, link_id):
    """Show one link: what it shows, until when, and when it was opened."""
    shared = _find(request, public_id, link_id)
    at = timezone.now()
    context = {
        "certificate": shared.certificate,
        "link": shared,
        "is_open": shared.is_open(at=at),
        "page": page_of_checks(request, shared.checks),
    }
    return render(request, "certificates/mine/link.html", context)


@require_POST
@signed_in
def withdraw(request, public_id, link_id):
    """End a link; the next request of whoever has it finds nothing."""
    shared = _find(request, public_id, link_id)
    shared.withdraw(at=timezone.now())
    messages.success(request, _("The link is withdrawn. It leads nowhere now."))
    return redirect("certificates:links", public_id)


@require_POST
@signed_in
def withdraw_all(request, public_id):
    """End every link to a certificate."""
    certificate = find(request, public_id)
    count = ShareLink.objects.withdraw_all(certificate, at=timezone.now())
    done = ngettext("%(n)d link is withdrawn.", "%(n)d links are withdrawn.", count) % {
        "n": count
    }
    messages.success(request, done)
    return redirect("certificates:links", public_id)


def _find(request, public_id, link_id):
    own = ShareLink.objects.filter(certificate__holder=request.user)
    found = own.filter(certificate__public_id=public_id).select_related("certificate")
    return get_object_or_404(found, public_id=link_id)


def _made(request, certificate, shared, token):
    address = reverse("certificates:shared", args=[token])
    context = {
        "certificate": certificate,
        "link": shared,
        "address": request.build_absolute_uri(address),
    }
    return render(request, "certificates/mine/link_made.html", context)


def _list(request, certificate, form, problem, *, at):
    made = ShareLink.objects.filter(certificate=certificate).with_checks()
    page = Paginator(made, PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "certificate": certificate,
        "form": form,
        "problem": problem,
        "page": page,
        "rows": [(one, one.is_open(at=at)) for one in page],
    }
    context["any_open"] = any(is_open for _one, is_open in context["rows"])
    status = 422 if problem or (form.is_bound and form.errors) else 200
    return render(request, "certificates/mine/links.html", context, status=status)


def _explain(refusal):
    match refusal:
        case TooManyLinks():
            return _(
                "%(n)d links are open, and more there cannot be. Withdraw one first."
            ) % {"n": MOST_OPEN}
        case LinkAlreadyMade():
            return _(
                "This link is made already, and its address was shown then. If you "
                "did not copy it, withdraw the link below and make another."
            )
        case _often:
            return _("You have made many links today. Make the next one tomorrow.")
