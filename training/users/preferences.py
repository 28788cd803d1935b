"""Times are stored in UTC and shown in the zone of whoever looks."""

from zoneinfo import ZoneInfo

from django.utils import timezone


class TimeZoneMiddleware:
    """Activate the signed-in person's time zone for one request."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            with timezone.override(ZoneInfo(request.user.time_zone)):
                return self.get_response(request)
        return self.get_response(request)
