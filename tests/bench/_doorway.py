"""The site as it is served, with an empty view beside it and limits out of reach.

Every request is still counted; only where counting would refuse is moved, since one
machine asks here in the place of thousands.
"""

from training.wsgi import application  # isort: skip

import dataclasses

from django.conf import settings
from django.http import HttpResponse
from django.urls import path

from certificates import throttle
from certificates.api import limits
from training.urls import handler500
from training.urls import urlpatterns as site_urls
from training.users.access import public

__all__ = ["application", "handler500", "urlpatterns"]

NEVER = 10**9


def _out_of_reach(limit):
    return dataclasses.replace(limit, most=NEVER)


throttle.ALL_MISSES = _out_of_reach(throttle.ALL_MISSES)
throttle.ONE_AGENCY = _out_of_reach(throttle.ONE_AGENCY)
limits.REQUESTS = _out_of_reach(limits.REQUESTS)


@public
def empty(request):
    """Answer with nothing."""
    return HttpResponse()


urlpatterns = [path("empty/", empty), *site_urls]
settings.ROOT_URLCONF = __name__
