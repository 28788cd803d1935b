"""Where certifiers erase a private note that nobody needs, in the Wagtail admin."""

from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.log_actions import log

from training.users.access import needs

from .deciding import inspect_url, is_own, refuse_own
from .models import BulkDecision, StatusEvent


@require_http_methods(["GET", "POST"])
@needs("certificates.decide_certificate")
def erase_note(request, pk, position):
    """Ask whether the note may go, then erase it and put that on record."""
    events = StatusEvent.objects.select_related("certificate")
    event = get_object_or_404(events, certificate=pk, position=position)
    if is_own(request, event.certificate):
        return refuse_own(request, event.certificate)
    if request.method != "POST" and event.may_erase_note:
        return _page(request, event)
    if request.method == "POST" and forget_note(
        event, by=request.user, at=timezone.now()
    ):
        log(event.certificate, "certificates.erase_note", user=request.user)
        messages.success(request, _("The note is erased. That it was is on record."))
    else:
        messages.error(request, _("There is no note any more."))
    return redirect(inspect_url(event.certificate))


@transaction.atomic
def forget_note(event, *, by, at):
    """Erase the note of ``event`` wherever it is kept; return the event of it."""
    told = event.erase_note(by=by, at=at)
    if told:
        BulkDecision.objects.forget_note_of(event)
    return told


def _page(request, event):
    title = _("Erase a private note")
    crumbs = [
        {"url": reverse("issued_certificates:index"), "label": _("Certificates")},
        {"url": inspect_url(event.certificate), "label": event.certificate.number},
        {"url": "", "label": title},
    ]
    context = {
        "event": event,
        "page_title": title,
        "header_title": title,
        "header_icon": "clipboard-list",
        "breadcrumbs_items": crumbs,
    }
    return render(request, "certificates/admin/erase_note.html", context)
