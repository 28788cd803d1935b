"""Checking a file that somebody was shown: dropped here, or without a network."""

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from training.unlisted import unlisted
from training.users.access import public

from . import keyring, offline, throttle
from .checking_files import compare
from .examining import LARGEST, STEPS, examine, host_of
from .finding_words import RECORD_WORDS, STEP_WORDS, in_words
from .forms import FileForm
from .uploads import keep_in_memory
from .views import agency_of, too_many_tries

VERDICT_ICONS = {"passed": "check", "failed": "alert", "unknown": "help"}


# Exempt from the CSRF check for the reason of ``views.verify``; besides, the check
# would read the upload before it is said where to keep it.
@csrf_exempt
@public
@unlisted
def verify_file(request):
    """Ask for a file, and answer for the one that is sent."""
    if request.method != "POST":
        return _ask(request, FileForm(), status=200)
    if not keep_in_memory(request):
        return _ask(request, FileForm.too_large(), status=413)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _ask(request, form, status=422)
    at = timezone.now()
    try:
        with transaction.atomic():
            throttle.admit(request, at=at)
        report = examine(form.cleaned_data["content"], keyring.trust(at=at), at=at)
        if report.identifier:
            return redirect("certificates:result", report.identifier)
        comparison = compare(report, at=at, agency=agency_of(request))
    except throttle.TooManyTries as refusal:
        return too_many_tries(request, refusal)
    return _result(request, comparison, at)


def _result(request, comparison, at):
    told = rows(comparison.report.findings)
    context = {
        "comparison": comparison,
        "report": comparison.report,
        "facts": comparison.report.facts,
        "answer": comparison.answer,
        "shown": comparison.answer and comparison.answer.shown(at=at),
        "rows": told,
        "problems": [] if comparison.is_told_by_record else _problems(told),
        "differences": [RECORD_WORDS[code] for code in comparison.differences],
        "host": host_of(keyring.issuer()),
        "at": at,
    }
    return render(request, "certificates/file_result.html", context)


def _problems(told):
    return [row for row in told if row["verdict"] != "passed"]


def rows(findings):
    """Return each finding as a page tells it, in the order of the checks."""
    return [
        {
            "step": STEP_WORDS[finding.step],
            "words": in_words(finding),
            "verdict": finding.verdict,
            "icon": VERDICT_ICONS[finding.verdict],
        }
        for finding in sorted(findings, key=lambda f: STEPS.index(f.step))
    ]


@require_safe
@public
@unlisted
def offline_page(request):
    """Hand out the page that checks without a network, with today's keys and lists."""
    at = timezone.now()
    page = offline.page(
        keyring.trust(at=at),
        language=get_language(),
        address=f"{settings.SITE_URL}/pki/trust.json",
    )
    name = f"verify-offline-{at:%Y-%m-%d}.html"
    response = HttpResponse(page)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _ask(request, form, *, status):
    context = {
        "form": form,
        "host": host_of(keyring.issuer()),
        "megabytes": LARGEST // 1024 // 1024,
    }
    return render(request, "certificates/verify_file.html", context, status=status)
