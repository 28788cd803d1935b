"""Taking a quiz: start, answer, look over, hand in, see the result."""

import logging
from datetime import timedelta
from random import SystemRandom

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessments.forms import AnswerForm
from assessments.models import Attempt, QuizPage
from assessments.models.answers import StaleAnswer
from assessments.models.attempts import AttemptClosed
from assessments.models.starting import MayNotStart
from assessments.models.timing import Paused
from assessments.sheets import sheet, typed
from courses.units import open_unit
from training.users.access import signed_in

from .clock import with_clock
from .comparing import lines
from .results import result_context

logger = logging.getLogger(__name__)

STARTS_A_MINUTE = 10


@require_POST
@signed_in
def start(request, pk):
    """Begin an attempt, or go on with the one that is open."""
    now = timezone.now()
    quiz, enrolment = open_unit(QuizPage, pk, request)
    recent = Attempt.objects.for_learner(request.user)
    if recent.begun_since(now - timedelta(minutes=1)).count() >= STARTS_A_MINUTE:
        return render(request, "429.html", status=429)
    try:
        attempt = Attempt.objects.start(quiz, enrolment, at=now, rng=SystemRandom())
    except MayNotStart:
        return redirect(quiz.url)
    except ValueError:
        logger.exception("Quiz %s cannot be composed", quiz.pk)
        messages.error(
            request,
            _("This quiz is not ready yet: it lacks questions. Tell your trainer."),
        )
        return redirect(quiz.url)
    return redirect(attempt)


@require_GET
@signed_in
def resume(request, public_id):
    """Go to the first question without an answer, or to the result."""
    attempt = _own(request, public_id)
    now = timezone.now()
    if elsewhere := _elsewhere(attempt, at=now):
        return elsewhere
    answers = list(attempt.answers.all())
    blank = next((a.number for a in answers if not a.is_answered), None)
    if blank is None:
        return redirect("assessments:review", public_id)
    return redirect("assessments:question", public_id, blank)


@signed_in
def question(request, public_id, number):
    """Show one question; a POST keeps the answer and goes on, without scripts."""
    now = timezone.now()
    attempt = _own(request, public_id)
    if elsewhere := _elsewhere(attempt, at=now):
        return elsewhere
    answers = list(attempt.answers.all())
    answer = next((a for a in answers if a.number == number), None)
    if answer is None:
        raise Http404
    if request.method != "POST":
        return _show(request, answers, answer, at=now)
    return _take(request, answers, answer, at=now)


@require_GET
@signed_in
def review(request, public_id):
    """Show what is answered and what is not, before handing in."""
    now = timezone.now()
    attempt = _own(request, public_id)
    if elsewhere := _elsewhere(attempt, at=now):
        return elsewhere
    answers = list(attempt.answers.all())
    context = {
        "attempt": attempt,
        "answers": answers,
        "may_pause": attempt.may_pause(at=now),
        "blanks": [answer for answer in answers if not answer.is_answered],
        "remaining": attempt.remaining_seconds(at=now),
    }
    response = render(request, "assessments/review.html", context)
    return with_clock(response, attempt, at=now)


@require_POST
@signed_in
def submit(request, public_id):
    """Hand in; doing so again shows the same result."""
    now = timezone.now()
    attempt = _own(request, public_id)
    try:
        attempt.submit(at=now)
    except AttemptClosed:
        attempt.close_if_overdue(at=now)
    return redirect("assessments:result", public_id)


@require_GET
@signed_in
def result(request, public_id):
    """Show the result of a closed attempt, and what to do next."""
    now = timezone.now()
    attempt = _own(request, public_id)
    if not attempt.close_if_overdue(at=now):
        return redirect(attempt)
    if not attempt.is_final:
        return render(request, "assessments/result_held.html", {"attempt": attempt})
    context = result_context(attempt, at=now)
    return render(request, "assessments/result.html", context)


def _own(request, public_id):
    own = Attempt.objects.for_learner(request.user).select_related("enrolment")
    return get_object_or_404(own, public_id=public_id)


def _elsewhere(attempt, *, at):
    """Return where to go while no question may be shown, or None."""
    if attempt.close_if_overdue(at=at):
        return redirect("assessments:result", attempt.public_id)
    if attempt.is_paused(at=at):
        return redirect("assessments:break", attempt.public_id)
    return None


def _take(request, answers, answer, *, at):
    """Keep the answer that a question's form was sent with, and go on."""
    attempt = answer.attempt
    form = AnswerForm(answer, data=request.POST)
    if not form.is_valid():
        return _show(request, answers, answer, at=at, status=422, form=form)
    try:
        _save(form, answer, request.user, at=at)
    except AttemptClosed:
        return _too_late(request, attempt, at=at)
    except Paused:
        return redirect("assessments:break", attempt.public_id)
    except StaleAnswer:
        return _show_both(request, answers, answer, form, at=at)
    return redirect(_next_url(request, answer, len(answers)))


def _save(form, answer, user, *, at):
    answer.save_response(
        form.cleaned_data["response"],
        revision=form.cleaned_data["revision"],
        by=user,
        at=at,
    )


def _show_both(request, answers, answer, form, *, at):
    """Show what is saved, and what was just given in its stead: one may stay."""
    question = answer.attempt.shown_questions()[answer.number - 1]
    saved = lines(question, answer)
    response = form.cleaned_data["response"]
    answer.response = answer.offer.to_json(response)
    return _show(request, answers, answer, at=at, status=409, saved_lines=saved)


def _show(request, answers, answer, *, at, status=200, **trouble):
    """Show a question; ``trouble`` is ``form`` with errors, or ``saved_lines``."""
    attempt = answer.attempt
    answer.note_shown(at=at)
    asked = attempt.shown_questions()[answer.number - 1]
    is_refused = "form" in trouble
    given = typed(asked, dict(request.POST.lists())) if is_refused else answer.given
    context = {
        "attempt": attempt,
        "answers": answers,
        "answer": answer,
        "sheet": sheet(asked, given),
        "previous": answer.number - 1,
        "next": answer.number + 1 if answer.number < len(answers) else 0,
        "remaining": attempt.remaining_seconds(at=at),
        "may_pause": attempt.may_pause(at=at),
    }
    response = render(
        request, "assessments/question.html", context | trouble, status=status
    )
    return with_clock(response, attempt, at=at)


def _too_late(request, attempt, *, at):
    """Say that the last answer came too late; show the result of the others."""
    attempt.refresh_from_db()
    attempt.close_if_overdue(at=at)
    messages.warning(
        request,
        _("This attempt was already closed. The answers saved before that count."),
    )
    return redirect("assessments:result", attempt.public_id)


def _next_url(request, answer, total):
    go, number = request.POST.get("go"), answer.number
    public_id = answer.attempt.public_id
    if go == "stay":
        return reverse("assessments:question", args=[public_id, number])
    if number == total or go == "review":
        return reverse("assessments:review", args=[public_id])
    return reverse("assessments:question", args=[public_id, number + 1])
