"""The pages of watching: what an agency sees, what a holder sees, and what neither."""

import re

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from certificates import codes, throttle
from certificates.models import Delivery, Endpoint, Watch, WatchChange, WatchDigest
from certificates.status import Status
from certificates.watching.digest import send_digests
from tests.certificates.builders import (
    AT,
    join,
    make_agency,
    make_rendered,
    make_rng,
)
from tests.tasks import work_off_tasks
from tests.users.builders import make_user

from .builders import DAY, HOUR, make_endpoint, make_watch

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    return make_agency(name="Harbor House")


@pytest.fixture
def desk(agency):
    return signed_in(agency.applied_by)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def of_desk(name, agency, *args):
    return reverse(f"agencies:{name}", args=[agency.public_id, *args])


def of_holder(name, certificate, *args):
    return reverse(f"certificates:{name}", args=[certificate.public_id, *args])


def ask(desk, agency, number, reason="Employs peers"):
    fields = {"number": number, "reason": reason}
    return desk.post(of_desk("watches", agency), fields, follow=True)


def text_of(response):
    plain = re.sub(r'csrfmiddlewaretoken" value="[^"]+', "", response.content.decode())
    varying = r"PRSS-[-0-9A-Z]+|[0-9a-f]{8}-[-0-9a-f]{27}|Person \d+"
    return re.sub(varying, "…", plain)


def letters(subject):
    return [letter for letter in mail.outbox if letter.subject == subject]


def test_a_held_number_and_one_of_nobody_get_the_same_page(desk, agency):
    other = make_agency(name=agency.name)
    pages = [
        ask(desk, agency, make_rendered().number),
        ask(signed_in(other.applied_by), other, codes.new_number(make_rng())),
    ]
    assert text_of(pages[0]) == text_of(pages[1])


def test_a_declined_question_shows_as_one_without_an_answer(desk, agency):
    now = timezone.now()
    declined = make_watch(agency=agency, stands=False, at=now)
    before = text_of(desk.get(of_desk("watches", agency)))
    declined.decline(at=now, for_good=True)
    assert text_of(desk.get(of_desk("watches", agency))) == before


def test_the_holder_is_told_by_a_mail_that_says_nothing(
    desk, agency, django_capture_on_commit_callbacks
):
    certificate = make_rendered()
    with django_capture_on_commit_callbacks(execute=True):
        ask(desk, agency, certificate.number)
    work_off_tasks()
    [letter] = letters("There is a question for you in My learning")
    assert letter.to == [certificate.holder.email]
    assert agency.name not in letter.body
    assert of_holder("watchers", certificate) in letter.body


def test_a_question_that_is_taken_back_and_put_again_is_mailed_once(
    desk, agency, django_capture_on_commit_callbacks
):
    certificate = make_rendered()
    with django_capture_on_commit_callbacks(execute=True):
        for _again in range(3):
            ask(desk, agency, certificate.number)
            watch = Watch.objects.get(ended_at=None)
            desk.post(of_desk("end_watch", agency, watch.public_id))
    work_off_tasks()
    assert len(letters("There is a question for you in My learning")) == 1


def test_a_mistyped_number_is_explained_and_nothing_typed_is_lost(desk, agency):
    page = ask(desk, agency, "PRSS-1", reason="Because")
    assert page.status_code == 422
    assert "Because" in page.content.decode()
    assert not Watch.objects.exists()


def test_an_agency_cannot_ask_without_end(desk, agency):
    throttle.spend(agency, throttle.ONE_AGENCY.most, at=timezone.now())
    page = ask(desk, agency, make_rendered().number)
    assert page.status_code == 429
    assert not Watch.objects.exists()


def test_a_holder_agrees_sees_it_and_ends_it(agency, desk):
    watch = make_watch(agency=agency, stands=False, at=timezone.now())
    certificate = watch.certificate
    holder = signed_in(certificate.holder)
    answer = of_holder("answer_watch", certificate, watch.public_id)
    page = holder.post(answer, {"answer": "yes"}, follow=True).content.decode()
    assert "Harbor House" in page
    watch.refresh_from_db()
    assert watch.stands
    holder.post(of_holder("end_watch", certificate, watch.public_id))
    watch.refresh_from_db()
    assert (watch.stands, watch.end) == (False, "holder")


def test_nobody_answers_for_another(agency):
    watch = make_watch(agency=agency, stands=False, at=timezone.now())
    args = [watch.certificate, watch.public_id]
    stranger = signed_in(make_user())
    for name in ("answer_watch", "end_watch"):
        answer = stranger.post(of_holder(name, *args), {"answer": "yes"})
        assert answer.status_code == 404
    page = stranger.get(of_holder("watchers", watch.certificate))
    assert page.status_code == 404


