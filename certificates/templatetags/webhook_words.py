"""What became of a message to an agency's server, in words."""

from django import template
from django.utils.translation import gettext, gettext_lazy

register = template.Library()

FAULTS = {
    "refused": gettext_lazy("The address leads into a private network."),
    "unreachable": gettext_lazy("Nothing answers at the address."),
    "slow": gettext_lazy("The server took too long."),
    "tls": gettext_lazy("The server's certificate is not trusted."),
}


@register.simple_tag
def delivery_fault(delivery):
    """Say what went wrong at the last try."""
    if delivery.problem in FAULTS:
        return FAULTS[delivery.problem]
    return gettext("The server answered %(status)s.") % {"status": delivery.answer}
