"""Status lists follow what was decided."""

import datetime as dt
from itertools import count

import pytest
from django.utils import timezone

from certificates import checks, publishing
from certificates.following import announce
from certificates.identities import identity
from certificates.issuing import reconcile
from certificates.keyring import keyring
from certificates.models import Certificate, PublishedList, SigningKey
from certificates.proof import status_list
from tests.races import at_once
from tests.tasks import work_off_tasks

from .builders import AT, decide, make_certificate, make_rendered, make_rng
from .proof.builders import read_list

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


def read(number, *, at):
    keys = keyring()
    row = PublishedList.objects.get(number=number)
    url = status_list.address_of(number, keys.address)
    options = {"url": url, "issuer": keys.issuer, "keys": keys.public, "at": at}
    found = [read_list(t, **options) for t in (row.as_json, row.as_jwt)]
    assert found[0].bits == found[1].bits
    return found[0]


def is_set(certificate, *, at):
    place = certificate.status_index
    return [read(number, at=at).is_set(place) for number in (1, 2)]


@pytest.mark.parametrize(
    ("kinds", "bits"),
    [
        ([], [False, False]),
        (["suspended"], [False, True]),
        (["suspended", "reinstated"], [False, False]),
        (["revoked"], [True, False]),
        (["superseded"], [True, False]),
        (["suspended", "revoked"], [True, False]),
        (["revoked", "reinstated"], [False, False]),
        (["surrendered"], [True, False]),
        (["inactive"], [False, True]),
        (["inactive", "reactivated"], [False, False]),
        (["restricted"], [False, False]),
        (["probation"], [False, False]),
        (["inactive", "revoked"], [True, False]),
    ],
)
def test_a_bit_follows_the_standing(kinds, bits):
    certificate, other = make_rendered(), make_rendered()
    for number, kind in enumerate(kinds):
        decide(certificate, kind, at=AT + number * HOUR)
    now = AT + len(kinds) * HOUR
    publishing.publish(at=now)
    assert is_set(certificate, at=now) == bits
    assert is_set(other, at=now) == [False, False]


def test_lists_are_signed_when_missing_a_day_old_or_overtaken():
    certificate = make_rendered()
    assert publishing.publish_due(at=AT) == [1, 2]
    assert publishing.publish_due(at=AT + HOUR) == []
    assert publishing.publish_due(at=AT + 21 * HOUR) == [1, 2]
    decide(certificate, "revoked", at=AT + 22 * HOUR)
    assert publishing.publish_due(at=AT + 22 * HOUR) == [1, 2]
    assert is_set(certificate, at=AT + 22 * HOUR) == [True, False]
    # Once more, for what was being written at that very moment.
    assert publishing.publish_due(at=AT + 23 * HOUR) == [1, 2]
    assert publishing.publish_due(at=AT + 24 * HOUR) == []


def test_a_decision_for_later_is_published_on_its_day():
    certificate = make_rendered()
    decide(certificate, "suspended", effective_at=AT + 3 * HOUR)
    publishing.publish_due(at=AT + HOUR)
    assert is_set(certificate, at=AT + HOUR) == [False, False]
    publishing.publish_due(at=AT + 3 * HOUR)
    assert is_set(certificate, at=AT + 3 * HOUR) == [False, True]


def test_a_decision_is_published_by_the_worker():
    certificate = make_rendered()
    now = timezone.now()
    decide(certificate, "revoked", at=now)
    announce()
    work_off_tasks()
    assert is_set(certificate, at=now) == [True, False]


def test_the_sweeper_publishes():
    certificate = make_rendered()
    decide(certificate, "revoked")
    reconcile(at=AT, rng=make_rng())
    assert is_set(certificate, at=AT) == [True, False]


def test_without_keys_nothing_breaks():
    SigningKey.objects.all().delete()
    assert publishing.publish_due(at=AT) == []


def test_a_second_pair_of_lists_begins_when_places_are_used_up():
    first = make_certificate()
    Certificate.objects.filter(pk=first.pk).update(
        status_index=status_list.SIZE + first.status_index
    )
    later = make_certificate()
    assert later.status_index >= status_list.SIZE
    decide(later, "revoked")
    assert publishing.publish(at=AT) == [1, 2, 3, 4]
    assert read(3, at=AT).is_set(later.status_index)
    assert not read(1, at=AT).is_set(later.status_index)


def test_a_full_block_is_left_for_the_next():
    taken = make_certificate()
    steps = count()

    def always_there(length):
        # Eight tries meet the same place, the ninth another one.
        if length != 4:
            return make_rng()(length)
        return (taken.status_index if next(steps) < 8 else 7).to_bytes(4, "big")

    assert identity(always_there)["status_index"] == status_list.SIZE + 7


def test_publishing_costs_the_same_for_any_count(django_assert_max_num_queries):
    for _ in range(4):
        decide(make_rendered(), "revoked")
    publishing.publish(at=AT)
    with django_assert_max_num_queries(16):
        publishing.publish(at=AT + HOUR)


def test_a_lapsed_list_is_warned_of():
    publishing.publish(at=dt.datetime.now(dt.UTC) - 3 * DAY)
    assert [one.id for one in checks.signing_keys(None)] == ["certificates.W001"]
    publishing.publish(at=dt.datetime.now(dt.UTC))
    assert checks.signing_keys(None) == []


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_lists_signed_at_once_the_latest_stays():
    make_rendered()
    moments = [AT + n * HOUR for n in range(6)]
    at_once(lambda number: publishing.publish(at=moments[number]), 6)
    assert {row.made_at for row in PublishedList.objects.all()} == {moments[-1]}
