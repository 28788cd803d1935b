"""Where certifiers suspend, reinstate and revoke, in the Wagtail admin."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.log_actions import log

from training.users.access import needs

from . import status
from .forms import DecisionForm, SpellingForm
from .models import Certificate, StatusEvent
from .names import printable
from .tasks import render_document

TITLES = {
    status.SUSPENDED: gettext_lazy("Suspend a certificate"),
    status.REINSTATED: gettext_lazy("Reinstate a certificate"),
    status.REVOKED: gettext_lazy("Revoke a certificate"),
}


@require_http_methods(["GET", "POST"])
@needs("certificates.decide_certificate")
def decide(request, pk, kind):
    """Ask for a decision, show what it will do, then append it."""
    certificate = get_object_or_404(Certificate.objects.for_listing(), pk=pk)
    if kind not in status.possible(_events(certificate)):
        messages.error(request, _("This decision is not possible any more."))
        return redirect(inspect_url(certificate))
    at = timezone.now()
    today = at.astimezone(ZoneInfo(certificate.zone)).date()
    form = DecisionForm(request.POST or None, initial={"effective_on": today})
    if not form.is_valid() or "back" in request.POST:
        return _page(request, certificate, kind, form, "decide")
    decision = _decision(certificate, kind, form.cleaned_data, at=at)
    if "confirmed" not in request.POST:
        context = _consequences(certificate, decision, at=at)
        return _page(request, certificate, kind, form, "confirm", **context)
    _append(request, certificate, decision, form.cleaned_data)
    messages.success(request, _("The decision is recorded."))
    return redirect(inspect_url(certificate))


@require_http_methods(["GET", "POST"])
@needs("certificates.decide_certificate")
def respell(request, pk):
    """Change how a name that could not be printed will be printed."""
    certificate = get_object_or_404(Certificate.objects.held_up(), pk=pk)
    initial = {"holder_name": certificate.holder_name}
    form = SpellingForm(request.POST or None, initial=initial)
    if not form.is_valid():
        return _page(request, certificate, None, form, "respell")
    if certificate.respell(printable(form.cleaned_data["holder_name"])):
        render_document.enqueue(certificate.pk)
        log(certificate, "certificates.respell", user=request.user)
        messages.success(request, _("Thank you. The document is being made."))
    return redirect(inspect_url(certificate))


def inspect_url(certificate):
    return reverse("issued_certificates:inspect", args=[certificate.pk])


def _decision(certificate, kind, cleaned, *, at):
    day = cleaned["effective_on"]
    start = dt.datetime.combine(day, dt.time(), tzinfo=ZoneInfo(certificate.zone))
    return status.Event(
        kind=kind,
        effective_at=start,
        recorded_at=at,
        public_reason=cleaned["public_reason"],
    )


def _consequences(certificate, decision, *, at):
    """Work out what everyone will see, today and from the date of the decision."""
    events = _events(certificate)
    later = max(at, decision.effective_at)
    facts = {"expires_on": certificate.expires_on, "zone": certificate.zone}
    words = dict(StatusEvent.KINDS)
    undone = status.undone_by(decision, events)
    return {
        "decision": decision,
        "is_later": decision.effective_at > at,
        "after": status.status_at([*events, decision], at=later, **facts),
        "undone": [(words[event.kind], event.effective_at) for event in undone],
    }


def _append(request, certificate, decision, cleaned):
    certificate.decide(
        decision.kind,
        by=request.user,
        at=decision.recorded_at,
        effective_at=decision.effective_at,
        reason_code=cleaned["reason_code"],
        public_reason=cleaned["public_reason"],
        private_note=cleaned["private_note"],
    )
    log(
        certificate,
        "certificates.decide",
        user=request.user,
        data={
            "decision": decision.kind,
            "effective_at": decision.effective_at.isoformat(),
        },
    )


def _events(certificate):
    return [event.as_event() for event in certificate.events.all()]


def _page(request, certificate, kind, form, name, **context):
    title = TITLES.get(kind, gettext_lazy("Change how a name is printed"))
    crumbs = [
        {"url": reverse("issued_certificates:index"), "label": _("Certificates")},
        {"url": inspect_url(certificate), "label": certificate.number},
        {"url": "", "label": title},
    ]
    context |= {
        "certificate": certificate,
        "kind": kind,
        "form": form,
        "page_title": title,
        "header_title": title,
        "header_icon": "clipboard-list",
        "breadcrumbs_items": crumbs,
    }
    code = 422 if form.is_bound and form.errors else 200
    return render(request, f"certificates/admin/{name}.html", context, status=code)
