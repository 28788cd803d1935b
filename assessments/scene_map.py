"""A scenario as a picture: boxes in rows and the lines between them. Pure.

The numbers here are pixels; a template turns them into SVG. What a line means is
said by its shape as well as by its color: see ``Line.severity``.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from assessments.layers import Arc, Lattice, arrange, spread
from assessments.scenario import Ending, Scenario, Scene

BOX_WIDTH, BOX_HEIGHT = 152, 60
BETWEEN_ROWS, BETWEEN_BOXES = 64, 20
MARGIN = 24
STUB = 16
LOOP = 30
LINE_LENGTH, LINES = 19, 2


@dataclass(frozen=True)
class Box:
    """A scene, an ending, or a name that nothing has.

    Attributes:
        index: position in ``Scenario.places``; after those, the missing names.
        kind: "scene", "ending" or "missing".
        title: what it is called, in one or two short lines.
        leads_to: indexes of the boxes that its choices lead to.
    """

    index: int
    kind: str
    name: str
    title: tuple[str, ...]
    row: int
    x: int
    y: int
    width: int
    height: int
    leads_to: tuple[int, ...]

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def bottom(self) -> int:
        return self.y + self.height

    @property
    def baselines(self) -> tuple[tuple[int, str], ...]:
        """Each line of the title with the height at which it stands."""
        first = self.y + (30 if len(self.title) == 1 else 21)
        return tuple((first + 16 * i, text) for i, text in enumerate(self.title))


@dataclass(frozen=True)
class Line:
    """A choice, from its scene to what it leads to.

    Attributes:
        severity: of the choice; "" while the author has not said.
        position: of the choice among those of its scene.
        is_back: leads to a scene from which its own was reached.
        path: SVG path data.
        tip: where the arrow points to.
        mark: where the sign of the severity stands.
        thickness: in pixels.
    """

    tail: int
    head: int
    position: int
    severity: str
    is_back: bool
    path: str
    tip: tuple[int, int]
    mark: tuple[int, int]
    thickness: int


@dataclass(frozen=True)
class SceneMap:
    """The whole picture."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    start: int

    @property
    def by_row(self) -> tuple[Box, ...]:
        """The boxes as one reads them: row by row, from left to right."""
        return tuple(sorted(self.boxes, key=lambda box: (box.row, box.x)))


@dataclass(frozen=True)
class Link:
    """A choice before it is drawn, between indexes of places."""

    tail: int
    head: int
    position: int
    severity: str


def links(scenario: Scenario) -> tuple[tuple[Link, ...], tuple[str, ...]]:
    """Return every choice as a link, and the names that nothing has.

    Where a name is used twice, the first place that has it is meant.
    """
    index_of: dict[str, int] = {}
    for index, place in enumerate(scenario.places):
        index_of.setdefault(place.name, index)
    missing: list[str] = []
    found = []
    for tail, scene in enumerate(scenario.scenes):
        for position, choice in enumerate(scene.choices):
            if choice.leads_to not in index_of:
                index_of[choice.leads_to] = len(scenario.places) + len(missing)
                missing.append(choice.leads_to)
            head = index_of[choice.leads_to]
            found.append(Link(tail, head, position, choice.severity))
    return tuple(found), tuple(missing)


