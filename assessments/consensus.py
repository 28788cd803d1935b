"""What a panel said about one question, and what comes of it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assessments.agreement import (
    Concordance,
    IntraClass,
    Spread,
    concordance,
    intraclass,
)
from assessments.keying import (
    LEVELS,
    Key,
    KeyRule,
    NoAgreement,
    Rated,
    Thresholds,
    make_key,
    opinions,
)

Json = dict[str, Any]


@dataclass(frozen=True)
class Flag:
    """Why somebody calls an option unsafe.

    Attributes:
        citation: the section of a code of ethics or a law, or "".
    """

    why: str
    citation: str = ""


@dataclass(frozen=True)
class Sheet:
    """What one panelist who finished said about one question.

    Attributes:
        levels: by option; every option has one.
        unsafe: by option, where flagged.
        comment: on the question as a whole, or "".
    """

    levels: Mapping[str, int]
    unsafe: Mapping[str, Flag] = field(default_factory=dict)
    comment: str = ""


@dataclass(frozen=True)
class Verdict:
    """What the panel said about one option.

    Attributes:
        counts: how many gave each level, from 1 to 4.
        is_kept: whether the key decides about it.
        is_unsafe: whether enough of the panel say so.
    """

    key: str
    text: str
    said: Spread
    counts: tuple[int, ...]
    flags: tuple[Flag, ...]
    is_kept: bool
    is_unsafe: bool


@dataclass(frozen=True)
class Consensus:
    """What came of one question.

    Attributes:
        key: None where there is no key.
        refusal: why not: a reason of ``NoAgreement``, or "".
    """

    raters: int
    verdicts: tuple[Verdict, ...]
    key: Key | None
    refusal: str
    order: Concordance | None
    levels: IntraClass | None
    comments: tuple[str, ...]

    def figures(self) -> Json:
        """Return the agreement as JSON, to be kept with the key."""
        return {
            "w": self.order and self.order.w,
            "chi_square": self.order and self.order.chi_square,
            "p": self.order and self.order.p,
            "icc_single": self.levels and self.levels.single,
            "icc_average": self.levels and self.levels.average,
            "options": {
                verdict.key: {
                    "counts": list(verdict.counts),
                    "mean": str(verdict.said.mean),
                    "sd": verdict.said.sd,
                    "modal_share": str(verdict.said.modal_share),
                }
                for verdict in self.verdicts
            },
        }


def settle(
    kind: str,
    options: Sequence[tuple[str, str]],
    sheets: Sequence[Sheet],
    *,
    rule: KeyRule,
    thresholds: Thresholds,
) -> Consensus:
    """Return what the panel's sheets come to.

    Args:
        kind: of the question.
        options: key and text of each, in the order shown.
        sheets: of those who finished.
        rule: one that fits the kind.
        thresholds: what is asked of the panel.
    """
    keys = [key for key, _text in options]
    flags = {
        key: tuple(sheet.unsafe[key] for sheet in sheets if key in sheet.unsafe)
        for key in keys
    }
    ratings = {str(number): sheet.levels for number, sheet in enumerate(sheets)}
    counted = {key: len(given) for key, given in flags.items()}
    rated = Rated(kind, keys, ratings, counted)
    key, refusal = _key_or_refusal(rated, rule, thresholds)
    rows = [[sheet.levels[option] for option in keys] for sheet in sheets]
    said = opinions(ratings, keys)
    return Consensus(
        raters=len(sheets),
        verdicts=tuple(
            Verdict(
                key=option,
                text=text,
                said=said[option],
                counts=_counts(option, sheets),
                flags=flags[option],
                is_kept=key is not None and option in key.kept,
                is_unsafe=key is not None and option in key.unsafe,
            )
            for option, text in options
            if said
        ),
        key=key,
        refusal=refusal,
        order=concordance(rows),
        levels=intraclass(rows),
        comments=tuple(sheet.comment for sheet in sheets if sheet.comment),
    )


def _key_or_refusal(
    rated: Rated, rule: KeyRule, thresholds: Thresholds
) -> tuple[Key | None, str]:
    try:
        return make_key(rated, rule=rule, thresholds=thresholds), ""
    except NoAgreement as refusal:
        return None, refusal.reason


def _counts(option: str, sheets: Sequence[Sheet]) -> tuple[int, ...]:
    given = Counter(sheet.levels[option] for sheet in sheets)
    return tuple(given[level] for level in LEVELS)
