"""Times are stored in UTC and shown in the zone of whoever looks."""

import datetime as dt
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import timezone


class TimeZoneMiddleware:
    """Activate the signed-in person's time zone for one request."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            with timezone.override(zone_of(request.user)):
                return self.get_response(request)
        return self.get_response(request)


def zone_of(person):
    """Return a person's time zone; UTC for one that this server does not know."""
    try:
        return ZoneInfo(person.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return dt.UTC
