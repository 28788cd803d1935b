"""What verifiers of any kind fetch: public, the same for everybody, never logged."""

import datetime as dt
import hashlib
import json
from functools import wraps

from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import parse_header_parameters

from training.unlisted import unlisted
from training.users.access import public

from . import codes, keyring
from .models import Anchor, CertificateDocument, PublishedList, SigningKey
from .proof import did

MINUTE, HOUR, DAY = 60, 3600, 86_400
JWT, VC_JWT = "application/jwt", "application/vc+jwt"
VC = "application/vc"
PLAINER = ("application/ld+json", "application/json")
"""What libraries ask for that do not know a credential's own media type."""
TOKENS = (VC_JWT, JWT, "application/vc+ld+jwt")
DATA = {VC, "application/vc+ld+json", *PLAINER, *TOKENS}
"""What programs ask for, and people's browsers do not."""
ASKING = ["GET", "HEAD", "OPTIONS"]

_HEADERS = {"Access-Control-Allow-Origin": "*", "X-Robots-Tag": "noindex"}
_MAY_ASK = {
    "Allow": ", ".join(ASKING),
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": str(DAY),
}
"""What browsers hear that ask whether a verifier's own headers are welcome."""


def published(seconds, *, vary=""):
    """Let every cache keep the answer for so many seconds, and any site read it.

    Args:
        seconds: 0 for one that has to be asked for again each time.
        vary: the request header that the answer depends on, if any.
    """

    def decorate(view):
        @public
        @wraps(view)
        def shared(request, *args, **kwargs):
            if request.method not in ASKING:
                return _quietly(HttpResponseNotAllowed(ASKING))
            if request.method == "OPTIONS":
                return HttpResponse(status=204, headers=_HEADERS | _MAY_ASK)
            kept = f"public, max-age={seconds}" if seconds else "no-cache"
            try:
                response = view(request, *args, **kwargs)
                etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
                response.headers["ETag"] = etag
                response = get_conditional_response(
                    request, etag=etag, response=response
                )
            except Http404:
                response = HttpResponse("There is nothing here.\n", status=404)
                response.headers["Content-Type"] = "text/plain"
                # There may be something in a minute: a new key, today's anchor.
                kept = "no-cache"
                _quietly(response)
            for name, value in _HEADERS.items():
                response.headers[name] = value
            response.headers["Cache-Control"] = kept
            response.shared_by = vary
            return response

        return shared

    return decorate


def _quietly(response):
    """Keep the address out of the log: an id may be in it."""
    response._has_been_logged = True
    return response


@published(5 * MINUTE)
def did_document(request):
    """Name the keys that credentials are checked with.

    A new key signs at once: these are kept no longer than what it signs.
    """
    keys = keyring.public_keys()
    return _json(did.document(keyring.issuer(), keys), "application/did+json")


@published(5 * MINUTE)
def jwks(request):
    """List the same keys as a JSON Web Key Set."""
    return _json(did.jwks(keyring.public_keys()), "application/jwk-set+json")


@published(HOUR)
def one_key(request, name):
    """Give the one key that the ``kid`` of a token leads to."""
    # Compared here, not in the database: PostgreSQL refuses some characters.
    keys = {row.name: row for row in SigningKey.objects.published()}
    if name not in keys:
        raise Http404
    return _json(keyring.jwk_of(keys[name]), "application/jwk+json")


@published(5 * MINUTE, vary="Accept")
def status_list(request, number):
    """Give a status list: with a proof inside, or as a token to whoever asks so."""
    row = PublishedList.objects.filter(number=number).first()
    if row is None:
        raise Http404
    if _prefers_token(request):
        return HttpResponse(row.as_jwt, content_type=VC_JWT)
    return HttpResponse(row.as_json, content_type=_kind_of_json(request))


