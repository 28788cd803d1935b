"""What an administrator is told before the site starts."""

from django.conf import settings
from django.core.checks import Error, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from django.utils import timezone

from . import publishing
from .models import SigningKey

DEMO_KEYS = "certificates.E001"


def refuse_demo_keys():
    """Stop a production site whose keys belong to a demonstration.

    Raises:
        ImproperlyConfigured: they do.
    """
    for error in signing_keys(None):
        if error.id == DEMO_KEYS:
            raise ImproperlyConfigured(f"{error.msg} {error.hint}")


@register("certificates")
def signing_keys(app_configs, **kwargs):
    """Refuse a demonstration's keys elsewhere; warn of lists that have lapsed."""
    try:
        is_demo = SigningKey.objects.usable().filter(is_demo=True).exists()
        lapsed = publishing.stale(at=timezone.now())
    except DatabaseError:
        # Before the first migration; afterwards the site itself would not answer.
        return []
    found = []
    if is_demo and not settings.DEMO:
        found.append(
            Error(
                "The signing keys belong to a demonstration: whoever has seen it "
                "may have them.",
                hint="Begin with a new database, and run `manage.py keys make`.",
                id=DEMO_KEYS,
            )
        )
    if lapsed:
        names = ", ".join(map(str, lapsed))
        found.append(
            Warning(
                f"Status lists have lapsed ({names}): good certificates fail when "
                "they are checked elsewhere.",
                hint="Is `manage.py worker` running?",
                id="certificates.W001",
            )
        )
    return found
