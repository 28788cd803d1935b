"""What one answer is worth: credit rules. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from assessments.matching import normalised, number_in
from assessments.responses import Response

NOTHING = Fraction(0)
FULL = Fraction(1)


class CreditRule(StrEnum):
    """How the credit for one question follows from the response."""

    ALL_OR_NOTHING = "all_or_nothing"
    NET_OF_WRONG = "net_of_wrong"
    WEIGHTED = "weighted"
    TABLE = "table"
    RANK_DISTANCE = "rank_distance"
    MOMENTS = "moments"
    TEXT = "text"
    NUMBER = "number"
    RUBRIC = "rubric"


RULE_OF_KIND = {
    "single": CreditRule.ALL_OR_NOTHING,
    "multiple": CreditRule.NET_OF_WRONG,
    "best_worst": CreditRule.TABLE,
    "rate": CreditRule.TABLE,
    "order": CreditRule.RANK_DISTANCE,
    "match": CreditRule.TABLE,
    "moments": CreditRule.MOMENTS,
    "short": CreditRule.TEXT,
    "number": CreditRule.NUMBER,
    "written": CreditRule.RUBRIC,
}


@dataclass(frozen=True)
class Accepted:
    """A text or a number that earns credit.

    Attributes:
        text: words, or a number with a decimal point.
        tolerance: how far a number may be off, as a number; "" for words.
        key: by which feedback is found, or "".
    """

    text: str
    credit: Fraction = FULL
    tolerance: str = ""
    key: str = ""


@dataclass(frozen=True)
class Criterion:
    """One line of a rubric.

    Attributes:
        levels: what each level means, from none to full, at least two. Level
            number i of n (from 0) earns i / (n - 1) of the criterion.
    """

    key: str
    title: str
    levels: tuple[str, ...]


@dataclass(frozen=True)
class Truth:
    """What is right. Each rule reads its own part; the others stay empty.

    Attributes:
        correct: keys of the options that are right.
        table: credit from 0 to 1, by row, then by what the row is given. A row
            that is absent does not count. ``weighted`` reads the row "".
        order: keys of the options from first to last.
        accepted: texts or numbers, the best paid that fits counts.
        criteria: the rubric by which people mark.
    """

    correct: frozenset[str] = frozenset()
    table: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    criteria: tuple[Criterion, ...] = ()


@dataclass(frozen=True)
class Item:
    """The part of a question that marking needs.

    Attributes:
        key: the question's identity in every language.
        options: keys of the options offered.
        domain: code of the competency domain, or "" for none.
        unsafe: keys of the options that would put a person at risk.
        points: what full credit is worth, at least 1.
        is_scored: whether it counts; a pilot question does not.
    """

    key: str
    kind: str
    options: frozenset[str]
    truth: Truth
    rule: CreditRule
    domain: str = ""
    unsafe: frozenset[str] = frozenset()
    points: int = 1
    is_scored: bool = True

    def __post_init__(self) -> None:
        truth = self.truth
        has_key = {
            CreditRule.ALL_OR_NOTHING: truth.correct,
            CreditRule.NET_OF_WRONG: truth.correct,
            CreditRule.WEIGHTED: truth.table.get(""),
            CreditRule.TABLE: truth.table,
            CreditRule.RANK_DISTANCE: truth.order,
            CreditRule.MOMENTS: truth.table,
            CreditRule.TEXT: truth.accepted,
            CreditRule.NUMBER: truth.accepted,
            CreditRule.RUBRIC: truth.criteria,
        }
        if not has_key[self.rule]:
            raise ValueError(f"question {self.key}: no option is correct")
        named = truth.correct | frozenset(truth.order) | self.unsafe
        if foreign := named - self.options:
            raise ValueError(f"question {self.key}: not offered {sorted(foreign)}")


def all_or_nothing(item: Item, response: Response) -> Fraction:
    """Credit the answer in full if it is exactly the key, else not at all.

    Raises:
        ValueError: the response names an option that the question does not offer.
    """
    _refuse_unknown(item, response.chosen)
    return Fraction(response.chosen == item.truth.correct)


def net_of_wrong(item: Item, response: Response) -> Fraction:
    """Credit right choices, take back as much for each wrong one, never below zero.

    Args:
        item: supplies ``truth.correct``, n ≥ 1 option keys.
        response: supplies ``chosen``; may be empty.

    Returns:
        Credit in [0, 1], a share of the question's points, not points:
        max(0, (right - wrong) / n).

    Raises:
        ValueError: the response names an option that the question does not offer.

    Source:
        1EdTech QTI 3.0 ``mapResponse``: +1/n per correct key, default -1/n,
        ``lowerBound`` 0.
    """
    _refuse_unknown(item, response.chosen)
    right = len(response.chosen & item.truth.correct)
    wrong = len(response.chosen - item.truth.correct)
    return max(NOTHING, Fraction(right - wrong, len(item.truth.correct)))


def weighted(item: Item, response: Response) -> Fraction:
    """Credit the one option chosen by its weight, ``truth.table[""]``.

    Raises:
        ValueError: the response names an option that the question does not offer.
    """
    _refuse_unknown(item, response.chosen)
    if len(response.chosen) != 1:
        return NOTHING
    (chosen,) = response.chosen
    return item.truth.table[""].get(chosen, NOTHING)


def by_table(item: Item, response: Response) -> Fraction:
    """Credit each row by what it was given: the mean over the rows of the table.

    A row left open earns nothing. A row that the table does not name, because
    the experts did not agree on it, does not count either way.
    """
    table = item.truth.table
    earned = (
        credits.get(response.pairs.get(row, ""), NOTHING)
        for row, credits in table.items()
    )
    return sum(earned, NOTHING) / len(table)


def rank_distance(item: Item, response: Response) -> Fraction:
    """Credit an order by how far the options lie from their places.

    Returns:
        max(0, 1 - d / m), where d sums the places by which each option is off
        and m = ⌊n² / 2⌋ is the sum for the reversed order. An option without a
        place, or that shares one, counts as far off as it could be.

    Source:
        Spearman's footrule; UK GP selection test, ranking items (one mark lost
        for each place, floor 0).
    """
    places = {key: number for number, key in enumerate(item.truth.order, start=1)}
    taken = Counter(response.pairs.values())
    n = len(places)
    distance = 0
    for key, place in places.items():
        given = response.pairs.get(key, "")
        is_placed = given.isdecimal() and taken[given] == 1
        distance += abs(int(given) - place) if is_placed else max(place - 1, n - place)
    return max(NOTHING, 1 - Fraction(distance, max(1, n * n // 2)))


def net_moments(item: Item, response: Response) -> Fraction:
    """Credit each moment found by its kind, take one back for each false alarm.

    Returns:
        max(0, (c - f) / n): c sums ``truth.table[turn][kind]`` over the marked
        turns that do cross a boundary, f counts the marked turns that do not,
        n is how many do.
    """
    table = item.truth.table
    found = sum(
        (
            table[turn].get(kind, NOTHING)
            for turn, kind in response.pairs.items()
            if turn in table
        ),
        NOTHING,
    )
    false_alarms = sum(turn not in table for turn in response.pairs)
    return max(NOTHING, (found - false_alarms) / len(table))


def rating_credits(level: str) -> Mapping[str, Fraction]:
    """Return the credit for each level of a response that belongs at ``level``.

    Source:
        AAMC PREview: 1 for a match, one half for the neighbor on the same side
        of the scale, else none.
    """
    near = {"1": "2", "2": "1", "3": "4", "4": "3"}[level]
    return {level: FULL, near: Fraction(1, 2)}


def accepted_by(rule: CreditRule, truth: Truth, text: str) -> Accepted | None:
    """Return what ``text`` fits among what is accepted, the best paid; or None."""
    fits = _fits_number if rule == CreditRule.NUMBER else _fits_words
    fitting = [one for one in truth.accepted if fits(one, text)]
    return max(fitting, key=lambda one: one.credit, default=None)


def _fits_words(accepted: Accepted, text: str) -> bool:
    given = normalised(text)
    return bool(given) and normalised(accepted.text) == given


def _fits_number(accepted: Accepted, text: str) -> bool:
    given = number_in(text)
    if given is None:
        return False
    return abs(given - Decimal(accepted.text)) <= Decimal(accepted.tolerance or "0")


def by_accepted(item: Item, response: Response) -> Fraction:
    """Credit words that are among the variants, or a number that is near enough."""
    accepted = accepted_by(item.rule, item.truth, response.text)
    return accepted.credit if accepted else NOTHING


def by_people(item: Item, response: Response) -> Fraction:
    """Credit nothing: what people have not read has earned nothing yet."""
    return NOTHING


def rubric_credit(
    criteria: tuple[Criterion, ...], levels: Mapping[str, int]
) -> Fraction:
    """Return the credit for a written answer: the mean over its criteria.

    Args:
        criteria: the rubric, at least one line.
        levels: the level reached, from 0, by criterion key; all of them.

    Raises:
        ValueError: a criterion has no level, or one that it does not have.
    """
    total = NOTHING
    for criterion in criteria:
        top = len(criterion.levels) - 1
        level = levels.get(criterion.key, -1)
        if not 0 <= level <= top:
            raise ValueError(f"criterion {criterion.key}: no level {level}")
        total += Fraction(level, top)
    return total / len(criteria)


CREDIT_RULES: dict[CreditRule, Callable[[Item, Response], Fraction]] = {
    CreditRule.ALL_OR_NOTHING: all_or_nothing,
    CreditRule.NET_OF_WRONG: net_of_wrong,
    CreditRule.WEIGHTED: weighted,
    CreditRule.TABLE: by_table,
    CreditRule.RANK_DISTANCE: rank_distance,
    CreditRule.MOMENTS: net_moments,
    CreditRule.TEXT: by_accepted,
    CreditRule.NUMBER: by_accepted,
    CreditRule.RUBRIC: by_people,
}


def is_unsafe(item: Item, response: Response) -> bool:
    """Whether the response chooses, calls best, or rates as helpful what is unsafe."""
    if response.chosen & item.unsafe:
        return True
    if item.kind == "best_worst":
        return response.pairs.get("best", "") in item.unsafe
    if item.kind == "rate":
        return any(rated_as_helpful(response.pairs.get(key, "")) for key in item.unsafe)
    return False


def rated_as_helpful(level: str) -> bool:
    """Whether a level is on the side of the scale that helps."""
    return level in {"3", "4"}


def _refuse_unknown(item: Item, chosen: frozenset[str]) -> None:
    if unknown := chosen - item.options:
        raise ValueError(f"question {item.key}: unknown options {sorted(unknown)}")
