"""Accounts that belong to a demonstration and nowhere else."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from .models import User

# Reserved for examples (RFC 2606), so that no real person has such an address.
DEMO_DOMAIN = "@example.org"


def refuse_demo_accounts():
    """Stop a production site that still lets demo people in.

    Raises:
        ImproperlyConfigured: an active account has an address at example.org.
    """
    if settings.DEMO:
        return
    if User.objects.filter(email__endswith=DEMO_DOMAIN, is_active=True).exists():
        raise ImproperlyConfigured(
            "Demo accounts (…@example.org) can sign in here. Deactivate or delete "
            "them before this site starts without DEMO=1."
        )
