"""Errors for software, as RFC 9457 (problem details) wants them."""

import json

from django.http import HttpResponse

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: "Not understood",
    401: "No valid token",
    403: "Not allowed with this token",
    404: "Nothing here",
    405: "Not this method",
    409: "In conflict",
    413: "Too much at once",
    415: "Not this media type",
    422: "Not valid",
    429: "Too many requests",
    500: "A fault of ours",
    503: "Not now",
}


def problem(status, detail, *, slug, headers=None, errors=()):
    """Return the answer that says in words and in a fixed type what went wrong.

    Args:
        status: one of ``TITLES``.
        detail: a sentence for the person who reads a log.
        slug: names the kind of problem; it is a heading of the documentation.
        headers: beside those that every answer has.
        errors: of a body that is not valid: ``pointer`` (RFC 6901) and ``detail``.
    """
    said = {
        "type": f"/api/v1/docs/#{slug}",
        "title": TITLES[status],
        "status": status,
        "detail": detail,
    }
    if errors:
        said["errors"] = list(errors)
    return HttpResponse(
        json.dumps(said, ensure_ascii=False),
        status=status,
        content_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store"} | (headers or {}),
    )


def fault(*, is_ours):
    """Return the answer to what nobody caught: a fault of ours, or no database."""
    if is_ours:
        detail = "Something went wrong here. It has been noted."
        return problem(500, detail, slug="fault")
    detail = "The database does not answer. Nothing was done; ask again in a moment."
    return problem(503, detail, slug="unavailable", headers={"Retry-After": "5"})