def test_the_pages_cost_the_same_for_one_and_for_many(agency, desk):
    certificate = make_rendered()
    make_watch(agency=agency, certificate=certificate).tell(Status("revoked"), at=AT)
    make_endpoint(agency).send_test(at=AT)
    holder = signed_in(certificate.holder)
    pages = [
        (desk, of_desk("watches", agency)),
        (desk, of_desk("addresses", agency)),
        (holder, of_holder("watchers", certificate)),
    ]
    costs = [cost(client, address) for client, address in pages]
    for _ in range(3):
        make_watch(agency=agency).tell(Status("revoked"), at=AT)
        make_watch(certificate=certificate)
        make_endpoint(agency).send_test(at=AT)
    assert [cost(client, address) for client, address in pages] == costs


def cost(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_a_secret_is_shown_once_and_not_cached(agency, desk):
    page = desk.post(of_desk("addresses", agency), {"url": "http://127.0.0.1:9/"})
    assert re.search("whsec_[A-Za-z0-9+/=]{40,}", page.content.decode())
    assert "no-store" in page.headers["Cache-Control"]
    listed = desk.get(of_desk("addresses", agency)).content.decode()
    assert "whsec_" not in listed
    assert "http://127.0.0.1:9/" in listed


def test_an_address_inside_is_refused_beside_the_field(agency, desk, settings):
    settings.WEBHOOKS_MAY_STAY_INSIDE = False
    page = desk.post(of_desk("addresses", agency), {"url": "http://127.0.0.1:9/"})
    assert page.status_code == 422
    assert "https://" in page.content.decode()
    assert not Endpoint.objects.exists()


def test_members_who_own_nothing_reach_no_address(agency):
    member = signed_in(join(agency).user)
    assert member.get(of_desk("addresses", agency)).status_code == 404


def test_an_owner_tests_pauses_replays_and_removes(agency, desk):
    endpoint = make_endpoint(agency)
    desk.post(of_desk("test_address", agency, endpoint.public_id))
    message = Delivery.objects.get()
    assert message.is_test
    desk.post(of_desk("pause_address", agency, endpoint.public_id))
    endpoint.refresh_from_db()
    assert endpoint.is_paused
    Delivery.objects.update(dead_at=AT)
    desk.post(of_desk("replay", agency, message.key))
    assert not Delivery.objects.dead().exists()
    desk.post(of_desk("remove_address", agency, endpoint.public_id))
    assert endpoint.url not in desk.get(of_desk("addresses", agency)).content.decode()


def test_an_owner_cannot_have_messages_sent_without_end(agency, desk):
    endpoint = make_endpoint(agency)
    sent = endpoint.send_test(at=AT)
    sent.settle(status=200, problem="", at=AT)
    for _again in range(throttle.MESSAGES.most):
        throttle.admit_message(agency, at=timezone.now())
    for act in (
        of_desk("test_address", agency, endpoint.public_id),
        of_desk("replay", agency, sent.key),
    ):
        assert "many in this hour" in desk.post(act, follow=True).content.decode()
    assert Delivery.objects.get().delivered_at == AT


def test_news_is_mailed_once_a_day_to_those_who_want_it(
    agency, django_capture_on_commit_callbacks
):
    quiet = join(agency)
    quiet.choose_digest(False)
    watch = make_watch(agency=agency)
    watch.tell(Status("suspended"), at=AT)
    with django_capture_on_commit_callbacks(execute=True):
        assert send_digests(at=AT) == 1
        watch.tell(Status("genuine"), at=AT + HOUR)
        assert send_digests(at=AT + HOUR) == 0
        assert send_digests(at=AT + DAY) == 1
        assert send_digests(at=AT + 2 * DAY) == 0
    work_off_tasks()
    sent = letters("There is news at your desk")
    assert [letter.to for letter in sent] == [[agency.applied_by.email]] * 2
    assert watch.number not in sent[0].body
    assert of_desk("watches", agency) in sent[0].body
    assert WatchDigest.objects.count() == 2


def test_news_of_a_watch_that_ended_is_not_mailed(agency):
    watch = make_watch(agency=agency)
    watch.tell(Status("suspended"), at=AT)
    watch.finish("holder", by=watch.certificate.holder, at=AT)
    assert send_digests(at=AT) == 0
    assert WatchChange.objects.exists()


def test_a_question_takes_as_long_whether_somebody_holds_the_number(
    desk, agency, monkeypatch
):
    rested = []
    rest = lambda _started, *, steps: rested.append(steps)  # noqa: E731
    monkeypatch.setattr(throttle, "rest", rest)
    for number in (make_rendered().number, codes.new_number(make_rng(b"nobody"))):
        ask(desk, agency, number)
    assert rested == [10, 10]


def test_a_check_that_confirms_nothing_takes_as_long_whatever_its_reason(
    desk, agency, monkeypatch
):
    rested = []
    monkeypatch.setattr("certificates.agencies.desk.rest", rested.append)
    held, withheld = make_rendered(), make_rendered(is_withheld=True)
    for certificate in (held, withheld):
        typed = {"number": certificate.number, "family_name": "Okonkwo"}
        desk.post(of_desk("desk", agency), typed)
    assert len(rested) == 1
