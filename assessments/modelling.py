"""The answer that earns everything. Pure."""

from __future__ import annotations

from assessments.paper import Question
from assessments.responses import Response
from assessments.rules import CreditRule

WRITTEN = "…"


def model_response(question: Question) -> Response:
    """Return an answer to ``question`` that its key gives full credit.

    For a written answer, which only people can credit, it is just not empty.

    Raises:
        ValueError: the key gives full credit to nothing.
    """
    truth, rule = question.key.truth, question.key.rule
    if rule in {CreditRule.ALL_OR_NOTHING, CreditRule.NET_OF_WRONG}:
        return Response(chosen=truth.correct)
    if rule == CreditRule.RANK_DISTANCE:
        places = {key: str(place) for place, key in enumerate(truth.order, start=1)}
        return Response(pairs=places)
    if rule in {CreditRule.TEXT, CreditRule.NUMBER}:
        return Response(text=max(truth.accepted, key=lambda one: one.credit).text)
    if rule == CreditRule.RUBRIC:
        return Response(text=WRITTEN)
    best = {
        row: max(cells, key=cells.__getitem__) for row, cells in truth.table.items()
    }
    if rule == CreditRule.WEIGHTED:
        return Response(chosen=frozenset(best.values()))
    return Response(pairs=best)
