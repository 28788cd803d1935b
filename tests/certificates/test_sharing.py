"""Links of a holder: for a time, for one reader, ended at once."""

import datetime as dt
import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from certificates import codes, throttle
from certificates.models import Check, LinkAlreadyMade, ShareLink, TooManyLinks
from certificates.models.sharing import MOST_OPEN
from tests.races import at_once
from tests.users.builders import make_user

from .builders import (
    AT,
    TOKEN,
    make_certificate,
    make_document,
    make_link,
    make_rendered,
)

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
RACE = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def certificate():
    return make_rendered(legal_name="María-José O'Neill")


@pytest.fixture
def holder(client, certificate):
    client.force_login(certificate.holder)
    return client


def of(name, certificate, *more):
    return reverse(f"certificates:{name}", args=[certificate.public_id, *more])


def address(token):
    return f"/shared/{token}/"


def chosen(**fields):
    return {
        "public_id": str(uuid.uuid4()),
        "purpose": "Job at Harbor House",
        "shows": "standing",
        "open_for": "30",
    } | fields


def now_link(certificate, **fields):
    return make_link(certificate, at=timezone.now(), **fields)


def test_making_a_link_shows_its_address_once_and_stores_its_hash(holder, certificate):
    page = holder.post(of("links", certificate), chosen())
    token = re.search(r"/shared/([0-9A-Z]+)/", page.content.decode())[1]
    link = ShareLink.objects.get()
    assert len(token) * 5 >= 128
    assert token not in str(ShareLink.objects.values().get())
    assert ShareLink.objects.find(token, at=timezone.now()) == link
    for path in (of("links", certificate), of("link", certificate, link.public_id)):
        assert token not in holder.get(path).content.decode()
    assert b"status--genuine" in holder.get(address(token)).content


def test_sending_the_form_twice_makes_one_link(holder, certificate):
    form = chosen()
    assert holder.post(of("links", certificate), form).status_code == 200
    again = holder.post(of("links", certificate), form)
    assert again.status_code == 422
    assert b"made already" in again.content
    assert ShareLink.objects.count() == 1


@pytest.mark.parametrize(("open_for", "days"), [("7", 7), ("30", 30), ("90", 90)])
def test_a_link_is_open_for_so_many_days(holder, certificate, open_for, days):
    holder.post(of("links", certificate), chosen(open_for=open_for))
    link = ShareLink.objects.get()
    assert link.expires_at - link.made_at == dt.timedelta(days=days)


def test_a_link_is_open_to_the_end_of_a_day(holder, certificate):
    day = timezone.localdate() + 10 * DAY
    holder.post(of("links", certificate), chosen(open_for="date", last_day=str(day)))
    ends = timezone.localtime(ShareLink.objects.get().expires_at)
    assert (ends.date(), ends.time()) == (day + DAY, dt.time())


@pytest.mark.parametrize(
    "wrong",
    [
        {"purpose": ""},
        {"purpose": "x" * 81},
        {"shows": "everything"},
        {"open_for": "9999"},
        {"open_for": "date"},
        {"open_for": "date", "last_day": "2020-01-01"},
        {"open_for": "date", "last_day": "2999-01-01"},
        {"open_for": "date", "last_day": "soon"},
        {"public_id": "1"},
    ],
)
def test_what_makes_no_sense_is_refused(holder, certificate, wrong):
    assert holder.post(of("links", certificate), chosen(**wrong)).status_code == 422
    assert not ShareLink.objects.exists()


def test_a_certificate_without_document_cannot_be_shared(client):
    certificate = make_certificate()
    client.force_login(certificate.holder)
    client.post(of("links", certificate), chosen())
    assert not ShareLink.objects.exists()


def test_a_reader_never_sees_what_the_link_is_for(client, certificate):
    link = now_link(certificate, purpose="Job at Harbor House")
    assert b"Harbor" not in client.get(address(link.token)).content


