"""Where the points and lines of a picture lie. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

FEWEST_IN_A_POINT = 5
"""A tenth with fewer people than this is left out of a line: one says nothing."""


@dataclass(frozen=True)
class Point:
    """Where something lies in a picture, in its own units, y downwards."""

    x: float
    y: float
    label: str = ""


@dataclass(frozen=True)
class TraceLine:
    """How often something was chosen, from the weakest to the strongest people."""

    label: str
    points: tuple[Point, ...]

    @property
    def path(self) -> str:
        """The line as SVG path data."""
        steps = (f"{point.x:g} {point.y:g}" for point in self.points)
        return "M" + "L".join(steps) if self.points else ""


def trace_line(
    label: str,
    shares: Sequence[float | None],
    people: Sequence[int],
    *,
    width: int,
    height: int,
) -> TraceLine:
    """Return the line through ``shares`` (0 to 1), one for each tenth.

    Args:
        label: names the line.
        shares: by tenth of the rest score.
        people: how many, by the same tenths; small tenths are left out.
        width: of the picture; the tenths lie in the middle of ten columns.
        height: a share of 1 lies at 0, a share of 0 here.
    """
    step = width / len(shares)
    there = tuple(
        Point(round(step * (tenth + 0.5), 1), round(height * (1 - share), 1))
        for tenth, (share, n) in enumerate(zip(shares, people, strict=True))
        if share is not None and n >= FEWEST_IN_A_POINT
    )
    return TraceLine(label, there)


def scatter(
    points: Iterable[tuple[str, float | None, float | None]],
    *,
    width: int,
    height: int,
    lowest: float = -0.2,
) -> tuple[Point, ...]:
    """Return one point for each question: facility to the right, discrimination up.

    Args:
        points: ``(label, facility, discrimination)``; unknown ones are left out.
        width: facility 1 lies here.
        height: discrimination ``lowest`` lies here, 1 at 0.
        lowest: what lies lower is drawn there.
    """
    return tuple(
        Point(
            round(width * facility, 1),
            scale(max(discrimination, lowest), height=height, lowest=lowest),
            label,
        )
        for label, facility, discrimination in points
        if facility is not None and discrimination is not None
    )


def scale(value: float, *, height: int, lowest: float) -> float:
    """Return how far down ``value`` lies, from 1 at 0 to ``lowest`` at ``height``."""
    return round(height * (1 - value) / (1 - lowest), 1)
