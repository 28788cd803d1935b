"""What is known of a scenario, in words, for templates."""

from django import template

from assessments.authoring.maps import outcome_label, severity_label
from assessments.wording import describe_problem, plain

register = template.Library()


@register.filter
def in_words(problem):
    """Return a ``proofreading.Problem`` as one sentence."""
    return describe_problem(problem)


@register.filter
def plain_words(html):
    """Return rich text as one line of words."""
    return plain(html)


@register.filter
def severity(value):
    """Return a severity in an author's words."""
    return severity_label(value)


@register.filter
def outcome(value):
    """Return how an ending turns out, in an author's words."""
    return outcome_label(value)


@register.filter
def minutes(duration):
    """Return a time span as minutes and seconds, as in 2:05."""
    whole, seconds = divmod(round(duration.total_seconds()), 60)
    return f"{whole}:{seconds:02}"