def draw(
    scenario: Scenario, thicknesses: Mapping[tuple[int, int], int] | None = None
) -> SceneMap:
    """Return the picture of ``scenario``, however unfinished it is.

    Args:
        scenario: its places may lack names, or share them.
        thicknesses: of lines, by index of the scene and position of the choice;
            lines then keep apart all the way, so that each can be followed.

    Raises:
        layers.TooTangled: nobody could read the picture.
    """
    chosen, missing = links(scenario)
    places = (*scenario.places, *missing)
    start = _start(scenario)
    lattice = arrange(len(places), _arcs(chosen, thicknesses), start)
    wide = [_thickness(link, thicknesses) for link in chosen]
    middles, widths = _columns(lattice, chosen, wide)
    row_of = {v: row for row, vertices in enumerate(lattice.rows) for v in vertices}
    boxes = tuple(
        Box(
            index=index,
            kind=_kind(place),
            name=place if isinstance(place, str) else place.name,
            title=_title(place),
            row=row_of[index],
            x=MARGIN + middles[index] - BOX_WIDTH // 2,
            y=_top(row_of[index]),
            width=BOX_WIDTH,
            height=BOX_HEIGHT,
            leads_to=_heads(index, chosen),
        )
        for index, place in enumerate(places)
    )
    right = max((m + w // 2 for m, w in zip(middles, widths, strict=True)), default=0)
    return SceneMap(
        width=right + 2 * MARGIN,
        height=_top(len(lattice.rows)) - BETWEEN_ROWS + MARGIN,
        boxes=boxes,
        lines=_Pen(lattice, middles, row_of, wide).lines(chosen),
        start=start,
    )


def _start(scenario: Scenario) -> int:
    names = [scene.name for scene in scenario.scenes]
    return names.index(scenario.start) if scenario.start in names else 0


def _kind(place: Scene | Ending | str) -> str:
    match place:
        case Scene():
            return "scene"
        case Ending():
            return "ending"
    return "missing"


def _title(place: Scene | Ending | str) -> tuple[str, ...]:
    text = place if isinstance(place, str) else place.title or place.name
    short = textwrap.wrap(text, LINE_LENGTH, max_lines=LINES, placeholder="…")
    return tuple(short) or ("?",)


def _heads(index: int, chosen: Iterable[Link]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(link.head for link in chosen if link.tail == index))


def _thickness(link: Link, thicknesses: Mapping[tuple[int, int], int] | None) -> int:
    return 2 if thicknesses is None else thicknesses.get((link.tail, link.position), 1)


def _arcs(
    chosen: Sequence[Link], thicknesses: Mapping[tuple[int, int], int] | None
) -> list[Arc]:
    """Return the links as arcs; on a map, those of one severity run together."""
    return [
        Arc(link.tail, link.head, link.severity if thicknesses is None else str(number))
        for number, link in enumerate(chosen)
    ]


def _columns(
    lattice: Lattice, chosen: Sequence[Link], wide: Sequence[int]
) -> tuple[list[int], list[int]]:
    """Return the middle and the width of each vertex."""
    last = max((vertex for row in lattice.rows for vertex in row), default=-1)
    widths = [BOX_WIDTH] * lattice.size + [0] * (last + 1 - lattice.size)
    for link in chosen:
        if link.tail == link.head:
            widths[link.tail] = BOX_WIDTH + 2 * LOOP
    for route, thickness in zip(lattice.routes, wide, strict=True):
        for vertex in route[1:-1]:
            widths[vertex] = max(widths[vertex], thickness + thickness % 2)
    return spread(lattice, widths, BETWEEN_BOXES), widths


def _top(row: int) -> int:
    return MARGIN + STUB + row * (BOX_HEIGHT + BETWEEN_ROWS)


class _Pen:
    """Draws the lines, each from a port of its own on the edge of its box."""

    def __init__(
        self,
        lattice: Lattice,
        middles: Sequence[int],
        row_of: Mapping[int, int],
        wide: Sequence[int],
    ) -> None:
        self.lattice, self.middles, self.row_of = lattice, middles, row_of
        self.wide = wide
        self.upper = self._ports(is_upper=True)
        self.lower = self._ports(is_upper=False)

    def lines(self, chosen: Sequence[Link]) -> tuple[Line, ...]:
        return tuple(self._line(number, link) for number, link in enumerate(chosen))

    def _ports(self, *, is_upper: bool) -> dict[int, int]:
        """Return, for each arc, where it meets the box at its one end.

        Lines that arrive together share a port; at its own scene each has one.
        """
        wanted = []
        for number, route in enumerate(self.lattice.routes):
            if len(route) > 1:
                box, near = route[:2] if is_upper else route[:-3:-1]
                is_own = is_upper != (number in self.lattice.backwards)
                group = number if is_own or near < self.lattice.size else -near
                wanted.append((box, self.middles[near], near, group, number))
        ports: dict[int, int] = {}
        for box, arrivals in groupby(sorted(wanted), key=lambda port: port[0]):
            groups: dict[int, list[int]] = {}
            for _box, _x, _near, group, number in arrivals:
                groups.setdefault(group, []).append(number)
            thick = [max(self.wide[n] for n in numbers) for numbers in groups.values()]
            left = self.middles[box]
            for x, numbers in zip(_apart(thick), groups.values(), strict=True):
                ports |= dict.fromkeys(numbers, MARGIN + left + x)
        return ports

    def _line(self, number: int, link: Link) -> Line:
        route = self.lattice.routes[number]
        is_back = number in self.lattice.backwards
        if len(route) == 1:
            path, tip, mark = self._loop(route[0])
        else:
            path = self._path(number, route)
            top = (self.upper[number], _top(self.row_of[route[0]]) + BOX_HEIGHT)
            foot = (self.lower[number], _top(self.row_of[route[-1]]))
            tip = top if is_back else foot
            mark = (foot[0], foot[1] - 9) if is_back else (top[0], top[1] + 9)
        return Line(
            tail=link.tail,
            head=link.head,
            position=link.position,
            severity=link.severity,
            is_back=is_back,
            path=path,
            tip=tip,
            mark=mark,
            thickness=self.wide[number],
        )

    def _path(self, number: int, route: Sequence[int]) -> str:
        """Return the way from the upper box to the lower one, upright at both ends."""
        x, y = self.upper[number], _top(self.row_of[route[0]]) + BOX_HEIGHT
        path = f"M{x} {y}V{y + STUB}"
        y += STUB
        for vertex in route[1:]:
            is_last = vertex == route[-1]
            to_x = self.lower[number] if is_last else MARGIN + self.middles[vertex]
            to_y = _top(self.row_of[vertex])
            end = to_y - STUB if is_last else to_y
            half = (y + end) // 2
            path += f"C{x} {half} {to_x} {half} {to_x} {end}"
            x, y = to_x, to_y + (0 if is_last else BOX_HEIGHT)
            path += f"V{y}"
        return path

    def _loop(self, vertex: int) -> tuple[str, tuple[int, int], tuple[int, int]]:
        right = MARGIN + self.middles[vertex] + BOX_WIDTH // 2
        y = _top(self.row_of[vertex]) + BOX_HEIGHT // 2
        path = f"M{right} {y - 12}C{right + LOOP} {y - 20} {right + LOOP} {y + 20} "
        return f"{path}{right} {y + 12}", (right, y + 12), (right + LOOP - 8, y)


def _apart(thick: Sequence[int]) -> list[int]:
    """Return offsets from the middle of a box for lines that leave it side by side.

    Where they are too many for the width of the box, they overlap.
    """
    room = BOX_WIDTH - 24
    gap = min(26, max(2, (room - sum(thick)) // max(1, len(thick) - 1)))
    total = sum(thick) + gap * (len(thick) - 1)
    left, offsets = -total / 2, []
    for width in thick:
        offsets.append(round((left + width / 2) * min(1, room / total)))
        left += width + gap
    return offsets
