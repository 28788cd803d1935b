"""An agency hears of a certificate with the holder's consent, and only so long."""

import pytest

from certificates import codes
from certificates.models import Check, Delivery, Watch, WatchChange
from certificates.models.watching import PATIENCE
from certificates.ruling import rule
from certificates.watching.changes import end_what_is_over, tell_watchers
from tests.certificates.builders import (
    AT,
    make_agency,
    make_certificate,
    make_rendered,
    make_rng,
)
from tests.certificates.watching.builders import DAY, HOUR, make_endpoint, make_watch
from tests.races import at_once

pytestmark = pytest.mark.django_db


def suspend(certificate, at=AT + HOUR, kind="suspended"):
    return rule(
        certificate, kind, by=None, at=at, effective_at=at, reason_code="administrative"
    )


def test_a_number_that_nobody_holds_is_asked_about_like_any_other():
    agency = make_agency()
    member = agency.memberships.first().user
    number = codes.new_number(make_rng())
    watch, is_new = Watch.objects.ask(agency, number, by=member, reason="x", at=AT)
    assert is_new
    assert watch.certificate is None
    assert list(Watch.objects.for_agency(agency)) == [watch]


def test_a_certificate_without_a_document_is_like_one_that_nobody_holds():
    certificate = make_certificate()
    watch = make_watch(certificate=certificate, stands=False)
    assert watch.certificate is None


def test_a_question_is_put_once():
    watch = make_watch(stands=False)
    member = watch.agency.memberships.first().user
    again = Watch.objects.ask(
        watch.agency, watch.number, by=member, reason="y", at=AT + HOUR
    )
    assert again == (watch, False)


def test_without_consent_nothing_is_told():
    watch = make_watch(stands=False)
    tell_watchers([suspend(watch.certificate)], at=AT + HOUR)
    assert not WatchChange.objects.exists()


def test_with_consent_a_change_is_told_once_however_often_it_is_followed():
    watch = make_watch()
    event = suspend(watch.certificate)
    for _ in range(3):
        tell_watchers([event], at=AT + HOUR)
    change = WatchChange.objects.get()
    assert (change.number, change.status) == (watch.number, "suspended")


def test_what_is_decided_for_later_is_told_when_it_holds():
    watch = make_watch()
    event = rule(
        watch.certificate,
        "suspended",
        by=None,
        at=AT + HOUR,
        effective_at=AT + DAY,
        reason_code="administrative",
    )
    tell_watchers([event], at=AT + HOUR)
    assert not WatchChange.objects.exists()
    tell_watchers([event], at=AT + DAY)
    assert WatchChange.objects.get().status == "suspended"


def test_a_change_that_is_taken_back_is_told_too():
    watch = make_watch()
    tell_watchers([suspend(watch.certificate)], at=AT + HOUR)
    back = suspend(watch.certificate, at=AT + 2 * HOUR, kind="reinstated")
    tell_watchers([back], at=AT + 2 * HOUR)
    told = [change.status for change in WatchChange.objects.order_by("pk")]
    assert told == ["suspended", "genuine"]


def test_an_ended_watch_tells_and_shows_nothing_more():
    watch = make_watch()
    tell_watchers([suspend(watch.certificate)], at=AT + HOUR)
    assert WatchChange.objects.for_agency(watch.agency).count() == 1
    assert watch.finish("holder", by=watch.certificate.holder, at=AT + 2 * HOUR)
    back = suspend(watch.certificate, at=AT + 3 * HOUR, kind="reinstated")
    tell_watchers([back], at=AT + 3 * HOUR)
    assert WatchChange.objects.count() == 1
    assert not WatchChange.objects.for_agency(watch.agency).exists()


def test_a_closed_agency_hears_nothing_from_that_moment():
    watch = make_watch()
    watch.agency.close(by=watch.certificate.holder, at=AT + HOUR, words="x")
    tell_watchers([suspend(watch.certificate)], at=AT + HOUR)
    assert not WatchChange.objects.exists()
    assert end_what_is_over(at=AT + HOUR) == 1
    watch.refresh_from_db()
    assert watch.end == "closed"


