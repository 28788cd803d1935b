"""An agency and somebody at its desk."""

import pytest
from django.test import Client

from tests.certificates.builders import make_agency


@pytest.fixture
def agency():
    return make_agency(name="Harbor House")


@pytest.fixture
def desk(agency):
    """Return a client of the agency's owner."""
    client = Client()
    client.force_login(agency.applied_by)
    return client
