"""Which certificates rest on results that a regrade took back. Nothing changes them.

A certifier looks at each and decides about it, or lets it stand.
"""

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from assessments.models import Attempt, RegradeOutcome
from training.users.access import needs

from .deciding import inspect_url, is_own, refuse_own
from .forms import StandsForm
from .frame import desk_page
from .models import Certificate, Reconsideration

PER_PAGE = 50
ANSWERS = frozenset(
    ("suspended", "restricted", "probation", "surrendered", "revoked", "superseded")
)
"""Decisions that settle a doubt; a renewal, a pause or a last day does not."""


def touched(outcomes):
    """Return the certificates of learners who lose a pass by ``outcomes``.

    A learner who passed the same quiz in another attempt loses nothing.

    Args:
        outcomes: ``RegradeOutcome`` rows, foretold or done.
    """
    return Certificate.objects.filter(
        replaced_by=None, enrolment__in=_losing(outcomes).values("attempt__enrolment")
    )


def in_doubt():
    """Return ``(certificate, outcome)`` pairs to decide about, the oldest first.

    One that a certifier has dealt with since, or that was let stand, is decided.
    """
    done = _losing(RegradeOutcome.objects.applied().lost())
    done = done.filter(attempt__is_passed=False).select_related("regrade", "attempt")
    outcomes = done.defer("attempt__frozen_paper").order_by("applied_at", "pk")
    certificates = _certificates_of(outcomes)
    stands = set(
        Reconsideration.objects.filter(
            certificate__in=certificates.values()
        ).values_list("certificate", "outcome")
    )
    pairs = [
        (certificates[outcome.attempt.enrolment_id], outcome)
        for outcome in outcomes
        if outcome.attempt.enrolment_id in certificates
    ]
    return [
        (certificate, outcome)
        for certificate, outcome in pairs
        if (certificate.pk, outcome.pk) not in stands
        and not _is_decided(certificate, outcome)
    ]


def explain_regrade(outcomes):
    """Say how many certificates a regrade would put in doubt, or None for none."""
    count = touched(outcomes).count()
    if not count:
        return None
    return ngettext(
        "%(n)d certificate already issued rests on a result that is lost. It stays "
        "as it is until a certifier decides.",
        "%(n)d certificates already issued rest on results that are lost. They stay "
        "as they are until a certifier decides.",
        count,
    ) % {"n": count}


@require_http_methods(["GET", "POST"])
@needs("certificates.decide_certificate")
def needing_decision(request):
    """List what waits for a decision; let one certificate stand."""
    pairs = in_doubt()
    form = StandsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _let_stand(request, pairs, form.cleaned_data, at=timezone.now())
    page = Paginator(pairs, PER_PAGE).get_page(request.GET.get("p"))
    return desk_page(
        request,
        "certificates/admin/in_doubt.html",
        _("Certificates to decide about"),
        crumbs=None,
        rows=[(c, outcome, inspect_url(c)) for c, outcome in page],
        page=page,
        form=form,
    )


def _let_stand(request, pairs, said, *, at):
    chosen = {(c.pk, o.pk): (c, o) for c, o in pairs}
    pair = chosen.get((said["certificate"], said["outcome"]))
    if pair and is_own(request, pair[0]):
        return refuse_own(request, pair[0])
    told = {"why": said["why"], "by": request.user, "at": at}
    if pair and Reconsideration.objects.let_stand(*pair, **told):
        messages.success(request, _("The certificate stands."))
    else:
        messages.error(request, _("It is decided already."))
    return redirect("certificates_in_doubt")


def _losing(outcomes):
    """Leave out outcomes of learners who have passed the same quiz otherwise."""
    other = Attempt.objects.filter(
        ~Q(pk=OuterRef("attempt")),
        enrolment=OuterRef("attempt__enrolment"),
        assessment_key=OuterRef("attempt__assessment_key"),
        is_passed=True,
    )
    return outcomes.filter(~Exists(other))


def _certificates_of(outcomes):
    """Return the certificate in force of each enrolment, in one query."""
    enrolments = [outcome.attempt.enrolment_id for outcome in outcomes]
    found = Certificate.objects.for_listing().filter(
        enrolment__in=enrolments, replaced_by=None
    )
    return {c.enrolment_id: c for c in found}


def _is_decided(certificate, outcome):
    return any(
        event.kind in ANSWERS and event.recorded_at > outcome.applied_at
        for event in certificate.events.all()
    )
