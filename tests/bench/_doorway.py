"""The site as it is served, with two empty views beside it and limits out of reach.

Every request is still counted; only where counting would refuse is moved, since one
machine asks here in the place of thousands.
"""

from training.wsgi import application  # isort: skip

import dataclasses

from django.conf import settings
from django.http import HttpResponse
from django.urls import path
from django.utils import timezone

from certificates import throttle
from certificates.api import limits
from certificates.models import Certificate
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


@public
def written(request):
    """Answer with nothing once one row of the log of checks is on disk."""
    Certificate(pk=1).log_check(how="number", outcome="genuine", at=timezone.now())
    return HttpResponse()


urlpatterns = [path("empty/", empty), path("written/", written), *site_urls]
settings.ROOT_URLCONF = __name__
