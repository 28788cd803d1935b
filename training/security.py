"""Who may load what: the content policy, and doors that are shut by default."""

from csp.middleware import CSPMiddleware
from django.conf import settings

from training.users.desk import DESK

PERMISSIONS_POLICY = (
    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), "
    "browsing-topics=(), publickey-credentials-get=(self), "
    "publickey-credentials-create=(self)"
)


class SitePolicyMiddleware(CSPMiddleware):
    """Send the strict policy everywhere, and Wagtail's looser one under /admin/."""

    def process_response(self, request, response):
        if request.path_info.startswith(DESK):
            response._csp_replace = settings.ADMIN_CONTENT_SECURITY_POLICY
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return super().process_response(request, response)


class SharedAnswersMiddleware:
    """Let caches on the way share an answer that is the same for everybody.

    A view says so by ``shared_by`` on its response: the request header that it
    depends on, or "". Session and language would otherwise be named as well.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        depends_on = getattr(response, "shared_by", None)
        if depends_on is not None:
            response.cookies.clear()
            del response.headers["Vary"]
            del response.headers["Content-Language"]
            if depends_on:
                response.headers["Vary"] = depends_on
        return response


class NoStoreMiddleware:
    """Keep what a signed-in person saw out of every cache on the way."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "private, no-store"
        return response
