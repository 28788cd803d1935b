"""Smallest watches and addresses."""

import datetime as dt
import uuid

from certificates.models import Endpoint, Watch
from certificates.watching.delivering import seal
from tests.certificates.builders import AT, make_agency, make_rendered

SECRET = "whsec_" + "c2VjcmV0" * 4
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


def make_watch(*, stands=True, agency=None, certificate=None, at=AT):
    """Ask about a certificate; its holder has agreed unless told otherwise."""
    agency = agency or make_agency()
    certificate = certificate or make_rendered()
    member = agency.memberships.first().user
    watch, _is_new = Watch.objects.ask(
        agency, certificate.number, by=member, reason="Employs peers", at=at
    )
    if stands:
        watch.consent(at=at)
    return watch


def make_endpoint(agency, url="http://127.0.0.1:9/hook", at=AT):
    """Open an address whose secret is ``SECRET``."""
    public_id = uuid.uuid4()
    return Endpoint.open(
        agency,
        url=url,
        sealed_secret=seal(SECRET, public_id),
        public_id=public_id,
        at=at,
    )
