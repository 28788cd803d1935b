"""Saving answers as they are given, and reading one's own back; speaks JSON."""

from datetime import timedelta

from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessments.forms import AnswerForm
from assessments.models import Answer, Attempt
from assessments.models.answers import StaleAnswer
from assessments.models.attempts import AttemptClosed
from assessments.models.timing import Paused
from training.users.access import signed_in

from .clock import clock
from .comparing import lines

SAVES_APART = timedelta(milliseconds=500)
"""At most two saves a second of one answer: more is a fault or an attack."""


@require_POST
@signed_in
def save_answer(request, public_id, number):
    """Keep one answer and acknowledge it once it is on disk.

    Sends the fields that ``responses.Offer.read`` knows and ``revision``, the
    one last heard of. Answers 200 with the new revision; 409 with the current
    answer if it was changed elsewhere; 410 once the attempt is closed; 422 for
    what the question does not offer; 423 in a break; 429 when sent too fast.
    """
    now = timezone.now()
    own = Answer.objects.for_learner(request.user).for_saving()
    answer = get_object_or_404(own, attempt__public_id=public_id, number=number)
    form = AnswerForm(answer, data=request.POST)
    if not form.is_valid():
        error = next(iter(form.errors.values()))[0]
        return _reply(answer, 422, at=now, error=error)
    if answer.saved_at and answer.saved_at > now - SAVES_APART:
        response = _reply(answer, 429, at=now, error=_("One moment, then try again."))
        response.headers["Retry-After"] = "1"
        return response
    try:
        answer.save_response(
            form.cleaned_data["response"],
            revision=form.cleaned_data["revision"],
            by=request.user,
            at=now,
        )
    except StaleAnswer:
        error = _("This answer was changed in another window or on another device.")
        return _reply(answer, 409, at=now, error=error, said=_said(answer))
    except Paused:
        error = _("The clock is stopped. Go on with the quiz, then it is saved.")
        return _reply(answer, 423, at=now, error=error)
    except AttemptClosed:
        error = _("This attempt is closed.")
        url = reverse("assessments:result", args=[public_id])
        return _reply(answer, 410, at=now, error=error, url=url)
    return _reply(answer, 200, at=now)


@require_GET
@signed_in
def saved_answers(request, public_id):
    """Return one's own saved answers with their revisions.

    And a token to send with the next: signing in again made the page's own void.
    """
    now = timezone.now()
    own = Attempt.objects.for_learner(request.user).without_paper()
    attempt = get_object_or_404(own, public_id=public_id)
    answers = [_on_record(answer) for answer in attempt.answers.all()]
    body = {
        "answers": answers,
        "is_closed": attempt.is_closed,
        "csrf_token": get_token(request),
    }
    return JsonResponse(body | clock(attempt, at=now))


def _reply(answer, status, *, at, **more):
    body = _on_record(answer) | clock(answer.attempt, at=at) | more
    return JsonResponse(body, status=status)


def _said(answer):
    """Return what is saved as ``(label, words)`` lines, for a person to compare."""
    question = answer.attempt.shown_questions()[answer.number - 1]
    return [[str(line.label), str(line.words)] for line in lines(question, answer)]


def _on_record(answer):
    """Return an answer for a JSON body; ``saved`` is the clock of whoever asks."""
    at = answer.saved_at
    return {
        "number": answer.number,
        "response": answer.response,
        "revision": answer.revision,
        "saved_at": at and at.isoformat(),
        "saved": at and timezone.localtime(at).strftime("%H:%M:%S"),
    }
