"""A directed graph in rows, each line downwards: which row, which order, how far along.

The steps of Sugiyama, Tagawa and Toda (1981): take the loops out, give each vertex
a row, cut long lines into lanes, turn neighbours until few lines cross, then move
each row sideways until lines are nearly straight. Pure; the same graph always comes
out the same.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

SWEEPS = 8
MOST_VERTICES = 4_000

Segment = tuple[int, int]


class TooTangled(Exception):
    """Drawn, the graph would be larger than anybody could read."""


@dataclass(frozen=True)
class Arc:
    """A line from one vertex to another.

    Attributes:
        lane: lines to the same head with the same lane run together.
    """

    tail: int
    head: int
    lane: str = ""


@dataclass(frozen=True)
class Lattice:
    """Vertices in rows; those from ``size`` on are lanes of lines that pass by.

    Attributes:
        size: how many vertices the graph itself has.
        rows: vertices of each row, from left to right.
        routes: for each arc its vertices from the upper end down to the lower.
        backwards: positions of the arcs that lead back, and so run upwards.
    """

    size: int
    rows: tuple[tuple[int, ...], ...]
    routes: tuple[tuple[int, ...], ...]
    backwards: frozenset[int]

    @property
    def segments(self) -> frozenset[Segment]:
        """The pieces between neighbouring rows, each as (upper, lower)."""
        pairs = map(pairwise, self.routes)
        return frozenset(segment for route in pairs for segment in route)


def arrange(size: int, arcs: Sequence[Arc], root: int = 0) -> Lattice:
    """Return the graph in rows, with few crossings.

    Args:
        size: vertices are numbered from 0 to ``size`` - 1.
        arcs: the lines; a vertex may lead to itself.
        root: the vertex to begin with.

    Raises:
        TooTangled: it takes more than ``MOST_VERTICES`` vertices and lanes.
    """
    backwards = _backwards(size, arcs, root)
    forward = [(a.tail, a.head) for i, a in enumerate(arcs) if i not in backwards]
    row_of = _rows(size, forward, root)
    routes = _routes(arcs, backwards, row_of)
    rows: list[list[int]] = [[] for _row in range(max(row_of, default=-1) + 1)]
    for vertex, row in enumerate(row_of):
        rows[row].append(vertex)
    lattice = Lattice(size, tuple(map(tuple, rows)), routes, backwards)
    return Lattice(size, _untangled(lattice), routes, backwards)


def _backwards(size: int, arcs: Sequence[Arc], root: int) -> frozenset[int]:
    """Return the arcs that lead to a vertex from which their tail was reached."""
    leaving: list[list[int]] = [[] for _vertex in range(size)]
    for position, arc in enumerate(arcs):
        leaving[arc.tail].append(position)
    found: set[int] = set()
    seen, open_now = set[int](), set[int]()
    for begin in sorted(range(size), key=lambda vertex: vertex != root):
        stack = [] if begin in seen else [(begin, iter(leaving[begin]))]
        seen.add(begin)
        open_now = {begin}
        while stack:
            vertex, rest = stack[-1]
            position = next(rest, -1)
            if position < 0:
                stack.pop()
                open_now.discard(vertex)
                continue
            head = arcs[position].head
            if head in open_now:
                found.add(position)
            elif head not in seen:
                seen.add(head)
                open_now.add(head)
                stack.append((head, iter(leaving[head])))
    return frozenset(found)


def _rows(size: int, forward: Sequence[Segment], root: int) -> list[int]:
    """Return for each vertex its row: below everything that leads to it.

    What nothing leads to stands just above what it leads to; what has no lines
    at all stands in the last row.
    """
    heads: list[list[int]] = [[] for _vertex in range(size)]
    waiting_for = [0] * size
    for tail, head in forward:
        heads[tail].append(head)
        waiting_for[head] += 1
    row_of = [0] * size
    ready = [vertex for vertex in range(size) if not waiting_for[vertex]]
    loose = [vertex for vertex in ready if vertex != root]
    while ready:
        tail = ready.pop()
        for head in heads[tail]:
            row_of[head] = max(row_of[head], row_of[tail] + 1)
            waiting_for[head] -= 1
            if not waiting_for[head]:
                ready.append(head)
    last = max(row_of, default=0)
    for vertex in loose:
        row_of[vertex] = min((row_of[head] - 1 for head in heads[vertex]), default=last)
    return row_of


def _routes(
    arcs: Sequence[Arc], backwards: frozenset[int], row_of: list[int]
) -> tuple[tuple[int, ...], ...]:
    """Return for each arc the vertices that it passes, from above; grows ``row_of``."""
    lanes: dict[tuple[int, str, bool, int], int] = {}
    routes = []
    for position, arc in enumerate(arcs):
        is_back = position in backwards
        upper, lower = (arc.head, arc.tail) if is_back else (arc.tail, arc.head)
        passed = []
        for row in range(row_of[upper] + 1, row_of[lower]):
            lane = (arc.head, arc.lane, is_back, row)
            if lane not in lanes:
                if len(row_of) >= MOST_VERTICES:
                    raise TooTangled
                lanes[lane] = len(row_of)
                row_of.append(row)
            passed.append(lanes[lane])
        routes.append((upper,) if upper == lower else (upper, *passed, lower))
    return tuple(routes)


def _untangled(lattice: Lattice) -> tuple[tuple[int, ...], ...]:
    """Return the rows in the order with the fewest crossings that was met."""
    above, below = _neighbours(lattice.segments)
    rows = [list(row) for row in lattice.rows]
    best, fewest = lattice.rows, crossings(lattice.rows, lattice.segments)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        down = sweep % 2 == 0
        order = range(1, len(rows)) if down else range(len(rows) - 2, -1, -1)
        for index in order:
            beside = rows[index - 1 if down else index + 1]
            _sort_row(rows[index], beside, above if down else below)
        count = crossings(rows, lattice.segments)
        if count < fewest:
            best, fewest = tuple(map(tuple, rows)), count
    return best


def _sort_row(
    row: list[int], beside: Sequence[int], linked: Mapping[int, list[int]]
) -> None:
    """Put each vertex near the middle of what it is linked to in the next row."""
    place = {vertex: index for index, vertex in enumerate(beside)}
    own = {vertex: index for index, vertex in enumerate(row)}

    def middle(vertex: int) -> float:
        near = [place[other] for other in linked.get(vertex, ()) if other in place]
        return sum(near) / len(near) if near else own[vertex]

    row.sort(key=lambda vertex: (middle(vertex), own[vertex]))


def _neighbours(
    segments: Iterable[Segment],
) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    above: dict[int, list[int]] = {}
    below: dict[int, list[int]] = {}
    for upper, lower in sorted(segments):
        above.setdefault(lower, []).append(upper)
        below.setdefault(upper, []).append(lower)
    return above, below


def crossings(rows: Sequence[Sequence[int]], segments: Iterable[Segment]) -> int:
    """Return how many pairs of pieces cross between neighbouring rows."""
    place = {
        vertex: (number, index)
        for number, row in enumerate(rows)
        for index, vertex in enumerate(row)
    }
    met: dict[int, list[tuple[int, int]]] = {}
    for upper, lower in segments:
        row, index = place[upper]
        met.setdefault(row, []).append((index, place[lower][1]))
    count = 0
    for pairs in met.values():
        passed: list[int] = []
        for _upper, lower in sorted(pairs):
            count += len(passed) - bisect_left(passed, lower + 1)
            insort(passed, lower)
    return count


@dataclass
class _Block:
    """Vertices that touch and move as one."""

    total: float
    size: int
    members: list[int] = field(default_factory=list)

    @property
    def mean(self) -> float:
        return self.total / self.size


def spread(lattice: Lattice, widths: Sequence[int], gap: int) -> list[int]:
    """Return the middle of each vertex from the left, the leftmost edge at 0.

    Args:
        lattice: the graph in rows.
        widths: what each vertex takes, even numbers.
        gap: the least distance between two neighbours, an even number.
    """
    middles = [0.0] * len(widths)
    for row in lattice.rows:
        middles = _pushed_apart(row, dict.fromkeys(row, 0.0), middles, widths, gap)
    above, below = _neighbours(lattice.segments)
    for sweep in range(2 * SWEEPS):
        linked = above if sweep % 2 == 0 else below
        rows = lattice.rows if sweep % 2 == 0 else lattice.rows[::-1]
        for row in rows:
            wished = {
                vertex: sum(middles[o] for o in near) / len(near)
                if (near := linked.get(vertex))
                else middles[vertex]
                for vertex in row
            }
            middles = _pushed_apart(row, wished, middles, widths, gap)
    left = min((m - w / 2 for m, w in zip(middles, widths, strict=True)), default=0)
    return [round(middle - left) for middle in middles]


def _pushed_apart(
    row: Sequence[int],
    wished: Mapping[int, float],
    middles: list[float],
    widths: Sequence[int],
    gap: int,
) -> list[float]:
    """Return ``middles`` with one row as near its wishes as its order allows.

    Least squares under an order: pool adjacent violators.
    """
    offsets, offset = [], 0.0
    for index, vertex in enumerate(row):
        if index:
            offset += (widths[row[index - 1]] + widths[vertex]) / 2 + gap
        offsets.append(offset)
    blocks: list[_Block] = []
    for index, vertex in enumerate(row):
        block = _Block(wished[vertex] - offsets[index], 1, [index])
        while blocks and blocks[-1].mean >= block.mean:
            left = blocks.pop()
            block = _Block(
                left.total + block.total,
                left.size + block.size,
                left.members + block.members,
            )
        blocks.append(block)
    moved = list(middles)
    for block in blocks:
        for index in block.members:
            moved[row[index]] = round(block.mean) + offsets[index]
    return moved
