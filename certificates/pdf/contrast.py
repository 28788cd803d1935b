"""How well two colours can be told apart. Pure."""

from __future__ import annotations

MINIMUM = 4.5
"""Contrast that words need (WCAG 2.2, 1.4.3)."""


def ratio(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21.

    Args:
        one: as #rrggbb.
        other: likewise.

    Source:
        WCAG 2.2, definitions of contrast ratio and relative luminance.
    """
    darker, lighter = sorted([_luminance(one), _luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


def mixed(one: str, other: str, share: float) -> str:
    """Return the colour that lies ``share`` of the way from ``one`` to ``other``."""
    pairs = zip(channels(one), channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def channels(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue from 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
