"""Numbers as people and tools write them."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

MOST_DIGITS = 15
PLACES = 6


def plain_number(text: str) -> str:
    """Return a number without exponent and idle zeros.

    Raises:
        ValueError: no finite number, or one with more digits than can be kept.
    """
    bare = text.strip().replace("\u2212", "-")
    if not bare.isascii() or "_" in bare or len(bare) > 40:
        raise ValueError("not a number")
    try:
        number = Decimal(bare)
    except InvalidOperation as error:
        raise ValueError("not a number") from error
    if not number.is_finite() or abs(number.adjusted()) > MOST_DIGITS:
        raise ValueError("not a number that can be kept")
    plain = f"{number:f}"
    return (plain.rstrip("0").rstrip(".") if "." in plain else plain) or "0"
