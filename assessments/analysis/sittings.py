"""What one marked attempt adds to the tallies of its form and its questions. Pure.

The *rest* of a question is what the learner scored on the other questions of
their own paper. A question that is not scored (a pilot) is in nobody's rest and
in no total; its own rest is the whole total.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field

from assessments.responses import Response
from assessments.scoring import Mark, Result

from .sums import UNITS, Sums, add, units

TENTHS = 10
TIME_STEPS = (0.0, *(2 ** (step / 4) for step in range(4, 96)))
"""Where each step of time begins, in seconds: each is 19 % above the one before."""


@dataclass(frozen=True)
class Sitting:
    """One closed attempt whose result is final.

    Attributes:
        is_passed: what was decided in the end, by the marks or by people.
        responses: what was answered, by question key.
        seconds: from first sight to last save, by question key, where known.
        left_out: keys of questions without a mark to count: pilots that only
            people could mark, and nobody did.
    """

    result: Result
    is_passed: bool
    responses: Mapping[str, Response]
    seconds: Mapping[str, int] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Tallied:
    """What a sitting adds.

    Attributes:
        length: how many questions of the paper are scored.
        points: what the whole paper is worth.
        form: sums of the form.
        items: sums of each question, by question key.
    """

    length: int
    points: int
    form: Sums
    items: Mapping[str, Sums]


def tally(sitting: Sitting) -> Tallied:
    """Return what ``sitting`` adds to the sums of its form and questions."""
    result = sitting.result
    scored = [mark for mark in result.marks if mark.is_scored]
    whole = sum(_score(mark) for mark in scored)
    return Tallied(
        length=len(scored),
        points=result.total,
        form=_form(sitting, scored, whole),
        items={
            mark.question: _item(sitting, mark, whole)
            for mark in result.marks
            if mark.question not in sitting.left_out
        },
    )


def _score(mark: Mark) -> int:
    """Return the points earned, in units, counted or not."""
    return units(mark.credit) * mark.points


def _form(sitting: Sitting, scored: list[Mark], whole: int) -> Sums:
    return _without_zeros(
        {
            "n": 1,
            "passed": int(sitting.is_passed),
            "partial": sum(mark.credit not in (0, 1) for mark in scored),
            "total": whole,
            "total2": whole**2,
            "squares": sum(_score(mark) ** 2 for mark in scored),
            "percents": {str(int(sitting.result.percentage)): 1},
        }
    )


def _item(sitting: Sitting, mark: Mark, whole: int) -> Sums:
    credit, score = units(mark.credit), _score(mark)
    rest, highest = whole, sitting.result.total
    if mark.is_scored:
        rest, highest = rest - score, highest - mark.points
    tenth = _tenth(rest, highest)
    response = sitting.responses.get(mark.question, Response())
    seconds = sitting.seconds.get(mark.question)
    return _without_zeros(
        {
            "n": 1,
            "blank": int(not mark.is_answered),
            "right": int(mark.credit == 1),
            "partial": int(mark.credit not in (0, 1)),
            "credit": credit,
            "credit2": credit**2,
            "score": score,
            "score2": score**2,
            "rest": rest,
            "rest2": rest**2,
            "cross": credit * rest,
            "tenths": {tenth: {"n": 1, "credit": credit}},
            "cells": _cells(response, rest, tenth),
            "seconds": {} if seconds is None else {time_step(seconds): 1},
        }
    )


def _cells(response: Response, rest: int, tenth: str) -> Sums:
    """Return the sums of what was chosen, by row ("" for options), then column.

    Texts are left out: what few people wrote is nobody's to read in a table.
    """
    rows: Sums = {}
    for option in sorted(response.chosen):
        add(rows, {"": {option: {"n": 1, "rest": rest, "tenths": {tenth: 1}}}})
    for row, column in response.pairs.items():
        add(rows, {row: {column: {"n": 1, "rest": rest, "tenths": {tenth: 1}}}})
    return rows


def _tenth(rest: int, highest: int) -> str:
    """Return in which tenth of what can be had ``rest`` lies: "0" to "9"."""
    if highest <= 0:
        return "0"
    return str(min(TENTHS - 1, TENTHS * rest // (highest * UNITS)))


def time_step(seconds: int) -> str:
    """Return the step that ``seconds`` fall in: "0" for less than two seconds."""
    return str(bisect_right(TIME_STEPS, seconds) - 1)


def _without_zeros(sums: Sums) -> Sums:
    kept: Sums = {}
    for key, value in sums.items():
        slim = _without_zeros(value) if isinstance(value, dict) else value
        if slim:
            kept[key] = slim
    return kept
