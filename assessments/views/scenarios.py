"""Playing a scenario: decide, read what it did, come to an ending, look back."""

import logging
from contextlib import suppress

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessments import script
from assessments.forms import ChoiceForm
from assessments.models import ScenarioPage, ScenarioRun
from assessments.models.runs import AlreadyDecided, BrokenScenario
from courses.units import open_unit
from training.users.access import signed_in

logger = logging.getLogger(__name__)


@require_POST
@signed_in
def start(request, pk):
    """Begin a run, or go on with the one that is open."""
    page, enrolment = open_unit(ScenarioPage, pk, request)
    try:
        run = ScenarioRun.objects.start(page, enrolment, at=timezone.now())
    except BrokenScenario as broken:
        logger.error("Scenario %s cannot be played: %s", page.pk, broken.problems)
        messages.error(
            request, _("This scenario is not ready to play yet. Tell your trainer.")
        )
        return redirect(page.url)
    return redirect(run)


@signed_in
def run(request, public_id):
    """Show the present scene; a POST decides and shows what it did."""
    run = _own(request, public_id)
    if run.is_over:
        return redirect("assessments:run_debrief", public_id)
    path = run.path()
    if request.method != "POST":
        return _show(request, run, path)
    form = ChoiceForm(path.place, data=request.POST)
    if not form.is_valid():
        index = form.cleaned_data.get("index")
        if index is None or index >= path.number:
            return _show(request, run, path, form=form)
        return redirect("assessments:run_step", public_id, index)
    index = form.cleaned_data["index"]
    # A doubled click is shown what the first one did.
    with suppress(AlreadyDecided):
        run.choose(form.cleaned_data["choice"], index=index, at=timezone.now())
    return redirect("assessments:run_step", public_id, index)


@require_GET
@signed_in
def step(request, public_id, index):
    """Show what one decision did, before the path goes on."""
    run = _own(request, public_id)
    path = run.path()
    if not 1 <= index <= len(path.steps):
        return redirect(run)
    context = {
        "run": run,
        "index": index,
        "step": path.steps[index - 1],
        "is_last": path.is_over and index == len(path.steps),
    }
    return render(request, "assessments/run_step.html", context)


@require_GET
@signed_in
def debrief(request, public_id):
    """Show the ending, and the whole path with what each choice meant."""
    run = _own(request, public_id)
    if not run.is_over:
        return redirect(run)
    path = run.path()
    context = {"run": run, "ending": path.place, "steps": path.steps}
    if run.page and run.page.live:
        outline = run.page.course.outline_for(run.enrolment)
        context |= {"page": run.page, "next_place": outline.next_place}
    return render(request, "assessments/run_debrief.html", context)


def _own(request, public_id):
    own = ScenarioRun.objects.for_learner(request.user).select_related("enrolment")
    return get_object_or_404(own, public_id=public_id)


def _show(request, run, path, form=None):
    context = {
        "run": run,
        "number": path.number,
        "scene": script.deliver(path),
        "form": form,
    }
    status = 422 if form else 200
    return render(request, "assessments/run.html", context, status=status)
