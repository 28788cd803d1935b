"""A holder's certificate at a glance, what others see of it, and its document."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from certificates.forms import PrivacyForm
from certificates.models import Certificate, ShareLink, Watch
from certificates.status import UNDECIDED
from training.users.access import signed_in


def find(request, public_id):
    """Return the holder's own certificate.

    Raises:
        Http404: there is none, or it is somebody else's.
    """
    own = Certificate.objects.for_holder(request.user).for_verification()
    return get_object_or_404(own, public_id=public_id)


@require_GET
@signed_in
def overview(request, public_id):
    """Show what the certificate is worth today, and where to go from here."""
    certificate = find(request, public_id)
    at = timezone.now()
    open_links = ShareLink.objects.open(at=at).filter(certificate=certificate)
    watches = Watch.objects.filter(certificate=certificate)
    context = {
        "certificate": certificate,
        "watch_questions": watches.asked(at=at).count(),
        "watch_count": watches.standing().count(),
        "status": certificate.status(at=at),
        "decisions": _decisions(certificate),
        "at": at,
        "open_links": open_links.count(),
        "check_count": certificate.checks.count(),
    }
    return render(request, "certificates/mine.html", context)


def _decisions(certificate):
    events = [e for e in certificate.events.all() if e.kind not in UNDECIDED]
    return sorted(events, key=lambda event: event.position, reverse=True)


@require_http_methods(["GET", "POST"])
@signed_in
def privacy(request, public_id):
    """Set what others may see of a certificate."""
    certificate = find(request, public_id)
    form = PrivacyForm(request.POST or None, initial=_choices(certificate))
    if request.method == "POST" and form.is_valid():
        certificate.choose_privacy(**form.cleaned_data)
        messages.success(request, _("Saved. This holds from now on."))
        return redirect(certificate)
    links = ShareLink.objects.open(at=timezone.now()).filter(certificate=certificate)
    context = {"certificate": certificate, "form": form, "open_links": links.count()}
    return render(request, "certificates/mine/privacy.html", context)


@require_GET
@signed_in
def download(request, public_id):
    """Hand a holder the bytes that were kept."""
    own = Certificate.objects.for_holder(request.user).filter(token_hash__isnull=False)
    certificate = get_object_or_404(own.select_related("document"), public_id=public_id)
    return document(certificate)


def document(certificate):
    """Answer with the PDF of ``certificate``, whose document is joined."""
    return as_file(
        bytes(certificate.document.pdf), "application/pdf", certificate.file_name
    )


def as_file(content, kind, name):
    """Answer with a file to keep, which no cache keeps."""
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _choices(certificate):
    return {name: getattr(certificate, name) for name in PrivacyForm.base_fields}
