"""Access tokens of an agency's software: made, replaced and withdrawn by owners."""

import secrets

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from certificates.models import ApiToken
from certificates.models.tokens import TokenEnded, TooManyTokens

from .access import member_of_agency
from .token_forms import TokenForm

SHOWN = 40


@require_http_methods(["GET", "HEAD", "POST"])
@member_of_agency("owner")
def tokens(request, agency):
    """Show the tokens; make one, whose text is on this one page only."""
    if request.method != "POST":
        return _page(request, agency, TokenForm())
    form, at = TokenForm(request.POST), timezone.now()
    if not form.is_valid():
        return _page(request, agency, form, status=422)
    said = {"by": request.user, "at": at, "rng": secrets.token_bytes}
    try:
        made, text = ApiToken.objects.make(agency, **said, **form.facts(at=at))
    except TooManyTokens:
        form.add_error(None, _("You have 20 tokens. Withdraw one that is not in use."))
        return _page(request, agency, form, status=422)
    return _shown_once(request, agency, made, text)


@require_POST
@member_of_agency("owner")
def rotate(request, agency, prefix):
    """Replace a token by a fresh one, which is shown once."""
    token, at = _own(agency, prefix), timezone.now()
    try:
        made, text = token.rotate(by=request.user, at=at, rng=secrets.token_bytes)
    except TokenEnded:
        messages.error(request, _("This token has ended or was replaced before."))
        return redirect("agencies:tokens", agency.public_id)
    except TooManyTokens:
        messages.error(
            request, _("You have 20 tokens. Withdraw one that is not in use.")
        )
        return redirect("agencies:tokens", agency.public_id)
    return _shown_once(request, agency, made, text)


@require_POST
@member_of_agency("owner")
def revoke(request, agency, prefix):
    """Let a token open nothing from the next request on."""
    _own(agency, prefix).revoke(by=request.user, at=timezone.now())
    messages.success(request, _("The token opens nothing any more."))
    return redirect("agencies:tokens", agency.public_id)


def _own(agency, prefix):
    own = ApiToken.objects.filter(agency=agency).select_related("agency")
    return get_object_or_404(own, prefix=prefix)


def _shown_once(request, agency, token, text):
    context = {"agency": agency, "place": "tokens", "token": token, "text": text}
    response = render(request, "agencies/token_made.html", context)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _page(request, agency, form, *, status=200):
    at = timezone.now()
    found = agency.tokens.select_related("replaced_by", "made_by")[:SHOWN]
    listed = [(token, token.state(at=at)) for token in found]
    context = {"agency": agency, "place": "tokens", "form": form, "tokens": listed}
    return render(request, "agencies/tokens.html", context, status=status)
