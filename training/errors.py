"""Error pages in the site's own voice."""

from django.shortcuts import render

from training.users.access import public


@public
def csrf_failure(request, reason=""):
    """Explain a stale form, which is what a CSRF failure nearly always is."""
    return render(request, "403_csrf.html", status=403)
