"""Playing a scenario: decide, read what it did, go back, come to an ending."""

import logging
from contextlib import suppress

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessments import script
from assessments.forms import BackForm, ChoiceForm
from assessments.models import ScenarioPage, ScenarioRun
from assessments.models.runs import AlreadyDecided, BrokenScenario, NoWayBack
from assessments.models.starting import MayNotStart
from assessments.scenario import Step
from courses.units import open_unit
from training.users.access import signed_in

from .run_debrief import debrief_context

logger = logging.getLogger(__name__)


@require_POST
@signed_in
def start(request, pk):
    """Begin a run, or go on with the one that is open."""
    page, enrolment = open_unit(ScenarioPage, pk, request)
    try:
        run = ScenarioRun.objects.start(page, enrolment, at=timezone.now())
    except MayNotStart:
        return redirect(page.url)
    except BrokenScenario as broken:
        logger.error("Scenario %s cannot be played: %s", page.pk, broken.problems)
        messages.error(
            request, _("This scenario is not ready to play yet. Tell your trainer.")
        )
        return redirect(page.url)
    return redirect(run)


@signed_in
def run(request, public_id):
    """Show the present scene; a POST decides and shows what follows."""
    run = _own(request, public_id)
    path = run.path()
    if path.is_over:
        return redirect("assessments:run_debrief", public_id)
    if request.method != "POST":
        return _show(request, run, path)
    form = ChoiceForm(script.deliver(path), data=request.POST)
    if not form.is_valid():
        index = form.cleaned_data.get("index")
        if index is None or index >= path.index:
            return _show(request, run, path, form=form)
        return _what_follows(run, index)
    index = form.cleaned_data["index"]
    # A doubled click is shown what the first one did.
    with suppress(AlreadyDecided):
        run.choose(form.cleaned_data["choice"], index=index, at=timezone.now())
    return _what_follows(run, index)


def _what_follows(run, index):
    """In practice one reads at once what a decision did; in an exam at the end."""
    if run.is_exam:
        return redirect(run)
    return redirect("assessments:run_step", run.public_id, index)


@require_POST
@signed_in
def back(request, public_id):
    """Return to an earlier decision of a practice run."""
    run = _own(request, public_id)
    form = BackForm(request.POST)
    if form.is_valid():
        # Whatever came first stands: the page then shows where that led.
        with suppress(AlreadyDecided, NoWayBack, ValueError):
            run.go_back(**form.cleaned_data, at=timezone.now())
    return redirect(run)


@require_GET
@signed_in
def step(request, public_id, index):
    """Show what one decision of a practice run did, before the path goes on."""
    run = _own(request, public_id)
    path = run.path()
    made = path.moves[index - 1] if 1 <= index < path.index else None
    if run.is_exam or not isinstance(made, Step):
        return redirect(run)
    context = {
        "run": run,
        "step": made,
        "number": path.steps.index(made) + 1 if made in path.steps else 0,
        "next_index": path.index,
        "is_last": path.is_over and index == len(path.moves),
    }
    return render(request, "assessments/run_step.html", context)


@require_GET
@signed_in
def debrief(request, public_id):
    """Show the ending, and the whole path with what each choice meant."""
    run = _own(request, public_id)
    path = run.path()
    if not path.is_over:
        return redirect(run)
    context = debrief_context(run, path, at=timezone.now())
    return render(request, "assessments/run_debrief.html", context)


def _own(request, public_id):
    own = ScenarioRun.objects.for_learner(request.user).select_related("enrolment")
    return get_object_or_404(own, public_id=public_id)


def _show(request, run, path, form=None):
    context = {
        "run": run,
        "number": path.number,
        "index": path.index,
        "scene": script.deliver(path),
        "earlier": [] if run.is_exam else path.steps,
        "form": form,
    }
    status = 422 if form else 200
    return render(request, "assessments/run.html", context, status=status)
