"""Webhooks are signed as the Standard Webhooks specification says."""

import datetime as dt
import json

import pytest

from certificates.watching import signature

AT = dt.datetime(2021, 2, 25, 11, 24, 25, tzinfo=dt.UTC)

# The worked example of the Standard Webhooks libraries' own tests.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # published
KEY = "msg_p5jXN8AQM9LWM0D4loKWxJek"
PUBLISHED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
SENT = dt.datetime.fromtimestamp(1614265330, dt.UTC)


def test_the_published_example_comes_out():
    headers = signature.headers_for(
        KEY, b'{"test": 2432232314}', secrets=[SECRET], at=SENT
    )
    assert headers == {
        "webhook-id": KEY,
        "webhook-timestamp": "1614265330",
        "webhook-signature": PUBLISHED,
    }


def test_the_old_secret_signs_beside_the_new_one():
    new = signature.new_secret(lambda size: b"n" * size)
    headers = signature.headers_for(
        KEY, b'{"test": 2432232314}', secrets=[new, SECRET], at=SENT
    )
    first, second = headers["webhook-signature"].split()
    assert second == PUBLISHED
    assert first != second


def test_another_body_or_instant_gives_another_signature():
    def signed(body=b"{}", at=AT):
        headers = signature.headers_for(KEY, body, secrets=[SECRET], at=at)
        return headers["webhook-signature"]

    assert signed() == signed()
    assert len({signed(), signed(b"{ }"), signed(at=SENT)}) == 3


def test_a_body_says_when_it_happened_and_is_the_same_in_every_try():
    body = signature.body_of("test", {"number": "Ä"}, at=AT)
    assert body == signature.body_of("test", {"number": "Ä"}, at=AT)
    assert json.loads(body) == {
        "type": "test",
        "timestamp": "2021-02-25T11:24:25+00:00",
        "data": {"number": "Ä"},
    }


@pytest.mark.parametrize(("tries", "seconds"), [(1, 5), (2, 300), (9, 86400)])
def test_each_failed_try_waits_longer(tries, seconds):
    assert signature.wait_after(tries) == dt.timedelta(seconds=seconds)


@pytest.mark.parametrize("tries", [0, 10, 11])
def test_the_tenth_try_is_the_last(tries):
    assert signature.wait_after(tries) is None
