"""Stopping the clock of an attempt, and letting it go on."""

from contextlib import suppress

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from assessments.models import Attempt
from assessments.models.timing import MayNotPause
from training.users.access import signed_in

from .clock import with_clock


@signed_in
def take_break(request, public_id):
    """Stop the clock with a POST; show that it stands still, and no question."""
    now = timezone.now()
    attempt = _own(request, public_id)
    if request.method == "POST":
        # A doubled click finds the clock stopped by the first one.
        with suppress(MayNotPause):
            attempt.pause(at=now)
        return redirect("assessments:break", public_id)
    if not attempt.is_paused(at=now):
        return redirect(attempt)
    context = {"attempt": attempt, "remaining": attempt.remaining_seconds(at=now)}
    response = render(request, "assessments/break.html", context)
    return with_clock(response, attempt, at=now)


@require_POST
@signed_in
def end_break(request, public_id):
    """Let the clock go on; doing so again changes nothing."""
    attempt = _own(request, public_id)
    attempt.resume(at=timezone.now())
    return redirect(attempt)


def _own(request, public_id):
    own = Attempt.objects.for_learner(request.user).select_related("enrolment")
    return get_object_or_404(own, public_id=public_id)
