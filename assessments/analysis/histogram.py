"""How scores spread, as bars of a picture. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

TENTHS = 10
GAP = 6


@dataclass(frozen=True)
class Bar:
    """One tenth of the scale.

    Attributes:
        low: lowest score in it, in per cent.
        high: highest score in it: below the next ``low``, or 100.
        count: how many results fall in it.
        x: left edge, in units of the picture.
        y: upper edge.
        width: of the bar.
        height: of the bar, from 0.
    """

    low: int
    high: int
    count: int
    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> int:
        return self.x + self.width // 2


def bars(counts: Mapping[int, int], *, width: int, height: int) -> tuple[Bar, ...]:
    """Return one bar for each tenth, scaled so that the tallest fills the height.

    Args:
        counts: how many results, by tenth (0 to 9; 9 takes 100 % as well).
        width: of the picture, in its own units.
        height: of the tallest bar.
    """
    tallest = max(counts.values(), default=0)
    step = width // TENTHS
    return tuple(
        _bar(tenth, counts.get(tenth, 0), tallest, step, height)
        for tenth in range(TENTHS)
    )


def _bar(tenth: int, count: int, tallest: int, step: int, height: int) -> Bar:
    tall = height * count // tallest if tallest else 0
    return Bar(
        low=tenth * 10,
        high=100 if tenth == TENTHS - 1 else tenth * 10 + 9,
        count=count,
        x=tenth * step + GAP // 2,
        y=height - tall,
        width=step - GAP,
        height=tall,
    )
