"""What the API refuses, and in which words."""

from training.problems import problem

REALM = 'Bearer realm="api"'


class Refused(Exception):
    """A request that is not answered as it wished; ``response`` says why."""

    def __init__(self, status, detail, *, slug, **more):
        super().__init__(slug)
        self.response = problem(status, detail, slug=slug, **more)


def no_token():
    """Nothing was shown that could be a token."""
    return Refused(
        401,
        "Send a token: Authorization: Bearer alongside_…",
        slug="token",
        headers={"WWW-Authenticate": REALM},
    )


def wrong_token():
    """One answer for an unknown, expired or withdrawn token and a closed agency."""
    return Refused(
        401,
        "This token opens nothing. An owner of the agency can make another.",
        slug="token",
        headers={"WWW-Authenticate": f'{REALM}, error="invalid_token"'},
    )


def wrong_scope(scope):
    """The token stands, but is for something else."""
    challenge = f'{REALM}, error="insufficient_scope", scope="{scope}"'
    return Refused(
        403,
        f"This token lacks the scope “{scope}”.",
        slug="scope",
        headers={"WWW-Authenticate": challenge},
    )


def wrong_method(allowed):
    """Another verb was meant."""
    told = ", ".join(allowed)
    return Refused(
        405, f"This address knows {told}.", slug="method", headers={"Allow": told}
    )


def too_many(retry_after):
    """A limit is reached."""
    return Refused(
        429,
        f"A limit is reached. Ask again in {retry_after} seconds.",
        slug="limits",
        headers={"Retry-After": str(retry_after)},
    )


def too_large(most):
    """The body is longer than any valid one."""
    detail = f"A body has at most {most} bytes. Split the list."
    return Refused(413, detail, slug="size")


def not_json():
    """The media type is another one."""
    return Refused(415, "Send application/json.", slug="json")


def unreadable():
    """The body is no JSON."""
    return Refused(400, "The body is not valid JSON in UTF-8.", slug="json")


def invalid(*errors):
    """The body, or a parameter, is not as the contract wants it.

    Args:
        *errors: (JSON Pointer, sentence).
    """
    listed = [{"pointer": pointer, "detail": detail} for pointer, detail in errors]
    return Refused(
        422, "Something in the request is not valid.", slug="invalid", errors=listed
    )


def key_taken():
    """The Idempotency-Key came with another list before."""
    return Refused(
        422,
        "This Idempotency-Key was used for another list within a day. Use a new one.",
        slug="idempotency",
    )
