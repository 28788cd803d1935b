"""The frame of a certificate: two lines that run side by side and change places.

Lengths are millimetres; the drawing fills an A4 page on its side.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

WIDTH, HEIGHT = 297.0, 210.0
INSET = 11.0
RADIUS = 7.0
APART = 1.25
"""Half the distance between the two lines."""
CROSSING = 11.0
"""Length along which the lines change places."""
ACROSS, DOWN = 5, 3
"""Crossings on a long and on a short side; their sum must be even, so that each
line comes back to where it began."""


@dataclass(frozen=True)
class Side:
    """A straight run of the frame, walked clockwise.

    Attributes:
        start: where it begins.
        along: unit vector of the walk.
        outward: unit vector away from the page.
    """

    start: tuple[float, float]
    along: tuple[float, float]
    outward: tuple[float, float]
    length: float
    crossings: int

    def at(self, distance: float, offset: float) -> str:
        x = self.start[0] + distance * self.along[0] + offset * self.outward[0]
        y = self.start[1] + distance * self.along[1] + offset * self.outward[1]
        return f"{x:.2f} {y:.2f}"

    def centres(self) -> list[float]:
        """Return where the crossings lie, evenly spread."""
        gap = self.length / self.crossings
        return [gap * (place + 0.5) for place in range(self.crossings)]


def border_svg(*, paper: str, first: str, second: str) -> str:
    """Draw the frame with one line over the other at every second crossing.

    Args:
        paper: colour behind the lines, which parts them where they cross.
        first: colour of one line.
        second: colour of the other.
    """
    over_first = [path for place, path in enumerate(_crossings(1)) if place % 2]
    over_second = [path for place, path in enumerate(_crossings(-1)) if not place % 2]
    body = "".join(
        [
            _stroke(_line(1), first, 0.62),
            *(_stroke(path, paper, 1.9) for path in over_second),
            _stroke(_line(-1), second, 0.62),
            *(_stroke(path, paper, 1.9) for path in over_first),
            *(_stroke(path, first, 0.62) for path in over_first),
        ]
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH:g}mm" '
        f'height="{HEIGHT:g}mm" viewBox="0 0 {WIDTH:g} {HEIGHT:g}">{body}</svg>'
    )


def rule_svg(*, paper: str, first: str, second: str) -> str:
    """Draw a short rule: the two lines change places once in the middle."""
    side = Side((0, 2), (1, 0), (0, -1), 62, 1)
    above, below = _run(side, 0.9), _run(side, -0.9)
    start = f"M{side.at(0, 0.9)}"
    body = "".join(
        [
            _stroke(start + above, first, 0.45),
            _stroke(_only_crossing(side, -0.9), paper, 1.5),
            _stroke(f"M{side.at(0, -0.9)}" + below, second, 0.45),
        ]
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="62mm" height="4mm" '
        f'viewBox="0 0 62 4">{body}</svg>'
    )


def _sides() -> tuple[Side, ...]:
    left, top = INSET, INSET
    right, bottom = WIDTH - INSET, HEIGHT - INSET
    across, down = right - left - 2 * RADIUS, bottom - top - 2 * RADIUS
    return (
        Side((left + RADIUS, top), (1, 0), (0, -1), across, ACROSS),
        Side((right, top + RADIUS), (0, 1), (1, 0), down, DOWN),
        Side((right - RADIUS, bottom), (-1, 0), (0, 1), across, ACROSS),
        Side((left, bottom - RADIUS), (0, -1), (-1, 0), down, DOWN),
    )


def _line(sign: int) -> str:
    sides = _sides()
    offset = sign * APART
    parts = [f"M{sides[0].at(0, offset)}"]
    for side, following in zip(sides, (*sides[1:], sides[0]), strict=True):
        parts.append(_run(side, offset))
        offset *= -1 if side.crossings % 2 else 1
        radius = RADIUS + offset
        parts.append(f"A{radius:.2f} {radius:.2f} 0 0 1 {following.at(0, offset)}")
    return "".join(parts) + "Z"


def _run(side: Side, offset: float) -> str:
    parts = []
    for centre in side.centres():
        parts.append(f"L{side.at(centre - CROSSING / 2, offset)}")
        parts.append(_change(side, centre, offset))
        offset = -offset
    parts.append(f"L{side.at(side.length, offset)}")
    return "".join(parts)


def _change(side: Side, centre: float, offset: float) -> str:
    bend, end = side.at(centre, offset), side.at(centre, -offset)
    return f"C{bend} {end} {side.at(centre + CROSSING / 2, -offset)}"


def _crossings(sign: int) -> Iterator[str]:
    offset = sign * APART
    for side in _sides():
        for centre in side.centres():
            start = side.at(centre - CROSSING / 2, offset)
            yield f"M{start}" + _change(side, centre, offset)
            offset = -offset


def _only_crossing(side: Side, offset: float) -> str:
    centre = side.length / 2
    return f"M{side.at(centre - CROSSING / 2, offset)}" + _change(side, centre, offset)


def _stroke(path: str, colour: str, width: float) -> str:
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}"/>'
