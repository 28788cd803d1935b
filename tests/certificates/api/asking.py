"""A program of an agency, as tests send its requests."""

import datetime as dt
import json

from django.test import Client

from certificates.models import ApiToken
from tests.certificates.builders import AT, make_agency, make_rng
from tests.users.builders import make_user

ALL = {"may_check": True, "may_batch": True, "may_follow": True}


def make_token(agency=None, *, at=AT, **facts):
    """Make a token that may do everything for a month; return it and its text."""
    facts = {"name": "Hiring", "expires_at": at + dt.timedelta(days=30)} | ALL | facts
    agency = agency or make_agency()
    return ApiToken.objects.make(agency, by=make_user(), at=at, rng=make_rng(), **facts)


class Program:
    """Speaks to the API with one token, or with none."""

    def __init__(self, text=""):
        self.client = Client()
        self.headers = {"Authorization": f"Bearer {text}"} if text else {}

    def get(self, path, query=None, **headers):
        return self.client.get(f"/api/v1{path}", query, headers=self.headers | headers)

    def post(self, path, body, **headers):
        text = body if isinstance(body, (str, bytes)) else json.dumps(body)
        return self.client.post(
            f"/api/v1{path}",
            text,
            content_type=headers.pop("content_type", "application/json"),
            headers=self.headers | headers,
        )

    def check(self, number, name):
        return self.post("/checks", {"number": number, "family_name": name})

    def batch(self, *pairs, **headers):
        asked = [{"number": number, "family_name": name} for number, name in pairs]
        return self.post("/checks/batch", {"checks": asked}, **headers)
