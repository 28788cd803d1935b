"""Whatever is sent, the API answers as its document says, and never with a fault."""

import dataclasses
import json
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certificates import throttle
from certificates.api import limits
from certificates.api.asking import PRIVATE
from tests.certificates.builders import make_rendered

from .asking import Program, make_token
from .contract import assert_as_described, operations
from .test_checks import NOW

pytestmark = pytest.mark.django_db

OFTEN = settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
NEVER = 10**9

plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=80)
anything = st.recursive(
    plain,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=12,
)
names = st.text(max_size=130) | st.sampled_from(
    ["Okonkwo", "okonkwo ", "O\u0301 Néill"]
)
numbers = st.text(max_size=70) | st.from_regex(
    r"(PRSS-)?[0-9A-Z]{4}(-[0-9A-Z]{4}){2}-[0-9A-Z]{5}", fullmatch=True
)
pairs = st.fixed_dictionaries({"number": numbers, "family_name": names})
nearly = pairs | st.fixed_dictionaries(
    {}, optional={"number": anything, "family_name": anything, "x": plain}
)
BODIES = {
    "/checks": nearly,
    "/checks/batch": st.fixed_dictionaries(
        {}, optional={"checks": st.lists(nearly, max_size=5) | anything}
    ),
}
MEDIA_TYPES = st.sampled_from(["application/json", "text/plain", "x"])
queries = st.dictionaries(
    st.sampled_from(["since", "limit", "x"]), st.text(max_size=40), max_size=3
)
keys = st.none() | st.text(st.characters(max_codepoint=255), max_size=70)


@pytest.fixture
def program(monkeypatch):
    for room, name in ((throttle, "ONE_AGENCY"), (limits, "REQUESTS")):
        limit = dataclasses.replace(getattr(room, name), most=NEVER)
        monkeypatch.setattr(room, name, limit)
    make_rendered()
    return Program(make_token(**NOW)[1])


def assert_sound(described, reply):
    assert_as_described(described, reply)
    assert reply.status_code < 500
    for name, value in PRIVATE.items():
        assert reply.headers[name] == value


@pytest.mark.parametrize(
    ("path", "described"),
    [(path, one) for path, method, one in operations() if method == "post"],
)
@OFTEN
@given(data=st.data())
def test_any_body_is_answered_as_described(program, path, described, data):
    body = data.draw(BODIES[path] | anything)
    key = data.draw(keys)
    headers = {} if key is None else {"Idempotency-Key": key}
    assert_sound(described, program.post(path, json.dumps(body), **headers))


@pytest.mark.parametrize("path", BODIES)
@OFTEN
@given(
    body=st.binary(max_size=300), media_type=st.sampled_from(["application/json", ""])
)
def test_any_bytes_are_answered_as_described(program, path, body, media_type):
    described = next(one for known, _method, one in operations() if known == path)
    reply = program.post(path, body, content_type=media_type)
    assert_sound(described, reply)


@pytest.mark.parametrize(
    ("path", "described"),
    [(path, one) for path, method, one in operations() if method == "get"],
)
@OFTEN
@given(query=queries)
def test_any_query_is_answered_as_described(program, path, described, query):
    assert_sound(described, program.get(path, query))


@OFTEN
@given(text=st.text(st.characters(max_codepoint=255), max_size=80))
def test_any_token_is_turned_away(text):
    reply = Program(text).get("/me")
    assert reply.status_code == 401


@OFTEN
@given(path=st.text(max_size=40))
def test_any_address_is_answered_by_a_problem_or_one_of_ours(program, path):
    reply = program.get(f"/x{quote(path, safe='/')}")
    assert reply.status_code == 404
    assert reply.headers["Content-Type"] == "application/problem+json"
