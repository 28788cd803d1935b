"""Where certifiers erase a private note that nobody needs, in the Wagtail admin."""

from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.log_actions import log

from training.users.access import needs

from .deciding import crumbs_to, inspect_url, is_own, refuse_own
from .frame import desk_page
from .models import StatusEvent
from .ruling import forget_note


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


def _page(request, event):
    return desk_page(
        request,
        "certificates/admin/erase_note.html",
        _("Erase a private note"),
        crumbs=crumbs_to(event.certificate),
        event=event,
    )
