"""The holder's page of agencies that ask, watch or have watched."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from certificates.holding.own import find
from certificates.models import Watch, WatchEvent
from training.users.access import signed_in

from .forms import AnswerForm

EVENTS_SHOWN = 100


@require_GET
@signed_in
def watchers(request, public_id):
    """Show who asks, who watches, and what has happened."""
    certificate = find(request, public_id)
    mine = Watch.objects.filter(certificate=certificate).select_related("agency")
    events = WatchEvent.objects.filter(watch__certificate=certificate)
    context = {
        "certificate": certificate,
        "asked": mine.asked(at=timezone.now()),
        "standing": mine.standing(),
        "events": events.select_related("watch__agency")[:EVENTS_SHOWN],
    }
    return render(request, "certificates/mine/watchers.html", context)


@require_POST
@signed_in
def answer(request, public_id, watch_id):
    """Agree to a question, or decline it."""
    watch = _own(request, public_id, watch_id)
    form = AnswerForm(request.POST)
    at = timezone.now()
    if not form.is_valid():
        return redirect("certificates:watchers", public_id)
    if form.cleaned_data["answer"] == "yes":
        done = watch.consent(at=at)
        said = _("Agreed. You can end it at any time, here.")
    else:
        done = watch.decline(at=at, for_good=form.cleaned_data["answer"] == "never")
        said = _("Declined. The agency is not told.")
    if done:
        messages.success(request, said)
    else:
        messages.info(request, _("This question is no longer open."))
    return redirect("certificates:watchers", public_id)


@require_POST
@signed_in
def end(request, public_id, watch_id):
    """End a watch, for the agency's next request already."""
    watch = _own(request, public_id, watch_id)
    if watch.finish("holder", by=request.user, at=timezone.now()):
        messages.success(request, _("Ended. The agency hears nothing more."))
    return redirect("certificates:watchers", public_id)


def _own(request, public_id, watch_id):
    own = Watch.objects.for_holder(request.user).select_related(
        "agency", "certificate__holder"
    )
    return get_object_or_404(own, certificate__public_id=public_id, public_id=watch_id)
