"""Two lines that run side by side and change places. Pure.

Lengths are millimetres from the upper left corner of the page. A path is written in
the operators of a PDF, so that nothing has to read it again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

INSET, RADIUS = 11.0, 7.0
"""How far in the frame lies, and how round its corners are."""
CIRCLE = 0.5523
"""How far along the tangent a quarter of a circle has its handles, by its radius."""


@dataclass(frozen=True)
class Thread:
    """How the two lines are drawn.

    Attributes:
        apart: half the distance between them.
        crossing: length along which they change places.
        width: of each line.
        gap: paper left free where one passes under the other.
    """

    apart: float
    crossing: float
    width: float
    gap: float


@dataclass(frozen=True)
class Inks:
    """Colours of the two lines, and of the paper that parts them."""

    paper: str
    first: str
    second: str


@dataclass(frozen=True)
class Stroke:
    """A path drawn in one colour, or filled where it has no width."""

    path: str
    colour: str
    width: float = 0.0


@dataclass(frozen=True)
class Side:
    """A straight run of both lines, walked clockwise.

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


def straight(side: Side, thread: Thread, inks: Inks) -> list[Stroke]:
    """Draw both lines along one side, each over the other by turns."""
    paths = [
        f"{side.at(0, sign * thread.apart)} m" + run(side, sign * thread.apart, thread)
        for sign in (1, -1)
    ]
    both = [list(crossings([side], thread, sign)) for sign in (1, -1)]
    return _woven(paths, both, thread, inks)


def frame(width: float, height: float, thread: Thread, inks: Inks) -> list[Stroke]:
    """Draw both lines round a page, with more crossings on its long sides."""
    sides = _round(width, height)
    paths = [_closed(sides, sign * thread.apart, thread) for sign in (1, -1)]
    both = [list(crossings(sides, thread, sign)) for sign in (1, -1)]
    return _woven(paths, both, thread, inks)


def run(side: Side, offset: float, thread: Thread) -> str:
    """Return the path of one line along ``side``, from where the pen is."""
    parts = []
    for centre in side.centres():
        parts.append(f" {side.at(centre - thread.crossing / 2, offset)} l")
        parts.append(_change(side, centre, offset, thread))
        offset = -offset
    parts.append(f" {side.at(side.length, offset)} l")
    return "".join(parts)


def crossings(sides: list[Side], thread: Thread, sign: int) -> Iterator[str]:
    """Return the paths on which one line changes places, in order."""
    offset = sign * thread.apart
    for side in sides:
        for centre in side.centres():
            start = side.at(centre - thread.crossing / 2, offset)
            yield f"{start} m" + _change(side, centre, offset, thread)
            offset = -offset


def _woven(
    paths: list[str], over: list[list[str]], thread: Thread, inks: Inks
) -> list[Stroke]:
    """Lay the first line over the second at every other crossing."""
    paper, first, second = inks.paper, inks.first, inks.second
    wide = thread.width + 2 * thread.gap
    on_first = over[0][1::2]
    on_second = over[1][::2]
    return [
        Stroke(paths[0], first, thread.width),
        *(Stroke(path, paper, wide) for path in on_second),
        Stroke(paths[1], second, thread.width),
        *(Stroke(path, paper, wide) for path in on_first),
        *(Stroke(path, first, thread.width) for path in on_first),
    ]


def _round(width: float, height: float) -> list[Side]:
    left, top, right, bottom = INSET, INSET, width - INSET, height - INSET
    across, down = right - left - 2 * RADIUS, bottom - top - 2 * RADIUS
    # Their sum is even, so that each line comes back to where it began.
    many, few = (5, 3) if across > down else (3, 5)
    return [
        Side((left + RADIUS, top), (1, 0), (0, -1), across, many),
        Side((right, top + RADIUS), (0, 1), (1, 0), down, few),
        Side((right - RADIUS, bottom), (-1, 0), (0, 1), across, many),
        Side((left, bottom - RADIUS), (0, -1), (-1, 0), down, few),
    ]


def _closed(sides: list[Side], offset: float, thread: Thread) -> str:
    parts = [f"{sides[0].at(0, offset)} m"]
    for side, following in zip(sides, [*sides[1:], sides[0]], strict=True):
        parts.append(run(side, offset, thread))
        offset *= -1 if side.crossings % 2 else 1
        handle = CIRCLE * (RADIUS + offset)
        parts.append(
            f" {side.at(side.length + handle, offset)}"
            f" {following.at(-handle, offset)} {following.at(0, offset)} c"
        )
    return "".join(parts) + " h"


def _change(side: Side, centre: float, offset: float, thread: Thread) -> str:
    bend, end = side.at(centre, offset), side.at(centre, -offset)
    return f" {bend} {end} {side.at(centre + thread.crossing / 2, -offset)} c"