def test_a_holder_who_leaves_ends_every_watch():
    watch = make_watch()
    holder = watch.certificate.holder
    holder.is_active = False
    holder.save()
    assert not Watch.objects.standing().exists()
    end_what_is_over(at=AT + HOUR)
    watch.refresh_from_db()
    assert watch.end == "left"


def test_a_declined_question_looks_unanswered_and_lapses_like_one():
    declined, silent = make_watch(stands=False), make_watch(stands=False)
    assert declined.decline(at=AT + HOUR)
    assert not declined.consent(at=AT + HOUR)
    assert end_what_is_over(at=AT + PATIENCE - HOUR) == 0
    assert end_what_is_over(at=AT + PATIENCE) == 2
    for watch in (declined, silent):
        watch.refresh_from_db()
        assert (watch.end, watch.consented_at) == ("lapsed", None)


def test_a_late_answer_changes_nothing():
    watch = make_watch(stands=False)
    assert not watch.consent(at=AT + PATIENCE)
    assert not Watch.objects.standing().exists()


def test_a_holder_can_see_to_it_that_an_agency_does_not_ask_again():
    watch = make_watch(stands=False)
    watch.decline(at=AT + HOUR, for_good=True)
    end_what_is_over(at=AT + PATIENCE)
    again = make_watch(
        agency=watch.agency,
        certificate=watch.certificate,
        stands=False,
        at=AT + PATIENCE,
    )
    assert again.pk != watch.pk
    assert again.certificate is None


def test_both_sides_keep_what_happened():
    watch = make_watch()
    watch.finish("agency", by=watch.asked_by, at=AT + HOUR)
    kinds = [event.kind for event in watch.events.order_by("pk")]
    assert kinds == ["asked", "consented", "agency"]


def test_a_change_goes_to_each_live_address_of_its_agency_alone():
    watch = make_watch()
    mine, paused = make_endpoint(watch.agency), make_endpoint(watch.agency)
    paused.pause(True)
    make_endpoint(make_agency())
    tell_watchers([suspend(watch.certificate)], at=AT + HOUR)
    assert [delivery.endpoint for delivery in Delivery.objects.all()] == [mine]


def test_telling_is_no_check_of_the_certificate():
    watch = make_watch()
    tell_watchers([suspend(watch.certificate)], at=AT + HOUR)
    assert not Check.objects.exists()


def test_telling_many_watchers_reads_in_a_fixed_number_of_queries(
    django_assert_num_queries,
):
    certificate = make_rendered()
    event = suspend(certificate)
    for _ in range(3):
        watch = make_watch(certificate=certificate, at=AT + 2 * HOUR)
        assert watch.told_status == "suspended"
    with django_assert_num_queries(2):
        tell_watchers([event], at=AT + 3 * HOUR)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_eight_that_tell_at_once_one_makes_the_change():
    watch = make_watch()
    event = suspend(watch.certificate)
    make_endpoint(watch.agency)
    at_once(lambda _: tell_watchers([event], at=AT + HOUR), 8)
    assert WatchChange.objects.count() == 1
    assert Delivery.objects.count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_eight_that_ask_at_once_one_asks():
    agency, certificate = make_agency(), make_rendered()
    member = agency.memberships.first().user

    def ask(_):
        return Watch.objects.ask(
            agency, certificate.number, by=member, reason="x", at=AT
        )[1]

    assert sum(at_once(ask, 8)) == 1
    assert Watch.objects.count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_an_answer_and_its_contrary_at_once_leave_one_of_them():
    watch = make_watch(stands=False)

    def answer(number):
        mine = Watch.objects.select_related("certificate__holder").get()
        return mine.consent(at=AT) if number % 2 else mine.decline(at=AT)

    assert sum(at_once(answer, 8)) == 1
    watch.refresh_from_db()
    assert (watch.consented_at is None) != (watch.declined_at is None)


def test_a_question_does_not_tell_that_its_holder_has_left():
    watch = make_watch(stands=False)
    holder = watch.certificate.holder
    holder.is_active = False
    holder.save()
    assert end_what_is_over(at=AT + HOUR) == 0
    assert end_what_is_over(at=AT + PATIENCE) == 1
    watch.refresh_from_db()
    assert watch.end == "lapsed"
