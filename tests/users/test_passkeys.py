"""Whatever is sent as a passkey gets an answer."""

import json

import pytest

from tests.users.builders import PASSWORD, make_user

pytestmark = pytest.mark.django_db

TEXT = "YQ"
RESPONSE = {"clientDataJSON": TEXT, "authenticatorData": TEXT, "signature": TEXT}
MISSHAPEN = [
    *(None, 1, "a", [], [1], {}, {"a": 1}),
    {"id": "\ud800", "rawId": "\ud800", "response": {}},
    {"id": TEXT, "rawId": TEXT, "type": "public-key", "response": {}},
    {"id": TEXT, "rawId": TEXT, "type": "public-key", "response": RESPONSE},
    {"id": TEXT, "rawId": TEXT, "type": "public-key", "response": []},
    {"id": TEXT, "rawId": TEXT, "response": RESPONSE | {"userHandle": "!"}},
]


@pytest.fixture
def learner(client):
    learner = make_user()
    client.force_login(learner)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return learner


@pytest.mark.parametrize("sent", MISSHAPEN)
def test_signing_in_with_what_is_no_passkey_is_refused(client, sent):
    credential = {"credential": json.dumps(sent)}
    answer = client.post("/accounts/2fa/webauthn/login/", credential)
    assert answer.status_code < 500
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("sent", MISSHAPEN)
def test_what_is_no_passkey_is_not_added(client, learner, sent):
    client.get("/accounts/2fa/webauthn/add/")
    credential = {"name": "Key", "credential": json.dumps(sent)}
    answer = client.post("/accounts/2fa/webauthn/add/", credential)
    assert answer.status_code < 500
    assert not learner.authenticator_set.exists()
