"""What learners challenge, and the answers."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assessments.debrief import debrief
from assessments.deciding import answer_appeal
from assessments.models import Appeal
from assessments.models.appeals import MayNotAnswer
from training.users.access import needs

from .forms import AppealAnswerForm
from .frame import APPEALS, PER_PAGE, desk_page, status_of
from .reviews import MAY_REVIEW

MAY_ANSWER = "assessments.answer_appeal"


@require_GET
@needs(MAY_ANSWER)
def queue(request):
    """List open appeals, the longest waiting first, or those that are answered."""
    is_answered = request.GET.get("answered") == "1"
    shown = (
        Appeal.objects.exclude(answered_at=None)
        if is_answered
        else Appeal.objects.waiting()
    )
    shown = shown.exclude(attempt__enrolment__learner=request.user)
    page = Paginator(shown.for_listing(), PER_PAGE).get_page(request.GET.get("p"))
    return desk_page(
        request, "appeal_queue", APPEALS, page=page, rows=page, is_answered=is_answered
    )


@require_http_methods(["GET", "POST"])
@needs(MAY_ANSWER)
def answer(request, pk):
    """Show one appeal with what it is about; take the answer."""
    own = Appeal.objects.exclude(attempt__enrolment__learner=request.user)
    appeal = get_object_or_404(
        own.select_related("attempt__enrolment__learner", "attempt__quiz"), pk=pk
    )
    may_pass = request.user.has_perm(MAY_REVIEW)
    form = AppealAnswerForm(appeal, may_pass=may_pass, data=request.POST or None)
    if request.method != "POST" or not appeal.is_open or not form.is_valid():
        return _show(request, appeal, form)
    said = form.cleaned_data
    try:
        answer_appeal(appeal, by=request.user, at=timezone.now(), **said)
    except MayNotAnswer:
        messages.error(
            request,
            _("It is answered already, or you had a hand in the mark yourself."),
        )
        return redirect("answer_appeal", pk)
    messages.success(request, _("Your answer is recorded."))
    if said["outcome"] == "regrade" and request.user.has_perm(
        "assessments.add_regrade"
    ):
        address = reverse("ask_for_regrade")
        return redirect(f"{address}?question={appeal.question_key}&appeal={appeal.pk}")
    return redirect("appeal_desk")


def _show(request, appeal, form):
    attempt = appeal.attempt
    mark = attempt.latest_mark()
    told = debrief(
        mark.paper(),
        mark.outcome(),
        attempt.answers.responses(),
        is_for_trainer=True,
    )
    lines = [line for line in told.questions if appeal.number in (None, line.number)]
    return desk_page(
        request,
        "appeal",
        _("Appeal: %(title)s") % {"title": attempt.assessment_title},
        status=status_of(form),
        appeal=appeal,
        attempt=attempt,
        lines=lines,
        form=form,
        may_answer=appeal.is_open and appeal.may_be_answered_by(request.user),
        crumbs=[(reverse("appeal_desk"), APPEALS)],
    )
