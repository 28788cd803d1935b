"""The credential for a wallet, and the entry for a profile elsewhere."""

from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from certificates.checking import NEUTRAL_TITLE
from certificates.models import CertificateDocument
from certificates.proof import baking
from training.users.access import signed_in

from .own import as_file, find

HERE = Path(__file__).parent
LINKEDIN = "https://www.linkedin.com/profile/add"
KINDS = {
    "jwt": ("credential_jwt", "application/jwt"),
    "json": ("credential_json", "application/ld+json"),
}


@require_GET
@signed_in
def wallet(request, public_id):
    """Offer the credential and the profile entry, and say what each discloses."""
    certificate = find(request, public_id)
    documents = CertificateDocument.objects.filter(certificate=certificate)
    at = timezone.now()
    context = {
        "certificate": certificate,
        "has_credential": documents.exclude(credential_jwt="").exists(),
        "with_title": profile_entry(certificate, certificate.title, at=at),
        "with_neutral_words": profile_entry(certificate, str(NEUTRAL_TITLE), at=at),
    }
    return render(request, "certificates/mine/wallet.html", context)


@require_GET
@signed_in
def credential(request, public_id, kind):
    """Hand a holder the credential as it was signed."""
    field, content_type = KINDS[kind]
    kept = _own_document(request, public_id)
    signed = getattr(kept, field)
    if not signed:
        raise Http404
    return as_file(signed.encode(), content_type, _file_name(kept, kind))


@require_GET
@signed_in
def badge(request, public_id, kind):
    """Hand a holder the picture that carries the credential inside."""
    kept = _own_document(request, public_id)
    token = kept.credential_jwt
    if not token:
        raise Http404
    if kind == "png":
        content = baking.into_png((HERE / "badge.png").read_bytes(), token)
        return as_file(content, "image/png", _file_name(kept, kind))
    content = baking.into_svg((HERE / "badge.svg").read_text(), token).encode()
    return as_file(content, "image/svg+xml", _file_name(kept, kind))


def _own_document(request, public_id):
    own = CertificateDocument.objects.filter(certificate__holder=request.user)
    own = own.select_related("certificate").defer("pdf")
    return get_object_or_404(own, certificate__public_id=public_id)


def _file_name(kept, kind):
    return kept.certificate.file_name.removesuffix("pdf") + kind


def profile_entry(certificate, name, *, at):
    """Return the address that fills in a new certification on LinkedIn.

    The address of the verify page stands in it only where nobody learns more from
    that page than from ``name``: everybody who sees the profile can open it.

    Source:
        LinkedIn's "Add to Profile": startTask, name, organizationName, issueYear,
        issueMonth, expirationYear, expirationMonth, certUrl, certId.
    """
    entry = {
        "startTask": "CERTIFICATION_NAME",
        "name": name,
        "organizationName": certificate.issuer_name,
        "issueYear": certificate.completed_on.year,
        "issueMonth": certificate.completed_on.month,
    }
    if last_day := certificate.status(at=at).last_day:
        entry["expirationYear"] = last_day.year
        entry["expirationMonth"] = last_day.month
    if name == certificate.title or certificate.is_neutral:
        path = reverse("certificates:result", args=[certificate.number])
        entry |= {"certUrl": settings.SITE_URL + path, "certId": certificate.number}
    return f"{LINKEDIN}?{urlencode(entry)}"
