"""What every template of the site may use beside its own context."""

from django.conf import settings


def site(request):
    """Give templates the languages on offer and whether demo people exist."""
    return {"SITE_LANGUAGES": settings.LANGUAGES, "IS_DEMO": settings.DEMO}
