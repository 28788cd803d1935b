"""Reads JSON and base64url as strictly as a signature deserves. Pure."""

from __future__ import annotations

import base64
import datetime as dt
import json
import math
import re
from typing import Any

DEEPEST = 24
LARGEST = 128 * 1024
"""Bytes of a credential; ours are about 5,000."""
LONGEST_NUMBER = 40

_BASE64URL = re.compile(r"[A-Za-z0-9_-]*\Z")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)\Z")


class Unreadable(Exception):
    """The text cannot be read without doubt.

    Attributes:
        reason: a code of ``finding_words``.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_object(text: str | bytes) -> dict[str, Any]:
    """Return the JSON object in ``text``.

    Refused, because two readers could read two things: members named twice,
    numbers beyond JSON, lone surrogates, other encodings than UTF-8.

    Raises:
        Unreadable: with the reason.
    """
    if len(text) > LARGEST:
        raise Unreadable("too_large_token")
    try:
        plain = text.decode() if isinstance(text, bytes) else text
        _refuse_depth(plain)
        value = json.loads(
            plain,
            object_pairs_hook=_unique,
            parse_constant=_refuse_constant,
            parse_float=_finite,
            parse_int=_short,
        )
        json.dumps(value, ensure_ascii=False).encode()
    except (UnicodeError, RecursionError, ValueError) as error:
        raise Unreadable("bad_json") from error
    if not isinstance(value, dict):
        raise Unreadable("bad_json")
    return value


def decode_base64url(text: str) -> bytes:
    """Return the bytes behind ``text``, which has no padding and no other sign.

    Raises:
        Unreadable: another text could stand for the same bytes, or none does.
    """
    if not _BASE64URL.match(text) or len(text) % 4 == 1:
        raise Unreadable("not_a_token")
    content = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if base64.urlsafe_b64encode(content).rstrip(b"=").decode() != text:
        raise Unreadable("not_a_token")
    return content


def instant(text: object) -> dt.datetime | None:
    """Return the instant that ``text`` names with its zone, or None."""
    if not isinstance(text, str) or not _INSTANT.match(text):
        return None
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        return None


def host_of(issuer: str) -> str:
    """Return the host that a ``did:web`` identifier names."""
    return issuer.removeprefix("did:web:").split(":")[0].replace("%3A", ":")


def _refuse_depth(text: str) -> None:
    depth = 0
    is_quoted = is_escaped = False
    for character in text:
        if is_escaped:
            is_escaped = False
        elif is_quoted and character == "\\":
            is_escaped = True
        elif character == '"':
            is_quoted = not is_quoted
        elif not is_quoted and character in "[{":
            depth += 1
            if depth > DEEPEST:
                raise Unreadable("too_deep")
        elif not is_quoted and character in "]}":
            depth -= 1


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise Unreadable("duplicate_keys")
    return members


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _finite(text: str) -> float:
    value = float(text)
    if len(text) > LONGEST_NUMBER or not math.isfinite(value):
        raise ValueError(text[:LONGEST_NUMBER])
    return value


def _short(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise ValueError("a number with too many digits")
    return int(text)
