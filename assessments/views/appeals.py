"""Challenging a result."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.forms import AppealForm
from assessments.models import Appeal, Attempt
from assessments.models.appeals import MayNotAppeal
from training.users.access import signed_in


@require_http_methods(["GET", "POST"])
@signed_in
def appeal(request, public_id):
    """Ask what is wrong with a result, and show what was asked before."""
    own = Attempt.objects.for_learner(request.user).select_related("quiz")
    attempt, now = get_object_or_404(own, public_id=public_id), timezone.now()
    result = reverse("assessments:result", args=[public_id])
    if not attempt.is_final:
        return redirect(result)
    answers = {str(answer.number): answer for answer in attempt.answers.all()}
    labels = [
        (number, _("Question %(number)s") % {"number": number}) for number in answers
    ]
    initial = {"about": request.GET.get("question", "")}
    form = AppealForm(labels, data=request.POST or None, initial=initial)
    until = Appeal.closes_at(attempt, attempt.marks.all())
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        question = answers.get(said["about"])
        try:
            Appeal.make(attempt, reason=said["reason"], question=question, at=now)
        except MayNotAppeal:
            form.add_error(None, _("Something about this waits for an answer already."))
        else:
            messages.success(
                request, _("Thank you. A person reads it, and you are told the answer.")
            )
            return redirect(result)
    context = {
        "attempt": attempt,
        "form": form,
        "until": until,
        "is_open": until is not None and now <= until,
        "appeals": attempt.appeals.all(),
    }
    status = 422 if form.errors else 200
    return render(request, "assessments/appeal.html", context, status=status)