@pytest.mark.parametrize(
    ("shows", "has_name", "has_document"),
    [("standing", False, False), ("name", True, False), ("document", True, True)],
)
def test_a_link_shows_what_its_holder_chose(client, shows, has_name, has_document):
    certificate = make_certificate(legal_name="María-José O'Neill")
    make_document(certificate)
    link = now_link(certificate, shows=shows)
    text = client.get(address(link.token)).content.decode()
    assert ("Neill" in text) == has_name
    assert (f"{address(link.token)}pdf/" in text) == has_document
    page = client.get(f"{address(link.token)}pdf/")
    assert page.status_code == (200 if has_document else 404)
    if has_document:
        assert page.content == bytes(certificate.document.pdf)


def test_a_name_can_be_compared_at_a_link(client, certificate):
    link = now_link(certificate)
    page = client.post(address(link.token), {"family_name": "O'Neill"})
    assert "The name matches" in page.content.decode()
    assert Check.objects.get().name_matched is True


def test_a_link_works_for_a_withheld_certificate(client, certificate):
    certificate.choose_privacy(is_withheld=True)
    link = now_link(certificate)
    assert b"status--genuine" in client.get(address(link.token)).content
    assert b"status--unknown" in client.get(f"/verify/{certificate.number}/").content


def test_neutral_words_hold_for_a_link_without_the_document(client, certificate):
    certificate.choose_privacy(is_neutral=True)
    for shows, is_told in (("standing", False), ("name", False), ("document", True)):
        link = now_link(certificate, shows=shows)
        text = client.get(address(link.token)).content.decode()
        assert (certificate.title in text) == is_told
        assert ("Professional certificate" in text) != is_told


def test_gone_expired_withdrawn_and_unknown_are_one_answer(client, certificate):
    expired = make_link(certificate, at=timezone.now() - 40 * DAY)
    withdrawn = now_link(certificate, shows="document")
    withdrawn.withdraw(at=timezone.now())
    tokens = (expired.token, withdrawn.token, TOKEN, "x", "not-a-token", "🙂")
    pages = [client.get(address(one)) for one in tokens]
    pages += [client.get(f"{address(one)}pdf/") for one in tokens]
    pages.append(client.post(address(withdrawn.token), {"family_name": "O'Neill"}))
    for page in pages:
        del page.headers["X-Request-ID"]
    answers = {
        (page.status_code, page.content, str(sorted(page.headers.items())))
        for page in pages
    }
    assert len(answers) == 1
    assert pages[0].status_code == 404
    assert not Check.objects.exists()


def test_withdrawing_holds_from_the_next_request(client, certificate):
    link = now_link(certificate, shows="document")
    assert client.get(address(link.token)).status_code == 200
    client.force_login(certificate.holder)
    client.post(of("withdraw", certificate, link.public_id))
    client.logout()
    assert client.get(address(link.token)).status_code == 404
    assert client.get(f"{address(link.token)}pdf/").status_code == 404


def test_all_links_are_withdrawn_together(holder, certificate):
    links = [now_link(certificate) for _ in range(3)]
    other = now_link(make_rendered())
    page = holder.post(of("withdraw_all", certificate), follow=True)
    assert b"3 links are withdrawn" in page.content
    assert [holder.get(address(one.token)).status_code for one in links] == [404] * 3
    assert holder.get(address(other.token)).status_code == 200


@pytest.mark.parametrize("path", [address(TOKEN), "open"])
def test_shared_pages_tell_search_engines_and_other_sites_nothing(
    client, certificate, path
):
    page = client.get(address(now_link(certificate).token) if path == "open" else path)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert "no-store" in page.headers["Cache-Control"]
    title = re.search(r"<title>(.*?)</title>", page.content.decode(), re.DOTALL)[1]
    assert title == "Shared certificate · Alongside"
    assert b"og:" not in page.content


def test_the_page_of_links_lets_browsers_say_where_its_forms_come_from(
    holder, certificate
):
    page = holder.get(of("links", certificate))
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert b"no-referrer" not in page.content
    assert "no-store" in page.headers["Cache-Control"]


