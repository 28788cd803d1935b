"""What is wrong with a line of an agency's list, in words."""

from django import template

from certificates.agencies import wording

register = template.Library()


@register.simple_tag
def line_fault(row):
    """Say what is wrong with a ``RosterRow``."""
    return wording.line_fault(row.fault, row.detail)
