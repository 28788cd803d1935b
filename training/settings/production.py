"""Production: refuses to start on anything that only a demonstration may have."""

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import SECRET_KEY, SITE_URL, env

if len(SECRET_KEY) < 50 or SECRET_KEY.startswith("demo-"):
    raise ImproperlyConfigured(
        "Set SECRET_KEY to at least 50 random characters. "
        "Keys that begin with 'demo-' are refused."
    )
if env.bool("DEMO", default=False) or env.bool("DEBUG", default=False):
    raise ImproperlyConfigured("Unset DEMO and DEBUG: production refuses both.")
if not SITE_URL.startswith("https://"):
    raise ImproperlyConfigured(
        "Set SITE_URL to the https:// address that people open, for example "
        "https://certs.example.org."
    )
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
