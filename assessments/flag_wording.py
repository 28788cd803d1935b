"""The sentences in which the analysis speaks to trainers."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .analysis.flags import Flag
from .analysis.forms import Coefficient
from .analysis.items import Method

_SHORT = {
    Flag.NEGATIVE: gettext_lazy("Check the key"),
    Flag.WEAK: gettext_lazy("Tells little apart"),
    Flag.HARD: gettext_lazy("Very hard"),
    Flag.EASY: gettext_lazy("Very easy"),
    Flag.TEMPTING_OPTION: gettext_lazy("A wrong option draws strong people"),
    Flag.UNUSED_OPTION: gettext_lazy("An option nobody chooses"),
}

_LONG = {
    Flag.NEGATIVE: gettext_lazy(
        "People who did well on the other questions did worse on this one. Check the "
        "key first: the wrong option may be marked as correct."
    ),
    Flag.WEAK: gettext_lazy(
        "It hardly tells apart who did well on the other questions and who did not. "
        "Look for a second right answer, or for words that can be read in two ways."
    ),
    Flag.HARD: gettext_lazy(
        "Fewer than one in five answers earns the credit. Is it taught? Is it clear?"
    ),
    Flag.EASY: gettext_lazy(
        "More than nine in ten answers earn the credit, so it cannot tell people "
        "apart. If it is about safety, that can be right: keep it."
    ),
    Flag.TEMPTING_OPTION: gettext_lazy(
        "A wrong option is chosen more by people who did well on the other questions. "
        "It may be right as well: ask a colleague."
    ),
    Flag.UNUSED_OPTION: gettext_lazy(
        "Nobody chose one of the wrong options. Rewrite it so that it tempts, or "
        "leave it out."
    ),
}

_COEFFICIENTS = {
    Coefficient.KR20: gettext_lazy("KR-20"),
    Coefficient.ALPHA: gettext_lazy("Cronbach alpha"),
    Coefficient.NESTED: gettext_lazy("Reliability of drawn papers"),
}

_EXPLAINED = {
    Coefficient.KR20: gettext_lazy(
        "All had the same questions, and every answer was right or wrong."
    ),
    Coefficient.ALPHA: gettext_lazy(
        "All had the same questions, and answers could earn part of the credit."
    ),
    Coefficient.NESTED: gettext_lazy(
        "People had different questions, so alpha does not apply: this is the share of "
        "the differences in scores that is due to people (one-way analysis of "
        "variance). It is lower, because a hard draw counts as chance."
    ),
}

_METHODS = {
    Method.WILSON: gettext_lazy("Interval by Wilson"),
    Method.STUDENT: gettext_lazy("Interval of a mean by Student"),
}


def flag_name(flag):
    """Return a few words for a table."""
    return str(_SHORT[flag])


def flag_advice(flag):
    """Return what it means and what to do."""
    return str(_LONG[flag])


def coefficient_name(coefficient):
    return str(_COEFFICIENTS[coefficient])


def coefficient_meaning(coefficient):
    """Return why this one was computed."""
    return str(_EXPLAINED[coefficient])


def method_name(method):
    return str(_METHODS[method])


def cell_names(face):
    """Return functions that name a row and a column of a question's answers."""
    options, columns = face["options"], face["columns"]
    extremes = {"best": _("Best"), "worst": _("Worst")}
    if face["kind"] == "best_worst":
        return extremes.get, lambda key: options.get(key, key)
    named = options if face["kind"] in {"single", "multiple"} else columns

    def row_name(key):
        return options.get(key, key)

    def column_name(key):
        return named.get(key, key)

    return row_name, column_name
