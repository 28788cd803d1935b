"""Guessing is slowed down, whatever headers the guesser sends."""

import datetime as dt
import ipaddress
import random

import pytest
from django.test import RequestFactory

from certificates import codes, throttle
from certificates.models import RateWindow
from tests.races import at_once
from training.addresses import network_of, networks_of

from .builders import AT, make_rendered, make_rng

MINUTE = dt.timedelta(minutes=1)


def numbers(count):
    rng = make_rng(4242)
    return [codes.new_number(rng) for _ in range(count)]


def request(address="203.0.113.7", **headers):
    return RequestFactory().get("/verify/", REMOTE_ADDR=address, **headers)


@pytest.mark.django_db
def test_the_31st_guess_in_a_minute_is_refused(client):
    pages = [client.get(f"/verify/{number}/") for number in numbers(32)]
    assert [page.status_code for page in pages] == [200] * 30 + [429] * 2
    assert 1 <= int(pages[30].headers["Retry-After"]) <= 60
    assert b"Too many tries" in pages[30].content


@pytest.mark.django_db
@pytest.mark.parametrize(
    "headers",
    [
        lambda i: {"HTTP_X_FORWARDED_FOR": f"198.51.100.{i}"},
        lambda i: {"HTTP_X_REAL_IP": f"198.51.100.{i}"},
        lambda i: {"HTTP_FORWARDED": f"for=198.51.100.{i}"},
        lambda i: {"HTTP_CLIENT_IP": f"198.51.100.{i}"},
    ],
)
def test_forged_headers_do_not_help(client, headers):
    statuses = [
        client.get(f"/verify/{number}/", **headers(i)).status_code
        for i, number in enumerate(numbers(31))
    ]
    assert statuses[-1] == 429


@pytest.mark.django_db
def test_malformed_guesses_do_not_count(client):
    for _ in range(40):
        client.get("/verify/PRSS-1/")
    assert not RateWindow.objects.exists()


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "198.51.100.1", "203.0.113.7"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        (2, "6.6.6.6, 198.51.100.1, 10.0.0.1", "198.51.100.1"),
        (2, "198.51.100.1", "203.0.113.7"),
        (1, "", ""),
    ],
)
def test_only_what_trusted_proxies_wrote_is_believed(
    settings, proxies, forwarded, expected
):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    asked = request(HTTP_X_FORWARDED_FOR=forwarded)
    assert throttle.client_address(asked) == expected


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.7", "203.0.113.7", True),
        ("203.0.113.7:51234", "203.0.113.7", True),
        ("nonsense", "", True),
    ],
)
def test_an_address_is_as_wide_as_one_household(one, other, is_same):
    assert (network_of(one, 32, 64) == network_of(other, 32, 64)) == is_same


@pytest.mark.parametrize("address", ["203.0.113.201", "2001:db8:1:2:ffff::9"])
def test_networks_are_written_as_the_library_writes_them(address):
    widths = (32, 64), (24, 48)
    written = [
        str(ipaddress.ip_network((address, widths[n][":" in address]), strict=False))
        for n in (0, 1)
    ]
    assert networks_of(address, *widths) == written


@pytest.mark.django_db
def test_a_window_opens_with_the_first_request_and_ends_a_minute_later():
    late = AT.replace(second=59)
    for _ in range(30):
        throttle.admit(request(), at=late)
    with pytest.raises(throttle.TooManyTries) as refusal:
        throttle.admit(request(), at=late + dt.timedelta(seconds=2))
    assert refusal.value.retry_after == 58
    throttle.admit(request(), at=late + MINUTE)


@pytest.mark.django_db
def test_a_network_has_300_a_day():
    for number in range(300):
        at = AT + number * MINUTE
        throttle.admit(request(f"203.0.113.{number % 250}"), at=at)
    with pytest.raises(throttle.TooManyTries):
        throttle.admit(request("203.0.113.251"), at=at + MINUTE)
    throttle.admit(request("203.0.114.1"), at=at + MINUTE)


@pytest.mark.django_db
def test_misses_everywhere_brake_numbers_but_not_qr_codes(client, monkeypatch):
    monkeypatch.setattr(throttle, "ALL_MISSES", throttle.Limit("misses", 3, MINUTE))
    certificate = make_rendered()
    for i, number in enumerate(numbers(3)):
        client.get(f"/verify/{number}/", REMOTE_ADDR=f"203.0.{i}.7")
    answers = [
        client.get(f"/verify/{one}/").status_code
        for one in (certificate.number, certificate.token)
    ]
    assert answers == [429, 200]


@pytest.mark.django_db
def test_hits_do_not_count_towards_the_brake(client, monkeypatch):
    monkeypatch.setattr(throttle, "ALL_MISSES", throttle.Limit("misses", 3, MINUTE))
    certificate = make_rendered()
    for _ in range(10):
        assert client.get(f"/verify/{certificate.number}/").status_code == 200


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_many_at_once_are_all_counted():
    def ask(_number):
        try:
            throttle.admit(request(), at=AT)
        except throttle.TooManyTries:
            return "refused"
        return "admitted"

    answers = at_once(ask, 60)
    assert answers.count("admitted") == 30


@pytest.mark.django_db
def test_an_address_that_is_refused_uses_up_nothing_of_its_network(client):
    for _ in range(60):
        client.get("/shared/00000000000000000000000000/")
    assert set(RateWindow.objects.values_list("count", flat=True)) == {30}


@pytest.mark.django_db
def test_windows_counted_at_once_keep_their_own_lengths():
    one, other = ("one", MINUTE, 1), ("other", dt.timedelta(days=1), 2)
    RateWindow.objects.count_in(one, other, at=AT)
    counted = RateWindow.objects.count_in(one, other, at=AT + MINUTE)
    assert counted == [(1, AT + 2 * MINUTE), (4, AT + dt.timedelta(days=1))]


@pytest.mark.django_db
def test_old_windows_are_swept():
    throttle.admit(request(), at=AT)
    assert RateWindow.objects.stale(at=AT + dt.timedelta(days=2)).count() == 2
    assert RateWindow.objects.stale(at=AT + MINUTE).count() == 0


def test_random_guesses_seldom_reach_the_database():
    rng = random.Random(5)
    passed = 0
    for _ in range(20_000):
        try:
            codes.normalise("".join(rng.choices(codes.ALPHABET, k=17)))
        except codes.MalformedNumber:
            continue
        passed += 1
    assert passed / 20_000 < 0.04
