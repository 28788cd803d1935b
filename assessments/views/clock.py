"""The server's clock, sent with everything that an attempt answers."""


def clock(attempt, *, at):
    """Return the server's time and the seconds left, for a JSON body."""
    return {
        "server_time": at.isoformat(),
        "remaining_seconds": attempt.remaining_seconds(at=at),
    }


def with_clock(response, attempt, *, at):
    """Add the server's time and the seconds left to a page's headers."""
    response.headers["X-Server-Time"] = at.isoformat()
    remaining = attempt.remaining_seconds(at=at)
    if remaining is not None:
        response.headers["X-Remaining-Seconds"] = str(remaining)
    return response
