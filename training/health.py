"""/healthz says that the process lives, /readyz that it can serve."""

from django.db import DatabaseError, connection
from django.http import HttpResponse, JsonResponse


class HealthMiddleware:
    """Answer before sessions, hosts and languages: probes know none of them."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path == "/healthz":
            return HttpResponse("ok", content_type="text/plain")
        if request.path == "/readyz":
            return readiness()
        return self.get_response(request)


def readiness():
    """Answer 200 when the database answers, else 503 with a time to come back."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse(
            {"database": "unreachable"}, status=503, headers={"Retry-After": "5"}
        )
    return JsonResponse({"database": "ok"})
