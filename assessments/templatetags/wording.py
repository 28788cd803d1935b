"""Problems of a scenario, in words, for templates."""

from django import template

from assessments.wording import describe_problem

register = template.Library()


@register.filter
def in_words(problem):
    """Return a ``proofreading.Problem`` as one sentence."""
    return describe_problem(problem)
