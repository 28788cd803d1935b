"""Checking a certificate, and what its holder sees of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from training.unlisted import unlisted
from training.users.access import public, signed_in

from . import codes, throttle
from .checking import check
from .forms import FamilyNameForm, LookupForm, PrivacyForm, explain
from .models import Certificate

CHECKS_SHOWN = 100


# Exempt from the CSRF check: looking up changes nothing of the visitor's, and a
# page that sends no referrer makes browsers send "Origin: null", which the check
# would refuse.
@csrf_exempt
@public
@unlisted
def verify(request):
    """Ask for a number; a number alone leads on to its own address."""
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
    form = FamilyNameForm(request.POST or None)
    name = form.cleaned_data["family_name"] if form.is_valid() else ""
    return _result(request, identifier, name)


def _result(request, identifier, name):
    at = timezone.now()
    try:
        if not codes.is_token(identifier):
            identifier = codes.normalise(identifier)
        throttle.admit(request, at=at)
        answer = check(identifier, at=at, family_name=name)
    except codes.MalformedNumber as malformed:
        form = LookupForm(initial={"number": identifier})
        return _ask(request, form, problem=explain(malformed), status=422)
    except throttle.TooManyTries as refusal:
        response = render(request, "certificates/too_many_tries.html", status=429)
        response.headers["Retry-After"] = str(refusal.retry_after)
        return response
    if answer is None:
        return render(request, "certificates/unknown.html")
    context = {"answer": answer, "at": at, "typed_name": name, "form": FamilyNameForm()}
    context |= {"identifier": identifier}
    return render(request, "certificates/result.html", context)


def _ask(request, form, *, status, problem=""):
    context = {"form": form, "problem": problem}
    return render(request, "certificates/verify.html", context, status=status)


@require_GET
@signed_in
def mine(request, public_id):
    """Show a holder their certificate, its standing and who checked it."""
    certificate = _own(request, public_id)
    at = timezone.now()
    context = {
        "certificate": certificate,
        "status": certificate.status(at=at),
        "at": at,
        "checks": certificate.checks.all()[:CHECKS_SHOWN],
        "form": PrivacyForm(
            initial={
                "is_withheld": certificate.is_withheld,
                "shows_name": certificate.shows_name,
            }
        ),
    }
    return render(request, "certificates/mine.html", context)


@require_POST
@signed_in
def privacy(request, public_id):
    """Set what others may see of a certificate."""
    certificate = _own(request, public_id)
    form = PrivacyForm(request.POST)
    if form.is_valid():
        certificate.choose_privacy(**form.cleaned_data)
        messages.success(request, _("Saved. This holds from now on."))
    return redirect(certificate)


@require_GET
@signed_in
def download(request, public_id):
    """Hand a holder the bytes that were kept."""
    own = Certificate.objects.for_holder(request.user).filter(token_hash__isnull=False)
    certificate = get_object_or_404(own.select_related("document"), public_id=public_id)
    response = HttpResponse(
        bytes(certificate.document.pdf), content_type="application/pdf"
    )
    response.headers["Content-Disposition"] = (
        f'attachment; filename="{certificate.file_name}"'
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _own(request, public_id):
    own = Certificate.objects.for_holder(request.user).for_verification()
    return get_object_or_404(own, public_id=public_id)
