"""A plot with one dot for each person, stacked over what they said. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDEST = 5.0
"""Radius of a dot while the stacks are low, in units of the picture."""


@dataclass(frozen=True)
class Dot:
    """Where a dot lies, and how large it is."""

    x: float
    y: float
    radius: float


def stacks(
    counts: Sequence[int], *, tallest: int, width: int, height: int
) -> tuple[Dot, ...]:
    """Return the dots of one row: columns side by side, each built from below.

    Args:
        counts: people in each column.
        tallest: most people in any column of the picture, so that all its dots
            are of one size.
        width: of all columns together.
        height: of the row; dots shrink until such a stack fits.
    """
    radius = min(WIDEST, height / (2 * max(1, tallest)))
    column = width / max(1, len(counts))
    return tuple(
        Dot(
            x=round(column * (number + 0.5), 2),
            y=round(height - radius * (2 * level + 1), 2),
            radius=round(radius, 2),
        )
        for number, count in enumerate(counts)
        for level in range(count)
    )
