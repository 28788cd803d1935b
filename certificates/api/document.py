"""The OpenAPI 3.1 document, made of the types that the operations use."""

from functools import cache

from django.conf import settings
from pydantic.json_schema import models_json_schema

from . import examples, limits, schema
from .asking import MOST_BYTES

VERSION = "1.0.0"
WHO_READS = """\
For agencies that check certificates by software. Everything here can be done by hand \
at the agency desk as well.

A certificate is found by its number **and** its holder's family name. A number that \
nobody holds, another name and a certificate that its holder does not share get the \
same answer: it says nothing about any person. Numbers and names travel in bodies, \
never in addresses, so that they are in no log on the way. Every check is shown to the \
holder, with the name of your agency."""

PROBLEMS = {
    "400": ("json", "The body is not JSON."),
    "401": ("token", "No token, or one that opens nothing."),
    "403": ("scope", "The token lacks the scope."),
    "413": ("size", f"The body is longer than {MOST_BYTES:,} bytes."),
    "415": ("json", "The body is not sent as `application/json`."),
    "422": ("invalid", "The body, a parameter or a header is not valid."),
    "429": ("limits", "A limit is reached; `Retry-After` says for how long."),
    "500": ("fault", "A fault of ours. It is noted."),
    "503": ("unavailable", "The database does not answer. Nothing was done."),
}
FURTHER_PROBLEMS = {
    "404": ("address", "No such address. None of those here end in a slash."),
    "405": ("method", "The address knows another method; `Allow` says which."),
    "422": ("idempotency", "The `Idempotency-Key` came with another list before."),
}
"""What the document does not list with an operation."""

_ALWAYS = ("401", "403", "429", "500", "503")
_WITH_BODY = ("400", "413", "415", "422")
_LIMITS = {
    "RateLimit": "What is left: `r` requests in the next `t` seconds.",
    "RateLimit-Policy": "The limit: `q` requests in each window of `w` seconds.",
}
_SCHEMAS = (
    *(schema.CheckRequest, schema.BatchRequest, schema.CheckAnswer),
    *(schema.BatchAnswer, schema.ChangesPage, schema.Me, schema.Problem),
)


@cache
def openapi():
    """Return the whole document; it depends on nothing but the code and SITE_URL."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Checking certificates",
            "version": VERSION,
            "description": WHO_READS,
            "license": {"name": "BSD-3-Clause", "identifier": "BSD-3-Clause"},
        },
        "servers": [{"url": f"{settings.SITE_URL}/api/v1"}],
        "security": [{"token": []}],
        "paths": {
            "/checks": {"post": _check()},
            "/checks/batch": {"post": _batch()},
            "/changes": {"get": _changes()},
            "/me": {"get": _me()},
        },
        "components": _components(),
    }


def _check():
    return _operation(
        "checkOne",
        "Check one certificate",
        "Needs the scope `check`. Counts as one row of your day, as ten where "
        "nothing can be confirmed. A mistyped number gets 422 and costs nothing.",
        ("CheckRequest", examples.CHECK),
        ("CheckAnswer", examples.CHECKED),
    )


def _batch():
    described = _operation(
        "checkMany",
        "Check up to 1,000 certificates",
        "Needs the scope `batch`. The answers come in the order of the questions, a "
        "mistyped number as `malformed`. With an `Idempotency-Key` a lost answer can "
        "be asked for again within a day: the holders see one check, your day is "
        "charged once, and the answer is the one of the first time, but for what "
        "a holder has stopped sharing since.",
        ("BatchRequest", examples.BATCH),
        ("BatchAnswer", examples.BATCHED),
    )
    described["parameters"] = [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "description": "Up to 64 printable ASCII characters of your choice.",
            "schema": {"type": "string", "maxLength": 64, "pattern": "^[ -~]*$"},
            "example": "roster-2026-11-23",
        }
    ]
    return described


def _changes():
    described = _operation(
        "listChanges",
        "Changes since you last asked",
        "Needs the scope `changes`. Tells what has happened to the certificates that "
        "your agency watches with their holders' consent, in the order in which it "
        "was put on record. Keep `next` and hand it back as `since`.",
        None,
        ("ChangesPage", examples.CHANGES),
    )
    described["responses"] |= _refusals("422")
    described["parameters"] = [
        {
            "name": "since",
            "in": "query",
            "required": False,
            "description": "The `next` of an earlier answer; without it, everything.",
            "schema": {"type": "string", "minLength": 1, "maxLength": 200},
        },
        {
            "name": "limit",
            "in": "query",
            "required": False,
            "description": "How many changes at most.",
            "schema": {
                "type": "integer",
                "minimum": 1,
                "maximum": 500,
                "default": 100,
            },
        },
    ]
    return described


def _me():
    return _operation(
        "whoAmI",
        "Which token is this?",
        "Works with any token. Use it to see whether yours works, and until when.",
        None,
        ("Me", examples.ME),
    )


def _operation(name, summary, description, asked, told):
    model, samples = told
    answer = {
        "description": "Answered.",
        "headers": _headers(_LIMITS),
        "content": {"application/json": _content(model, samples)},
    }
    codes = [*_ALWAYS, *(_WITH_BODY if asked else ())]
    described = {
        "operationId": name,
        "summary": summary,
        "description": description,
        "responses": {"200": answer} | _refusals(*codes),
    }
    if asked:
        body = {"application/json": _content(*asked)}
        described["requestBody"] = {"required": True, "content": body}
    return described


def _refusals(*codes):
    return {code: {"$ref": f"#/components/responses/{code}"} for code in sorted(codes)}


def _content(model, samples):
    return {
        "schema": {"$ref": f"#/components/schemas/{model}"},
        "examples": {
            name: {"summary": summary, "value": value}
            for name, (summary, value) in samples.items()
        },
    }


def _components():
    _map, found = models_json_schema(
        [(model, "validation") for model in _SCHEMAS],
        ref_template="#/components/schemas/{model}",
    )
    return {
        "schemas": found["$defs"],
        "responses": {code: _problem(code) for code in PROBLEMS},
        "securitySchemes": {
            "token": {
                "type": "http",
                "scheme": "bearer",
                "description": "An access token that an owner of your agency makes at "
                "the desk: `Authorization: Bearer alongside_…`. No cookie is "
                "accepted in its place.",
            }
        },
    }


def _problem(code):
    slug, description = PROBLEMS[code]
    headers = {} if code in {"401", "500", "503"} else dict(_LIMITS)
    if code in {"401", "403"}:
        headers["WWW-Authenticate"] = "Why (RFC 6750)."
    if code in {"429", "503"}:
        headers["Retry-After"] = "Seconds to wait."
    value = examples.problem(int(code), slug, description)
    return {
        "description": description,
        "headers": _headers(headers),
        "content": {
            "application/problem+json": _content(
                "Problem", {slug: (description, value)}
            )
        },
    }


def _headers(described):
    return {
        name: {"description": text, "schema": {"type": "string"}}
        for name, text in described.items()
    }


def limit_in_words():
    """Say how many requests a token may make."""
    return f"{limits.REQUESTS.most} requests a minute for each token"
