"""Attempts and scenario runs that wait because of unsafe choices."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assessments import freezing
from assessments.debrief import debrief
from assessments.deciding import MayNotReview, review, review_run
from assessments.models import Attempt, ScenarioRun
from assessments.models.runs import NotHeld
from assessments.risks import risks_in
from training.users.access import needs

from .forms import ReviewForm
from .frame import PER_PAGE, REVIEWS, desk_page, status_of

MAY_REVIEW = "assessments.review_attempt"


@require_GET
@needs(MAY_REVIEW)
def queue(request):
    """List what waits, the longest first."""
    held = Attempt.objects.held("review").exclude(enrolment__learner=request.user)
    runs = ScenarioRun.objects.held().exclude(enrolment__learner=request.user)
    page = Paginator(held.for_listing(), PER_PAGE).get_page(request.GET.get("p"))
    return desk_page(
        request,
        "review_queue",
        REVIEWS,
        page=page,
        rows=page,
        runs=runs.for_listing()[:PER_PAGE],
    )


@require_http_methods(["GET", "POST"])
@needs(MAY_REVIEW)
def decide(request, public_id):
    """Show the whole paper with what is unsafe in it; take the decision."""
    held = Attempt.objects.held("review").exclude(enrolment__learner=request.user)
    attempt = get_object_or_404(
        held.select_related("enrolment__learner"), public_id=public_id
    )
    form = ReviewForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _show(request, attempt, form)
    passed = form.cleaned_data["decision"] == "passed"
    try:
        review(
            attempt,
            passed=passed,
            by=request.user,
            why=form.cleaned_data["why"],
            at=timezone.now(),
        )
    except MayNotReview:
        messages.warning(request, _("Somebody else has decided in the meantime."))
    else:
        messages.success(request, _("The decision is recorded."))
    return redirect("review_desk")


@require_http_methods(["GET", "POST"])
@needs(MAY_REVIEW)
def decide_run(request, public_id):
    """Show the path of a scenario with what was unsafe; take the decision."""
    held = ScenarioRun.objects.held().exclude(enrolment__learner=request.user)
    run = get_object_or_404(
        held.select_related("enrolment__learner", "page"), public_id=public_id
    )
    form = ReviewForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _show_run(request, run, form)
    passed = form.cleaned_data["decision"] == "passed"
    facts = {"by": request.user, "why": form.cleaned_data["why"]}
    try:
        review_run(run, passed=passed, at=timezone.now(), **facts)
    except NotHeld:
        messages.warning(request, _("Somebody else has decided in the meantime."))
    else:
        messages.success(request, _("The decision is recorded."))
    return redirect("review_desk")


def _show_run(request, run, form):
    rules, path = run.scenario.rules, run.path()
    return desk_page(
        request,
        "review_run",
        _("Review: %(title)s") % {"title": run.assessment_title},
        status=status_of(form),
        run=run,
        form=form,
        steps=path.steps,
        pass_mark=rules.pass_mark,
        is_enough=run.percentage >= rules.pass_mark,
        crumbs=[(reverse("review_desk"), REVIEWS)],
    )


def _show(request, attempt, form):
    mark = attempt.latest_mark()
    keyed, result = mark.paper(), freezing.thaw_result(mark.result)
    responses = attempt.answers.responses()
    told = debrief(keyed, result, responses, is_for_trainer=True)
    context = {
        "attempt": attempt,
        "form": form,
        "debrief": told,
        "pass_mark": keyed.rules.pass_mark,
        "threshold": keyed.rules.unsafe_threshold,
        "risks": risks_in(keyed, result, responses),
        "crumbs": [(reverse("review_desk"), REVIEWS)],
    }
    title = _("Review: %(title)s") % {"title": attempt.assessment_title}
    return desk_page(request, "review", title, status=status_of(form), **context)
