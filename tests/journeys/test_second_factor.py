"""Passkeys and authenticator apps, in a real browser under the strict policy."""

import base64
import hashlib
import hmac
import struct
import time

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import expect

from tests.courses.builders import make_catalogue
from tests.users.builders import PASSWORD, make_user
from training.users import roles

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def trainer(settings):
    settings.SECOND_FACTOR_REQUIRED = True
    make_catalogue()
    person = make_user(roles.TRAINERS)
    EmailAddress.objects.create(
        user=person, email=person.email, verified=True, primary=True
    )
    return person


@pytest.fixture
def tab(new_context, live_server):
    # Passkeys are bound to a host name; an address of numbers has none.
    address = live_server.url.replace("127.0.0.1", "localhost")
    page = new_context(base_url=address).new_page()
    page.set_default_timeout(15_000)
    return page


def sign_in(page, person):
    page.goto("/accounts/login/")
    page.fill("[name=login]", person.email)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/my/")


def open_guarded(page, path):
    """Open what changes how one signs in; it asks for the password once more."""
    page.goto(path)
    page.fill("[name=password]", PASSWORD)
    page.locator("main form button.button").first.click()
    page.wait_for_url(f"**{path}")


def sign_out(page):
    page.goto("/accounts/logout/")
    page.locator("main form button").click()
    page.wait_for_url(lambda url: "logout" not in url)


def test_a_trainer_adds_a_passkey_and_comes_back_with_it_alone(tab, trainer):
    tools = tab.context.new_cdp_session(tab)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    sign_in(tab, trainer)
    tab.goto("/admin/")
    assert "/accounts/2fa/" in tab.url
    open_guarded(tab, "/accounts/2fa/webauthn/add/")
    tab.fill("[name=name]", "My phone")
    tab.locator("[name=passwordless]").check()
    tab.locator("#mfa_webauthn_add").click()
    tab.wait_for_url(lambda url: "webauthn/add" not in url)
    sign_out(tab)
    tab.goto("/accounts/login/?next=/admin/")
    tab.locator("#passkey_login").click()
    tab.wait_for_url("**/admin/")
    expect(tab.locator("h1").first).to_contain_text("Welcome")


def code_for(secret, at):
    """Return the six digits of RFC 6238 for a base32 ``secret``."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(at // 30)), hashlib.sha1).digest()
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def test_an_authenticator_app_is_asked_for_at_the_next_sign_in(tab, trainer):
    sign_in(tab, trainer)
    open_guarded(tab, "/accounts/2fa/totp/activate/")
    secret = tab.locator("main code").inner_text()
    tab.fill("[name=code]", code_for(secret, time.time()))
    tab.locator("main form button").first.click()
    tab.wait_for_url(lambda url: "totp/activate" not in url)
    sign_out(tab)
    tab.goto("/accounts/login/")
    tab.fill("[name=login]", trainer.email)
    tab.fill("[name=password]", PASSWORD)
    tab.get_by_role("button", name="Sign in", exact=True).click()
    tab.wait_for_url("**/2fa/authenticate/**")
    tab.goto("/admin/")
    assert "/accounts/" in tab.url
