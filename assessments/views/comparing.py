"""An answer in the words of its question, for whoever must choose between two."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Line:
    """One line of an answer: what a row was given; without rows, no label."""

    label: str
    words: str


def lines(question, answer):
    """Return what ``answer`` says to ``question``, a ``DeliveredQuestion``.

    Returns:
        At least one ``Line``; an answer that says nothing is one that says so.
    """
    texts = {o.key: o.text for o in (*question.options, *question.columns)}
    texts |= {"best": _("Best"), "worst": _("Worst")}
    given = answer.given
    found = [Line("", texts[o.key]) for o in question.options if o.key in given.chosen]
    found += [
        Line(texts.get(row, row), texts.get(value, value))
        for row, value in given.pairs.items()
    ]
    if given.text.strip():
        found.append(Line("", given.text))
    return found or [Line("", _("No answer"))]
