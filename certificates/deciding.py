"""Where certifiers decide about one certificate, in the Wagtail admin."""

from zoneinfo import ZoneInfo

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.log_actions import log

from training.users.access import needs

from . import status
from .deciding_forms import DecisionForm
from .forms import SpellingForm
from .frame import desk_page
from .models import Certificate, StatusEvent
from .names import printable
from .ruling import rule
from .tasks import render_document

TITLES = {
    status.REINSTATED: gettext_lazy("Reinstate a certificate"),
    status.RENEWED: gettext_lazy("Renew a certificate"),
    status.REACTIVATED: gettext_lazy("Make a certificate active again"),
    status.INACTIVE: gettext_lazy("Pause a certificate at the holder's wish"),
    status.RESTRICTED: gettext_lazy("Restrict a certificate"),
    status.PROBATION: gettext_lazy("Put a certificate on probation"),
    status.SUSPENDED: gettext_lazy("Suspend a certificate"),
    status.SURRENDERED: gettext_lazy("Record that a certificate was surrendered"),
    status.REVOKED: gettext_lazy("Revoke a certificate"),
}


@require_http_methods(["GET", "POST"])
@needs("certificates.decide_certificate")
def decide(request, pk, kind):
    """Ask for a decision, show what it will do, then append it."""
    certificate = get_object_or_404(Certificate.objects.for_listing(), pk=pk)
    if is_own(request, certificate):
        return refuse_own(request, certificate)
    if kind not in certificate.possible_decisions():
        messages.error(request, _("This decision is not possible any more."))
        return redirect(inspect_url(certificate))
    at = timezone.now()
    today = at.astimezone(ZoneInfo(certificate.zone)).date()
    form = DecisionForm(
        request.POST or None,
        kind=kind,
        today=today,
        last_day=certificate.status(at=at).last_day,
    )
    if not form.is_valid() or "back" in request.POST:
        return _page(request, certificate, kind, form, "decide")
    decision = _decision(certificate, form, at=at)
    if "confirmed" not in request.POST:
        context = _consequences(certificate, decision, at=at)
        return _page(request, certificate, kind, form, "confirm", **context)
    _append(request, certificate, decision, form.wording)
    messages.success(request, _("The decision is recorded."))
    return redirect(inspect_url(certificate))


@require_http_methods(["GET", "POST"])
@needs("certificates.decide_certificate")
def respell(request, pk):
    """Change how a name that could not be printed will be printed."""
    certificate = get_object_or_404(Certificate.objects.held_up(), pk=pk)
    if is_own(request, certificate):
        return refuse_own(request, certificate)
    initial = {"holder_name": certificate.holder_name}
    form = SpellingForm(request.POST or None, initial=initial)
    if not form.is_valid():
        return _page(request, certificate, None, form, "respell")
    if certificate.respell(printable(form.cleaned_data["holder_name"])):
        render_document.enqueue(certificate.pk)
        log(certificate, "certificates.respell", user=request.user)
        messages.success(request, _("Thank you. The document is being made."))
    return redirect(inspect_url(certificate))


def is_own(request, certificate):
    """Whether the certifier is its holder: then somebody else decides."""
    return certificate.holder_id == request.user.pk


def refuse_own(request, certificate):
    """Lead back with a word why."""
    messages.error(
        request,
        _("This cannot be decided by you: it is decided already, or your own."),
    )
    return redirect(inspect_url(certificate))


def inspect_url(certificate):
    return reverse("issued_certificates:inspect", args=[certificate.pk])


def crumb_of_all():
    return reverse("issued_certificates:index"), _("Certificates")


def crumbs_to(certificate):
    """Return the way to a certificate in the admin, as ``desk_page`` takes it."""
    return [crumb_of_all(), (inspect_url(certificate), certificate.number)]


def _decision(certificate, form, *, at):
    said = form.cleaned_data
    return status.Event(
        kind=form.kind,
        effective_at=status.start_of(said["effective_on"], certificate.zone),
        recorded_at=at,
        sequence=status.UNRECORDED,
        public_reason=said["public_reason"],
        conditions=said.get("conditions", ""),
        last_day=said.get("last_day"),
    )


def _consequences(certificate, decision, *, at):
    """Work out what everyone will see, today and from the date of the decision."""
    events = certificate.facts()
    words = dict(StatusEvent.KINDS)
    undone = status.undone_by(decision, events)
    return {
        "decision": decision,
        "is_later": decision.effective_at > at,
        "after": status.foretold(decision, events, certificate.term, at=at),
        "undone": [(words[event.kind], event.effective_at) for event in undone],
    }


def _append(request, certificate, decision, wording):
    rule(
        certificate,
        decision.kind,
        by=request.user,
        at=decision.recorded_at,
        effective_at=decision.effective_at,
        **wording,
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


def _page(request, certificate, kind, form, name, **context):
    title = TITLES.get(kind, gettext_lazy("Change how a name is printed"))
    return desk_page(
        request,
        f"certificates/admin/{name}.html",
        title,
        crumbs=crumbs_to(certificate),
        certificate=certificate,
        kind=kind,
        form=form,
        **context,
    )
