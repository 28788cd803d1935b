"""What every template of the site may use beside its own context."""

from django.conf import settings


def site(request):
    """Tell templates whether demo people exist."""
    return {"IS_DEMO": settings.DEMO}
