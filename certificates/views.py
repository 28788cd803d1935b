"""Checking a certificate, by whatever its holder has shown."""

import time

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt

from training.shells import look_of, rendered_once
from training.unlisted import unlisted
from training.users.access import public

from . import codes, proving, result_page, throttle
from .checking import check, check_shared, hand_out
from .documents import verify_url
from .forms import FamilyNameForm, LookupForm, explain
from .holding.own import as_file, document
from .models import Agency, CheckProof

UNKNOWN = "certificates/unknown.html"


# Exempt from the CSRF check: looking up changes nothing of the visitor's, and a
# page that sends no referrer makes browsers send "Origin: null", which the check
# would refuse.
@csrf_exempt
@public
@unlisted
def verify(request):
    """Ask for a name and a number; a number alone leads on to its own address."""
    form = LookupForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _ask(request, form, status=422 if form.is_bound else 200)
    number, name = form.cleaned_data["number"], form.cleaned_data["family_name"]
    if name:
        return _result(request, number, name)
    return redirect("certificates:result", number)


@csrf_exempt
@public
@unlisted
def result(request, identifier):
    """Answer for one number or QR token; a name to compare comes by POST."""
    return _result(request, identifier, _typed_name(request))


@csrf_exempt
@public
@unlisted
def shared(request, token):
    """Answer for a link that a holder made."""
    at = timezone.now()
    try:
        asked = {"family_name": _typed_name(request), "agency": agency_of(request)}
        with transaction.atomic():
            throttle.admit(request, at=at)
            answer = check_shared(token, at=at, **asked)
    except throttle.TooManyTries as refusal:
        return too_many_tries(request, refusal)
    if answer is None:
        return render(request, "certificates/shared_gone.html", status=404)
    return _tell(request, answer, token, at=at)


@csrf_exempt
@public
@unlisted
def shared_document(request, token):
    """Hand the PDF to whoever has a link that shows it."""
    at = timezone.now()
    try:
        with transaction.atomic():
            throttle.admit(request, at=at)
            certificate = hand_out(token, at=at, agency=agency_of(request))
    except throttle.TooManyTries as refusal:
        return too_many_tries(request, refusal)
    if certificate is None:
        return render(request, "certificates/shared_gone.html", status=404)
    return document(certificate)


@csrf_exempt
@public
@unlisted
def prove(request):
    """Keep a proof of the check that was answered just now."""
    at = timezone.now()
    sealed = request.POST.get("sealed", "")
    try:
        with transaction.atomic():
            throttle.admit(request, at=at)
        token = proving.keep(sealed, language=get_language(), at=at)
    except throttle.TooManyTries as refusal:
        return too_many_tries(request, refusal)
    except proving.NotFresh:
        return render(request, "certificates/proof_too_late.html", status=422)
    return redirect("certificates:proof", token)


@csrf_exempt
@public
@unlisted
def proof(request, token):
    """Show what a check was told."""
    kept, told = _proof(request, token)
    context = {
        "proof": kept,
        "shown": told,
        "token": token,
        "is_ready": kept.has_document,
        "is_given_up": kept.is_given_up,
        "is_less": told != kept.as_shown,
        "verify_url": verify_url(get_language()),
    }
    return render(request, "certificates/proof.html", context)


@csrf_exempt
@public
@unlisted
def proof_document(request, token):
    """Hand out the PDF of a proof, while it tells no more than its page."""
    kept, told = _proof(request, token)
    if not kept.has_document or told != kept.as_shown:
        raise Http404
    return as_file(bytes(kept.document.pdf), "application/pdf", kept.file_name)


def _proof(request, token):
    kept = CheckProof.objects.find(token)
    if kept is None:
        raise Http404
    told = proving.still_told(kept.as_shown, kept.check_of, at=timezone.now())
    return kept, told


def _result(request, identifier, name):
    at, started = timezone.now(), time.monotonic()
    try:
        if not codes.is_secret(identifier):
            identifier = codes.normalise(identifier)
        asked = {"family_name": name, "agency": agency_of(request)}
        # Counted, looked up and logged at once: one wait for the disk, not four.
        with transaction.atomic():
            throttle.admit(request, at=at)
            answer = check(identifier, at=at, **asked)
    except codes.MalformedNumber as malformed:
        form = LookupForm(initial={"number": identifier})
        return _ask(request, form, problem=explain(malformed), status=422)
    except throttle.TooManyTries as refusal:
        return too_many_tries(request, refusal)
    if answer is None:
        throttle.rest(started)
        return HttpResponse(rendered_once(UNKNOWN, look_of(request)))
    return _tell(request, answer, identifier, at=at)


def _tell(request, answer, identifier, *, at):
    look = look_of(request)
    return HttpResponse(result_page.page(answer, answer.shown(at=at), identifier, look))


def _ask(request, form, *, status, problem=""):
    context = {"form": form, "problem": problem}
    return render(request, "certificates/verify.html", context, status=status)


def too_many_tries(request, refusal):
    """Say that the limit is reached, and when the next try counts anew."""
    response = render(request, "certificates/too_many_tries.html", status=429)
    response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def _typed_name(request):
    if request.method != "POST":
        return ""
    form = FamilyNameForm(request.POST)
    return form.cleaned_data["family_name"] if form.is_valid() else ""


def agency_of(request):
    """Return the agency that asks, for the holder's log; None where it is not one.

    Who acts for several is not named: nobody could say for which.
    """
    if not request.user.is_authenticated:
        return None
    agencies = Agency.objects.for_user(request.user)[:2]
    return agencies[0] if len(agencies) == 1 else None
