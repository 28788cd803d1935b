"""Which questions deserve a second look, and how far to trust the figures. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from .items import ItemFigures

FEWEST = 10
"""Below this many answers nothing is shown."""

PROVISIONAL = 100
"""Below this many answers figures are provisional."""

TOO_HARD, TOO_EASY = 0.20, 0.90
TOO_WEAK = 0.20
TEMPTING = 0.10
"""From this correlation on, a wrong option counts as chosen by stronger people."""


class Standing(StrEnum):
    """How far figures can be trusted."""

    HIDDEN = "hidden"
    PROVISIONAL = "provisional"
    FIRM = "firm"


class Flag(StrEnum):
    """What is unusual about a question."""

    NEGATIVE = "negative"
    WEAK = "weak"
    HARD = "hard"
    EASY = "easy"
    TEMPTING_OPTION = "tempting_option"
    UNUSED_OPTION = "unused_option"


def standing(n: int) -> Standing:
    """Return how far figures from ``n`` answers can be trusted."""
    if n < FEWEST:
        return Standing.HIDDEN
    return Standing.PROVISIONAL if n < PROVISIONAL else Standing.FIRM


def flags(figures: ItemFigures, wrong_options: Iterable[str] = ()) -> tuple[Flag, ...]:
    """Return what is unusual about a question, gravest first.

    Args:
        figures: of the question.
        wrong_options: keys of the options that a key of choices does not hold.

    Source:
        Thresholds of facility and discrimination as in common guides to item
        analysis; ``docs/analysis.md`` says why each is what it is.
    """
    if standing(figures.n) == Standing.HIDDEN:
        return ()
    wrong = [(figures.cell("", option), option) for option in wrong_options]
    raised = {
        Flag.NEGATIVE: _below(figures.discrimination, 0.0),
        Flag.WEAK: _below(figures.discrimination, TOO_WEAK)
        and not _below(figures.discrimination, 0.0),
        Flag.HARD: _below(figures.facility, TOO_HARD),
        Flag.EASY: figures.facility is not None and figures.facility > TOO_EASY,
        Flag.TEMPTING_OPTION: any(
            cell is not None and (cell.discrimination or 0) >= TEMPTING
            for cell, _option in wrong
        ),
        Flag.UNUSED_OPTION: any(cell is None for cell, _option in wrong),
    }
    return tuple(flag for flag, is_raised in raised.items() if is_raised)


def _below(value: float | None, limit: float) -> bool:
    return value is not None and value < limit
