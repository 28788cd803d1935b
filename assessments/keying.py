"""From the ratings of a panel to a key, by a stated rule. Pure.

Panelists rate how effective each option is, from 1 (makes it worse) to 4 (helps
most); 1 and 2 are the ineffective side, 3 and 4 the effective one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from assessments.agreement import Spread, spread

LEVELS = (1, 2, 3, 4)

Ratings = Mapping[str, Mapping[str, int]]
"""Rater, then option, then level; every rater rated every option."""

Table = Mapping[str, Mapping[str, Fraction]]
"""Row, then column, then credit in [0, 1]; what a row lacks earns nothing."""


class KeyRule(StrEnum):
    """How credit follows from what the panel said.

    RANK_DISTANCE names the panel's order; how an answer is credited by its distance
    from that order is the credit rule of the same name.
    """

    PREVIEW = "preview"
    MODE_SHARE = "mode_share"
    MEAN_DISTANCE = "mean_distance"
    RANK_DISTANCE = "rank_distance"
    SCALED_MEAN = "scaled_mean"


RULES_OF_KIND: dict[str, tuple[KeyRule, ...]] = {
    "rate": (KeyRule.PREVIEW, KeyRule.MODE_SHARE, KeyRule.MEAN_DISTANCE),
    "order": (KeyRule.RANK_DISTANCE,),
    "single": (KeyRule.SCALED_MEAN,),
    "best_worst": (KeyRule.SCALED_MEAN,),
}
"""The kinds that a panel can key, and the rules that fit each."""


@dataclass(frozen=True)
class Thresholds:
    """What the panel's answers must show before they become a key.

    Attributes:
        raters: fewest people who finished.
        agreement: least share of them at an option's most frequent level; below
            it the option is dropped. Domain review, section 8: 70 to 75 %.
        options: fewest options that must stay.
        unsafe: least share who flag an option before the key calls it unsafe.
    """

    raters: int = 3
    agreement: Fraction = Fraction(7, 10)
    options: int = 2
    unsafe: Fraction = Fraction(1, 2)


@dataclass(frozen=True)
class Rated:
    """A question with what the panel said about it.

    Attributes:
        kind: of the question; one of ``RULES_OF_KIND``.
        options: keys of the options that were shown.
        ratings: of those who finished.
        flags: how many of them flagged an option as unsafe, by option.
    """

    kind: str
    options: Sequence[str]
    ratings: Ratings
    flags: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Key:
    """What a panel's answers come to.

    Attributes:
        table: credit; by option and level for "rate", by "best" and "worst" and
            option for "best_worst", under the single row "" by option for
            "single"; empty for "order".
        order: for "order", the options from the highest mean to the lowest.
        kept: options that the key decides about.
        dropped: options that the panel saw but did not agree on.
        unsafe: options that enough of the panel flagged, kept or not.
    """

    rule: KeyRule
    table: Table
    order: tuple[str, ...]
    kept: frozenset[str]
    dropped: frozenset[str]
    unsafe: frozenset[str]


class NoAgreement(ValueError):
    """The panel's answers make no key.

    Attributes:
        reason: "raters" (too few finished), "options" (too few were agreed on),
            "best" (there is no agreement on an option that may be the best),
            or "level" (options that the key must tell apart are equally good).
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def rule_for(kind: str, wanted: KeyRule) -> KeyRule:
    """Return ``wanted`` where it fits the kind of question, else the one that does.

    Raises:
        KeyError: no panel can key this kind.
    """
    rules = RULES_OF_KIND[kind]
    return wanted if wanted in rules else rules[0]


def opinions(ratings: Ratings, options: Sequence[str]) -> dict[str, Spread]:
    """Return how the levels of each option are spread; {} without a rater.

    Raises:
        ValueError: a rater left an option out, or gave a level outside 1 to 4.
    """
    for levels in ratings.values():
        if set(levels) != set(options) or not set(levels.values()) <= set(LEVELS):
            raise ValueError("ratings do not fit the options")
    if not ratings:
        return {}
    return {
        option: spread([levels[option] for levels in ratings.values()])
        for option in options
    }


