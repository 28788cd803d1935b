"""How much a program may ask, told in every answer."""

import datetime as dt
import math
from dataclasses import dataclass

from certificates import throttle

REQUESTS = throttle.Limit("requests", 300, dt.timedelta(minutes=1))


@dataclass(frozen=True)
class Left:
    """What is left of a limit.

    Attributes:
        count: requests; below zero once there are too many.
        seconds: until the count begins anew.
    """

    count: int
    seconds: int

    def headers(self):
        """Return the fields of draft-ietf-httpapi-ratelimit-headers-10."""
        window = int(REQUESTS.length.total_seconds())
        name = REQUESTS.name
        return {
            "RateLimit-Policy": f'"{name}";q={REQUESTS.most};w={window}',
            "RateLimit": f'"{name}";r={max(0, self.count)};t={self.seconds}',
        }


def count_request(token, *, at):
    """Count one request of ``token`` and return what is ``Left``."""
    count, ends_at = throttle.count(REQUESTS, token.prefix, at=at)
    seconds = max(1, math.ceil((ends_at - at).total_seconds()))
    return Left(REQUESTS.most - count, seconds)