def test_no_token_comes_into_the_log(client, certificate, caplog):
    link = now_link(certificate)
    for method in ("get", "put", "delete"):
        getattr(client, method)(address(link.token))
        getattr(client, method)(f"{address(link.token)}pdf/")
    assert link.token not in caplog.text


def test_opening_is_logged_with_the_link_and_the_document_apart(client):
    certificate = make_certificate()
    make_document(certificate)
    link = now_link(certificate, shows="document")
    client.get(address(link.token))
    client.get(f"{address(link.token)}pdf/")
    logged = [(c.how, c.outcome, c.link) for c in certificate.checks.order_by("pk")]
    assert logged == [("shared", "genuine", link), ("shared", "document", link)]
    client.force_login(certificate.holder)
    text = client.get(of("link", certificate, link.public_id)).content.decode()
    assert "The PDF was downloaded" in text


def test_shared_pages_are_slowed_down_like_all_checks(client):
    statuses = [client.get(address(TOKEN)).status_code for _ in range(31)]
    assert statuses == [404] * 30 + [429]


@pytest.mark.parametrize("name", ["links", "link", "withdraw", "withdraw_all"])
def test_another_persons_links_do_not_exist(client, certificate, name):
    link = now_link(certificate)
    client.force_login(make_user())
    more = [link.public_id] if name in ("link", "withdraw") else []
    path = of(name, certificate, *more)
    answer = client.get(path) if name.startswith("link") else client.post(path)
    assert answer.status_code == 404
    link.refresh_from_db()
    assert link.withdrawn_at is None


def test_the_list_costs_a_fixed_number_of_queries(holder, certificate):
    now_link(certificate)
    holder.get(of("links", certificate))
    with CaptureQueriesContext(connection) as few:
        holder.get(of("links", certificate))
    for _ in range(8):
        now_link(certificate)
    with CaptureQueriesContext(connection) as many:
        holder.get(of("links", certificate))
    assert len(many) == len(few)


def test_so_many_links_are_open_at_once(certificate):
    links = [make_link(certificate) for _ in range(MOST_OPEN)]
    with pytest.raises(TooManyLinks):
        make_link(certificate)
    links[3].withdraw(at=AT)
    assert make_link(certificate).place == 4
    with pytest.raises(TooManyLinks):
        make_link(certificate)
    make_link(certificate, at=AT + 31 * DAY)


def test_a_holder_who_makes_too_many_is_told(holder, certificate, monkeypatch):
    monkeypatch.setattr(throttle, "LINKS", throttle.Limit("links", 1, DAY))
    assert holder.post(of("links", certificate), chosen()).status_code == 200
    page = holder.post(of("links", certificate), chosen())
    assert page.status_code == 422
    assert b"many links today" in page.content


def test_links_of_one_certificate_take_no_place_of_another(certificate):
    for _ in range(MOST_OPEN):
        make_link(certificate)
    assert make_link(make_rendered()).place == 1


@RACE
def test_links_made_at_once_do_not_pass_the_limit():
    certificate = make_rendered()
    for _ in range(MOST_OPEN - 2):
        make_link(certificate)

    def share(number):
        try:
            return make_link(certificate).place
        except TooManyLinks:
            return None

    places = at_once(share, 8)
    assert sorted(place for place in places if place) == [MOST_OPEN - 1, MOST_OPEN]
    assert ShareLink.objects.filter(place__isnull=False).count() == MOST_OPEN


@RACE
def test_one_form_sent_many_times_at_once_makes_one_link():
    certificate, public_id = make_rendered(), uuid.uuid4()

    def share(number):
        try:
            return make_link(certificate, public_id=public_id).pk
        except LinkAlreadyMade:
            return None

    made = at_once(share, 8)
    assert len([pk for pk in made if pk]) == 1
    assert ShareLink.objects.count() == 1


def test_a_token_of_a_link_is_no_qr_code_and_the_other_way_round(client, certificate):
    link = now_link(certificate)
    assert b"status--unknown" in client.get(f"/verify/{link.token}/").content
    assert client.get(address(certificate.token)).status_code == 404
    assert codes.is_token(link.token)