@published(DAY)
def anchor(request, day):
    """Give the end of the chain of events as it was signed on one day."""
    try:
        row = Anchor.objects.filter(day=dt.date.fromisoformat(day)).first()
    except ValueError:
        row = None
    if row is None:
        raise Http404
    return HttpResponse(row.token, content_type="application/jose")


@published(DAY)
def root_certificate(request):
    """Give the certificate of the own authority."""
    return HttpResponse(_root().certificate, content_type="application/pkix-cert")


@published(HOUR)
def revoked_certificates(request):
    """Give the authority's list of revoked certificates."""
    root = _root()
    if not root.crl:
        raise Http404
    return HttpResponse(root.crl, content_type="application/pkix-crl")


@published(5 * MINUTE)
def trust(request):
    """Give all that an offline verifier needs, in one file."""
    made = PublishedList.objects.order_by("-made_at").first()
    bundle = keyring.trust(at=made.made_at if made else timezone.now())
    return HttpResponse(bundle.to_json(), content_type="application/json")


@public
def credential_page(request, credential_id):
    """Lead people to the page on what a certificate is worth, and programs to data.

    The address is the credential's own id; what stands there of old is a page.
    """
    if request.method != "OPTIONS" and not _is_for_data(request):
        return _led_to_page(request, credential_id)
    give = credential_jwt if _prefers_token(request) else credential_json
    response = give(request, credential_id)
    response.shared_by = "Accept"
    return response


@unlisted
def _led_to_page(request, credential_id):
    """Lead on whether there is such a credential or not; that page answers."""
    return redirect("certificates:result", f"{codes.CREDENTIAL_PREFIX}{credential_id}")


@published(0, vary="Accept")
def credential_json(request, credential_id):
    """Give a credential with its proof inside to whoever knows its id."""
    text = _kept(credential_id).credential_json
    return HttpResponse(text, content_type=_kind_of_json(request))


@published(0)
def credential_jwt(request, credential_id):
    """Give a credential as a token to whoever knows its id."""
    return HttpResponse(_kept(credential_id).credential_jwt, content_type=JWT)


def _kept(credential_id):
    """Return a document; one withheld, or that bears a former name, is as none."""
    if codes.credential_id_in(codes.CREDENTIAL_PREFIX + credential_id) is None:
        raise Http404
    shown = CertificateDocument.objects.exclude(credential_jwt="").defer("pdf")
    row = shown.filter(
        certificate__credential_id=credential_id,
        certificate__is_withheld=False,
        certificate__hides_name=False,
    ).first()
    if row is None:
        raise Http404
    return row


def _root():
    """Return the newest authority that counts."""
    roots = SigningKey.objects.filter(purpose="root", withdrawn_at=None)
    row = roots.order_by("-made_at", "-pk").first()
    if row is None:
        raise Http404
    return row


def _is_for_data(request):
    """Whether data is asked for by name, and no page."""
    accepted = _accepted(request)
    return bool(accepted & DATA) and "text/html" not in accepted


def _accepted(request):
    parts = request.headers.get("Accept", "").split(",")
    return {parse_header_parameters(part)[0] for part in parts}


def _prefers_token(request):
    """Whether a token is asked for by name, and not as welcome as the other form."""
    weights = {"token": 0.0, "proof": 0.0}
    for part in request.headers.get("Accept", "").split(","):
        kind, parameters = parse_header_parameters(part)
        try:
            weight = float(parameters.get("q", 1))
        except ValueError:
            weight = 0.0
        form = "token" if kind in TOKENS else "proof"
        weights[form] = max(weights[form], weight)
    return weights["token"] > 0 and weights["token"] >= weights["proof"]


def _kind_of_json(request):
    """Return the media type of a credential in JSON that the client knows."""
    accepted = _accepted(request)
    plainer = [kind for kind in PLAINER if kind in accepted]
    return VC if VC in accepted or not plainer else plainer[0]


def _json(content, kind):
    text = json.dumps(content, ensure_ascii=False, indent=1)
    return HttpResponse(text, content_type=kind)
