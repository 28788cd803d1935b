"""What changed reaches an agency's server at least once, or is known to be lost."""

import datetime as dt
import json

import pytest

from certificates.models import Delivery, Endpoint
from certificates.models.webhooks import LEASE, MOST, OVERLAP, TooMany
from certificates.status import Status
from certificates.watching import delivering
from certificates.watching.delivering import RESTS
from certificates.watching.posting import Reply
from certificates.watching.signature import WAITS, headers_for
from tests.certificates.builders import AT, make_agency
from tests.certificates.watching.builders import (
    HOUR,
    SECRET,
    make_endpoint,
    make_watch,
)
from tests.races import at_once

pytestmark = pytest.mark.django_db

TAKEN = Reply(200, "")
SECOND = dt.timedelta(seconds=1)
HANGS = 10 * SECOND


def deliver(replies, *, at=AT):
    """Deliver what is due; return what was sent."""
    sent = []

    def post(url, body, headers, *, allows_loopback):
        sent.append((url, body, headers))
        return replies.pop(0)

    delivering.deliver_due(at=at, post=post, clock=lambda: at)
    return sent


def make_delivery(**fields):
    return make_endpoint(make_agency(), **fields).send_test(at=AT)


def test_a_message_is_signed_and_goes_to_the_address():
    delivery = make_delivery()
    [(url, body, headers)] = deliver([TAKEN])
    assert url == delivery.endpoint.url
    assert json.loads(body)["type"] == "test"
    assert headers == headers_for(str(delivery.key), body, secrets=[SECRET], at=AT)
    delivery.refresh_from_db()
    assert delivery.delivered_at == AT
    assert deliver([], at=AT + HOUR) == []


def test_a_change_says_number_and_standing_and_no_name():
    watch = make_watch()
    make_endpoint(watch.agency)
    change = watch.tell(Status("suspended"), at=AT)
    Delivery.objects.lay([change], at=AT)
    [(_url, body, _headers)] = deliver([TAKEN])
    assert json.loads(body) == {
        "type": "certificate.status_changed",
        "timestamp": AT.isoformat(),
        "data": {
            "number": watch.number,
            "status": "suspended",
            "good_through": None,
            "change": str(change.key),
        },
    }


def test_an_address_that_hangs_is_left_alone_for_a_while_and_no_other_is():
    now, sent = [AT], []

    def post(url, body, headers, *, allows_loopback):
        sent.append(url)
        now[0] += HANGS if "hangs" in url else SECOND
        return Reply(None, "slow") if "hangs" in url else TAKEN

    def round_at(at):
        now[0] = at
        sent.clear()
        delivering.deliver_due(at=at, post=post, clock=lambda: now[0])
        return list(sent)

    hangs = make_endpoint(make_agency(), url="http://127.0.0.1:9/hangs")
    quick = make_endpoint(make_agency(), url="http://127.0.0.1:9/quick")
    for endpoint in (hangs, hangs, quick, quick):
        endpoint.send_test(at=AT)
    assert round_at(AT) == [hangs.url, quick.url, quick.url]
    rested = AT + HANGS + RESTS * HANGS
    assert round_at(rested - SECOND) == []
    assert round_at(rested) == [hangs.url]


def test_what_is_not_taken_is_tried_ten_times_and_then_given_up():
    delivery = make_delivery()
    at, keys = AT, set()
    for wait in [*WAITS, None]:
        [(_url, _body, headers)] = deliver([Reply(500, "answered")], at=at)
        keys.add(headers["webhook-id"])
        if wait:
            assert deliver([], at=at + wait - wait / 2) == []
            at += wait
    delivery.refresh_from_db()
    assert delivery.dead_at == at
    assert (delivery.tries, delivery.answer) == (10, 500)
    assert keys == {str(delivery.key)}
    assert deliver([], at=at + HOUR * 1000) == []


def test_a_message_that_was_given_up_is_sent_again_on_demand():
    delivery = make_delivery()
    Delivery.objects.update(dead_at=AT, tries=10)
    assert delivery.replay(at=AT)
    assert len(deliver([TAKEN])) == 1
    assert not Delivery.objects.dead().exists()


def test_a_message_that_waits_is_not_replayed():
    assert not make_delivery().replay(at=AT)


def test_a_killed_worker_leaves_a_message_to_the_next():
    delivery = make_delivery()
    assert delivery.claim(at=AT)
    assert deliver([], at=AT) == []
    assert len(deliver([TAKEN], at=AT + LEASE)) == 1


def test_nothing_goes_to_a_paused_or_removed_address_or_a_closed_agency():
    paused, removed, closed = (make_delivery() for _ in range(3))
    paused.endpoint.pause(True)
    removed.endpoint.remove(at=AT)
    agency = closed.endpoint.agency
    agency.close(by=agency.memberships.first().user, at=AT, words="x")
    assert deliver([]) == []


def test_the_old_secret_signs_beside_the_new_one_for_a_day():
    endpoint = make_endpoint(make_agency())
    endpoint.rotate(delivering.seal("whsec_bmV3", endpoint.public_id), at=AT)
    assert delivering.secrets_of(endpoint, at=AT) == ["whsec_bmV3", SECRET]
    assert delivering.secrets_of(endpoint, at=AT + OVERLAP) == ["whsec_bmV3"]


def test_a_secret_is_kept_encrypted():
    endpoint = make_endpoint(make_agency())
    assert SECRET.encode() not in bytes(endpoint.sealed_secret)


def test_an_agency_has_five_addresses_at_most():
    agency = make_agency()
    for _ in range(MOST):
        make_endpoint(agency)
    with pytest.raises(TooMany):
        make_endpoint(agency)
    Endpoint.objects.first().remove(at=AT)
    make_endpoint(agency)


def test_delivering_reads_in_a_fixed_number_of_queries(django_assert_max_num_queries):
    for _ in range(3):
        make_delivery()
    with django_assert_max_num_queries(1 + 3 * 5):
        deliver([TAKEN] * 3)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_eight_that_deliver_at_once_one_sends():
    make_delivery()
    sent = []

    def post(*_, **__):
        sent.append(1)
        return TAKEN

    at_once(lambda _: delivering.deliver_due(at=AT, post=post, clock=lambda: AT), 8)
    assert len(sent) == 1


def test_what_waits_or_was_given_up_is_not_sent_once_the_holder_has_ended_it():
    watch = make_watch()
    make_endpoint(watch.agency)
    change = watch.tell(Status("suspended"), at=AT)
    Delivery.objects.lay([change], at=AT)
    assert len(deliver([Reply(500, "answered")])) == 1
    watch.finish("holder", at=AT)
    assert deliver([], at=AT + HOUR) == []
    assert not Delivery.objects.allowed().exists()
