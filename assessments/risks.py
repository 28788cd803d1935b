"""What was unsafe in an attempt, and why. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from assessments.paper import Paper
from assessments.responses import Response
from assessments.rules import is_unsafe
from assessments.scoring import Result


@dataclass(frozen=True)
class Risk:
    """One unsafe option that was chosen or commended.

    Attributes:
        number: of the question, from 1.
        option: its text.
        why: the author's feedback; may be "".
    """

    number: int
    option: str
    why: str


def risks_in(
    paper: Paper, result: Result, responses: Mapping[str, Response]
) -> tuple[Risk, ...]:
    """Return every unsafe choice that counts, in the order of the paper.

    Args:
        paper: with the keys by which it was marked.
        result: its marking.
        responses: what was answered, by question key.
    """
    return tuple(
        Risk(number, option.text, question.key.feedback.get(option.key, ""))
        for number, question in enumerate(paper.questions, start=1)
        if question.shown.key in result.unsafe
        for option in question.shown.options
        if option.key in question.key.unsafe
        and is_unsafe(
            replace(question.for_marking(), unsafe=frozenset([option.key])),
            responses[question.shown.key],
        )
    )
