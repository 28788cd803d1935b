"""Signs webhooks so that the receiver knows who sent them, and when. Pure."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Mapping

PREFIX = "whsec_"
SECRET_BYTES = 32

WAITS = tuple(
    dt.timedelta(seconds=seconds)
    for seconds in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
)
"""From one try to the next, the last of them a day: ten tries in about three days.

Source: the schedule that the Standard Webhooks specification recommends, section
"Deliverability and reliability".
"""


def new_secret(rng: Callable[[int], bytes]) -> str:
    """Return a fresh secret of 256 bits, as it is shown to its owner."""
    return PREFIX + base64.b64encode(rng(SECRET_BYTES)).decode()


def body_of(kind: str, data: Mapping[str, object], *, at: dt.datetime) -> bytes:
    """Return what is sent: JSON in UTF-8, the same bytes in every try.

    Args:
        kind: such as "certificate.status_changed".
        data: plain values.
        at: when it happened, aware.
    """
    message = {"type": kind, "timestamp": at.isoformat(), "data": dict(data)}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


def headers_for(
    key: str, body: bytes, *, secrets: Iterable[str], at: dt.datetime
) -> dict[str, str]:
    """Return the headers that prove ``body``.

    Args:
        key: of the message, the same in every try; receivers drop repetitions.
        body: as :func:`body_of` made it.
        secrets: the present one, and the one before it while it still counts.
        at: when it is sent, aware.

    Source:
        Standard Webhooks specification 1.0: HMAC-SHA256 over id, time in seconds
        and body, joined by full stops, in base64 behind "v1,".
    """
    stamp = str(int(at.timestamp()))
    signed = b".".join([key.encode(), stamp.encode(), body])
    signatures = [f"v1,{_mac(secret, signed)}" for secret in secrets]
    return {
        "webhook-id": key,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(signatures),
    }


def wait_after(tries: int) -> dt.timedelta | None:
    """Return how long to wait after the n-th failed try, or None to give up."""
    return WAITS[tries - 1] if 1 <= tries <= len(WAITS) else None


def _mac(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
