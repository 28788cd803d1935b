"""How a request comes in: method, token, limit, body; and how the answer leaves."""

import datetime as dt
import json
import time
from dataclasses import dataclass
from functools import wraps

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from pydantic import ValidationError

from certificates.models import ApiToken
from certificates.throttle import TooManyTries, rest
from training.users.access import public

from . import limits, refusals
from .refusals import Refused

MOST_BYTES = 1024 * 1024
"""A thousand pairs of the longest names in any script, escaped, stay below it."""

NOTHING = b"not_confirmed"
"""In an answer that confirms nothing: its reason is not to be told by a clock."""

NOTHINGS_IN_A_STEP = 50
"""That many may be withheld or not, and the work differ by a small part of a step."""

PRIVATE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}


@dataclass(frozen=True)
class Request:
    """One request of a program that may ask this.

    Attributes:
        body: an instance of the operation's model, or None.
        query: the parameters of the address.
        key: the Idempotency-Key, or "".
        at: when it came in.
    """

    token: ApiToken
    body: object
    query: QueryDict
    key: str
    at: dt.datetime

    @property
    def agency(self):
        return self.token.agency


def operation(*methods, scope=None, body=None):
    """Make a view of a function from a ``Request`` to what is answered.

    Nothing but the token says who asks: cookies are not looked at, so no site that
    a person visits can ask in their name, and no CSRF token is needed.

    Args:
        *methods: that it answers.
        scope: that the token needs; None where any token will do.
        body: the model of the body, or None where there is none.
    """

    def decorate(act):
        @wraps(act)
        def view(request):
            at, started = timezone.now(), time.monotonic()
            try:
                if request.method not in methods:
                    raise refusals.wrong_method(methods)
                token = _token(request, scope, at)
            except Refused as refusal:
                return _marked(refusal.response, {})
            asked = _read(request, body, token, at)
            # Counted, looked up and logged at once: one wait for the disk.
            with transaction.atomic():
                left = limits.count_request(token, at=at)
                response = _marked(_respond(act, asked, left), left.headers())
            # After the transaction, which others wait for.
            if nothings := response.content.count(NOTHING):
                rest(started, steps=1 + nothings // NOTHINGS_IN_A_STEP)
            return response

        view = csrf_exempt(public(view))
        view.audience = f"token.{scope or 'any'}"
        return view

    return decorate


def _read(request, body, token, at):
    """Return the ``Request``, or why it is ``Refused``."""
    try:
        return Request(
            token=token,
            body=_body(request, body) if body else None,
            query=request.GET,
            key=_key(request),
            at=at,
        )
    except Refused as refusal:
        return refusal


def _respond(act, asked, left):
    """Return the answer; a refusal is one too, so that what was counted stays."""
    try:
        if left.count < 0:
            raise refusals.too_many(left.seconds)
        if isinstance(asked, Refused):
            raise asked
        return _answer(act(asked))
    except Refused as refusal:
        return refusal.response
    except TooManyTries as refusal:
        return refusals.too_many(refusal.retry_after).response


@csrf_exempt
@public
def nothing_here(request, rest=""):
    """Answer for every address below the API that is none."""
    return problem_of(
        Refused(404, "Nothing is here. See /api/v1/docs/.", slug="address")
    )


def problem_of(refusal):
    """Return the answer of a refusal that no operation made."""
    return _marked(refusal.response, {})


def _marked(response, headers):
    for name, value in (PRIVATE | headers).items():
        response.headers[name] = value
    return response


def _token(request, scope, at):
    scheme, _space, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not text.strip():
        raise refusals.no_token()
    token = ApiToken.objects.recognise(text.strip(), at=at)
    if token is None:
        raise refusals.wrong_token()
    if scope and scope not in token.scopes:
        raise refusals.wrong_scope(scope)
    token.note_use(on=at.date())
    return token


def _body(request, model):
    if request.content_type != "application/json":
        raise refusals.not_json()
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        raise refusals.too_large(MOST_BYTES)
    try:
        return model.model_validate_json(request.body)
    except ValidationError as faults:
        found = faults.errors(include_url=False, include_input=False)
        if any(fault["type"] == "json_invalid" for fault in found):
            raise refusals.unreadable() from faults
        told = [(_pointer(fault["loc"]), fault["msg"]) for fault in found[:20]]
        raise refusals.invalid(*told) from faults


def _pointer(location):
    steps = [str(step).replace("~", "~0").replace("/", "~1") for step in location]
    return "".join(f"/{step}" for step in steps)


def _key(request):
    key = request.headers.get("Idempotency-Key", "")
    if len(key) > 64 or not key.isascii() or not key.isprintable():
        detail = "At most 64 printable ASCII characters."
        raise refusals.invalid(("Idempotency-Key", detail))
    return key


def _answer(said):
    text = json.dumps(said, ensure_ascii=False, cls=DjangoJSONEncoder)
    return HttpResponse(text, content_type="application/json")