def make_key(rated: Rated, *, rule: KeyRule, thresholds: Thresholds) -> Key:
    """Return the key that the panel's ratings come to.

    Raises:
        NoAgreement: too few raters, or too little agreement.
        ValueError: rule, options and ratings do not fit together.
    """
    if rule not in RULES_OF_KIND.get(rated.kind, ()):
        raise ValueError(f"{rule} makes no key for {rated.kind!r}")
    said = opinions(rated.ratings, rated.options)
    raters = len(rated.ratings)
    if raters < max(1, thresholds.raters):
        raise NoAgreement("raters")
    least = thresholds.agreement
    kept = {o: one for o, one in said.items() if one.modal_share >= least}
    if len(kept) < max(1, thresholds.options):
        raise NoAgreement("options")
    if rule is KeyRule.SCALED_MEAN and _best(said) - kept.keys():
        raise NoAgreement("best")
    return Key(
        rule=rule,
        table={} if rule is KeyRule.RANK_DISTANCE else _table(rated, rule, kept),
        order=ranked(kept) if rule is KeyRule.RANK_DISTANCE else (),
        kept=frozenset(kept),
        dropped=frozenset(said) - frozenset(kept),
        unsafe=_unsafe(rated.flags, raters, thresholds.unsafe),
    )


def preview(said: Spread, counts: Mapping[int, int], level: int) -> Fraction:
    """Credit the panel's level in full, the next one on the same side by half.

    Source:
        AAMC PREview scoring: 1 for a match, one half for adjacent on the same side
        of the scale, else none. The panel's level is its mode.
    """
    if level == said.mode:
        return Fraction(1)
    is_near = abs(level - said.mode) == 1 and (level > 2) == (said.mode > 2)
    return Fraction(1, 2) if is_near else Fraction(0)


def mode_share(said: Spread, counts: Mapping[int, int], level: int) -> Fraction:
    """Credit a level by how many chose it, as a share of those at the mode."""
    return Fraction(counts.get(level, 0), counts[said.mode])


def mean_distance(said: Spread, counts: Mapping[int, int], level: int) -> Fraction:
    """Credit a level by its distance from the panel's mean: 1 - |level - mean| / 3."""
    return 1 - abs(level - said.mean) / (LEVELS[-1] - LEVELS[0])


LEVEL_RULES: dict[KeyRule, Callable[[Spread, Mapping[int, int], int], Fraction]] = {
    KeyRule.PREVIEW: preview,
    KeyRule.MODE_SHARE: mode_share,
    KeyRule.MEAN_DISTANCE: mean_distance,
}


def ranked(said: Mapping[str, Spread]) -> tuple[str, ...]:
    """Return the options from the highest mean to the lowest.

    Raises:
        NoAgreement: two means are equal, so that neither comes first.
    """
    means = {option: one.mean for option, one in said.items()}
    if len(set(means.values())) < len(means):
        raise NoAgreement("level")
    return tuple(sorted(means, key=lambda option: -means[option]))


def scaled_mean(said: Mapping[str, Spread]) -> Mapping[str, Fraction]:
    """Credit options from 0 (the lowest mean) to 1 (the highest), evenly between.

    Raises:
        NoAgreement: all means are equal.
    """
    low = min(one.mean for one in said.values())
    high = max(one.mean for one in said.values())
    if low == high:
        raise NoAgreement("level")
    return {name: (one.mean - low) / (high - low) for name, one in said.items()}


def fits(
    asked: Mapping[str, str], shown: Mapping[str, str], dropped: Iterable[str]
) -> bool:
    """Whether a key still belongs to a question as it reads now.

    Args:
        asked: texts that the panel saw, by option; the situation under "".
        shown: the same of the question today.
        dropped: options that the key left out; taking them out of the question
            changes nothing about the others.
    """
    free = set(dropped)
    if not shown.keys() <= asked.keys() or not asked.keys() - free <= shown.keys():
        return False
    return all(_plain(text) == _plain(asked[key]) for key, text in shown.items())


def _best(said: Mapping[str, Spread]) -> set[str]:
    highest = max(one.mean for one in said.values())
    return {option for option, one in said.items() if one.mean == highest}


def _table(rated: Rated, rule: KeyRule, kept: Mapping[str, Spread]) -> Table:
    if rule is KeyRule.SCALED_MEAN:
        best = scaled_mean(kept)
        if rated.kind == "single":
            return {"": best}
        worst = {option: 1 - credit for option, credit in best.items()}
        return {"best": best, "worst": worst}
    credit = LEVEL_RULES[rule]
    table = {}
    for option, one in kept.items():
        counts = Counter(levels[option] for levels in rated.ratings.values())
        table[option] = {str(level): credit(one, counts, level) for level in LEVELS}
    return table


def _unsafe(flags: Mapping[str, int], raters: int, share: Fraction) -> frozenset[str]:
    return frozenset(
        option for option, n in flags.items() if n and Fraction(n, raters) >= share
    )


def _plain(text: str) -> str:
    return " ".join(text.split())
