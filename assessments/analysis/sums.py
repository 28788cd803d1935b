"""Trees of whole numbers that add up exactly, and come apart again. Pure.

Credits are counted in units of 1/720720, which every denominator from 1 to 16
divides: adding a sitting and taking it away again leaves not the smallest trace,
whatever the order. A tree without anything in it is ``{}``.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TypeAlias

UNITS = 720_720
"""Units of one credit. What it cannot express is rounded to the nearest."""

Sums: TypeAlias = "dict[str, int | Sums]"


def units(share: Fraction) -> int:
    """Return ``share`` in units, to the nearest."""
    return round(share * UNITS)


def add(into: Sums, more: Sums, *, times: int = 1) -> None:
    """Add ``more`` to ``into`` in place; what comes to zero is left out.

    Args:
        into: changed.
        more: not changed.
        times: -1 takes away.

    Raises:
        TypeError: one tree has a number where the other has a branch.
    """
    for key, value in more.items():
        if isinstance(value, dict):
            branch = into.setdefault(key, {})
            if not isinstance(branch, dict):
                raise TypeError(f"{key} is a number here and a branch there")
            add(branch, value, times=times)
            kept: int | Sums = branch
        else:
            kept = number(into, key) + times * value
        if kept:
            into[key] = kept
        else:
            into.pop(key, None)


def total(trees: list[Sums]) -> Sums:
    """Return the sum of ``trees``, none of which is changed."""
    summed: Sums = {}
    for tree in trees:
        add(summed, tree)
    return summed


def number(sums: Sums, key: str) -> int:
    """Return the number at ``key``, 0 if it is not there.

    Raises:
        TypeError: a branch is there.
    """
    value = sums.get(key, 0)
    if isinstance(value, dict):
        raise TypeError(f"{key} is a branch, not a number")
    return value


def branch(sums: Sums, *path: str) -> Sums:
    """Return the branch at the end of ``path``, empty if it is not there.

    Raises:
        TypeError: a number is there.
    """
    for key in path:
        value = sums.get(key, {})
        if not isinstance(value, dict):
            raise TypeError(f"{key} is a number, not a branch")
        sums = value
    return sums
