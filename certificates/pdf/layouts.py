"""Where things stand on a page, and the lines that are drawn on it. Pure.

Lengths are millimetres unless their names say points.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from . import contrast, lines
from .design import SIZES, Design
from .lines import Inks, Side, Stroke, Thread

POINTS = 72 / 25.4
FINE = Thread(apart=1.25, crossing=11, width=0.62, gap=0.64)
RULE = Thread(apart=0.9, crossing=11, width=0.45, gap=0.52)
RIBBON = Thread(apart=6.5, crossing=46, width=1.5, gap=1.1)
SHORE = Thread(apart=3.4, crossing=60, width=1.1, gap=0.8)
MARGIN = 40.0
"""Width of the tinted margin of the layout of that name."""
BAND = 52.0
"""How far down the coloured band reaches in the layout of that name."""
SEAL = 25.0


@dataclass(frozen=True)
class Page:
    """Measures of one layout on one paper.

    Attributes:
        left: free space beside the words, as are the others.
        line_pt: room that a name or title has on one line.
        name_pt: height of the name's box, as is that of the title's.
        name_sizes: largest and smallest size of a name in points.
        foot: height of what stands at the bottom.
        signing: left edge and width of the signatures, within the words.
    """

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    line_pt: float
    name_pt: float
    title_pt: float
    name_sizes: tuple[float, float]
    title_sizes: tuple[float, float]
    foot: float
    hours: float
    proof: float
    signing: tuple[float, float]

    @property
    def inner(self) -> float:
        """Width of the words."""
        return self.width - self.left - self.right

    @property
    def line(self) -> float:
        return self.line_pt / POINTS


def paper_size(design: Design) -> tuple[float, float]:
    """Return width and height as the paper lies."""
    width, height = SIZES[design.size]
    return (width, height) if design.orientation == "portrait" else (height, width)


def page(design: Design) -> Page:
    """Return the measures of the certificate in ``design``."""
    width, height = paper_size(design)
    is_upright = design.orientation == "portrait"
    left, right, top, bottom = _margins(design, is_upright)
    inner = width - left - right
    hours, proof = _columns(inner, len(design.signatories), is_upright)
    signing = (0.0, inner) if is_upright else (hours + 7, inner - hours - proof - 14)
    room = inner - (SEAL + 8 if design.seal and design.layout == "band" else 0)
    largest = 48.0 if design.layout == "frame" else 42.0
    tall = is_upright or design.layout != "frame"
    return Page(
        width=width,
        height=height,
        left=left,
        right=right,
        top=top,
        bottom=bottom,
        line_pt=room * POINTS * 0.97,
        name_pt=118.0 if is_upright else 85.0,
        title_pt=80.0 if is_upright else 54.0,
        name_sizes=(largest - 6 if is_upright else largest, 15.0 if not tall else 13.0),
        title_sizes=(26.0, 9.0),
        foot=98.0 if is_upright else 46.0,
        hours=hours,
        proof=proof,
        signing=signing,
    )


def _margins(design: Design, is_upright: bool) -> tuple[float, float, float, float]:
    match design.layout:
        case "margin":
            return MARGIN + 14, 18, 30, 16
        case "band":
            return 22, 22, 14, 16
        case _frame:
            side = 24 if is_upright else 27
            return side, side, 28, 25


def _columns(inner: float, signatories: int, is_upright: bool) -> tuple[float, float]:
    """Return the widths of hours and of proof."""
    if is_upright:
        return inner - 84, 76
    return (58, 74) if signatories > 1 or inner < 235 else (68, 80)


def drawing(design: Design) -> list[Stroke]:
    """Draw what lies behind the words of a certificate."""
    width, height = paper_size(design)
    match design.layout:
        case "margin":
            return _margin(design, height)
        case "band":
            return _band(design, width)
        case _frame:
            return lines.frame(width, height, FINE, _inks(design))


def rule(design: Design) -> list[Stroke]:
    """Draw a short rule, 62 by 4: the lines change places once in the middle."""
    side = Side((0, 2), (1, 0), (0, -1), 62, 1)
    return lines.straight(side, RULE, _inks(design))


def letterhead(design: Design) -> list[Stroke]:
    """Draw the lines under the head of a letter or a record, 2 from its top."""
    width, _height = paper_size(design)
    side = Side((0, 3), (1, 0), (0, -1), width - 44, 3)
    return lines.straight(side, FINE, _inks(design))


def _margin(design: Design, height: float) -> list[Stroke]:
    tint = contrast.mixed(design.colours.paper, design.colours.first, 0.09)
    side = Side((MARGIN / 2, -30), (0, 1), (1, 0), height + 60, 4)
    return [
        Stroke(f"0 0 {MARGIN:g} {height:g} re", tint),
        *lines.straight(side, RIBBON, replace(_inks(design), paper=tint)),
    ]


def _band(design: Design, width: float) -> list[Stroke]:
    side = Side((-14, BAND), (1, 0), (0, -1), width + 28, 3)
    above, below = (
        f"{side.at(0, offset)} m" + lines.run(side, offset, SHORE)
        for offset in (SHORE.apart, -SHORE.apart)
    )
    wide = SHORE.width + 2 * SHORE.gap
    first, second = design.colours.first, design.colours.second
    return [
        Stroke(f"{above} {width + 14:g} -5 l -14 -5 l h", first),
        Stroke(above, first, SHORE.width),
        Stroke(below, design.colours.paper, wide),
        Stroke(below, second, SHORE.width),
    ]


def _inks(design: Design) -> Inks:
    colours = design.colours
    return Inks(colours.paper, colours.first, colours.second)
