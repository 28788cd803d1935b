"""Where frozen pages find the files that they name."""

from django import template
from django.core.files.storage import default_storage

register = template.Library()


@register.filter
def stored_url(name):
    """Return the address of a stored file; it need not exist any more."""
    return default_storage.url(name)
