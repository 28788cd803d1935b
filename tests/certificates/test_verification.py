"""Checking a certificate: clear for whoever checks, careful with its holder."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.models import Certificate, Check, IssuerSettings, RateWindow
from tests.users.builders import PASSWORD

from .builders import AT, decide, make_certificate, make_rendered, make_rng
from .builders import TOKEN as SPARE_TOKEN

pytestmark = pytest.mark.django_db
UNHELD = "PRSS-7K2M-9QXD-4T8B-HZ6W"
VERIFY = "/verify/"


@pytest.fixture
def certificate():
    return make_rendered(legal_name="María-José O'Neill")


@pytest.fixture
def unheld():
    from certificates.codes import new_number

    return new_number(make_rng(987654))


def address(identifier):
    return f"{VERIFY}{identifier}/"


def body(client, identifier):
    return client.get(address(identifier)).content


def test_the_page_asks_for_a_number_and_says_what_happens(client):
    page = client.get(VERIFY)
    assert page.status_code == 200
    assert b"The holder sees that a check took place" in page.content
    assert b"You cannot search by name" in page.content


def test_a_genuine_certificate_is_shown_with_all_its_facts(client, certificate):
    page = client.get(address(certificate.number))
    assert page.status_code == 200
    text = page.content.decode()
    for part in (
        "status--genuine",
        "#shield-check",
        "genuine and good today",
        certificate.title,
        certificate.issuer_name,
        certificate.number,
        "November 16, 2026",
        "Does not expire",
        "UTC",
        "data-print",
    ):
        assert part in text


def test_the_holders_name_is_not_shown(client, certificate):
    assert b"Neill" not in body(client, certificate.number)


def test_the_name_is_shown_where_the_holder_chose_so(client, certificate):
    certificate.choose_privacy(is_withheld=False, shows_name=True)
    assert b"Neill" in body(client, certificate.number)


def test_the_qr_token_leads_to_the_same_answer(client, certificate):
    assert b"status--genuine" in body(client, certificate.token)
    assert b"status--genuine" in body(client, certificate.token.lower())


@pytest.mark.parametrize("kind", ["suspended", "revoked", "superseded"])
def test_each_decision_has_its_own_words_class_and_icon(client, certificate, kind):
    decide(certificate, kind, public_reason="Paperwork is missing")
    words = {
        "suspended": ("on hold", "#pause"),
        "revoked": ("withdrawn for good", "#shield-off"),
        "superseded": ("a newer one", "#rotate-ccw"),
    }
    text = body(client, certificate.number).decode()
    assert f"status--{kind}" in text
    assert "status--genuine" not in text
    assert "Paperwork is missing" in text
    assert all(part in text for part in words[kind])


def test_an_expired_one_says_so_with_its_true_expiry(client):
    certificate = make_rendered(expires_on=AT.date())
    Certificate.objects.update(
        completed_on=dt.date(2020, 1, 1), expires_on=dt.date(2021, 2, 3)
    )
    text = body(client, certificate.number).decode()
    assert "status--expired" in text
    assert "February 3, 2021" in text


def test_a_private_note_is_not_public(client, certificate):
    decide(certificate, "revoked", private_note="Only for us")
    assert b"Only for us" not in body(client, certificate.number)


def test_a_superseded_one_points_to_its_successor(client, certificate):
    successor = make_rendered()
    Certificate.objects.filter(pk=successor.pk).update(replaces=certificate)
    decide(certificate, "superseded")
    assert successor.number.encode() in body(client, certificate.number)
    successor.choose_privacy(is_withheld=True, shows_name=False)
    assert successor.number.encode() not in body(client, certificate.number)


def test_unknown_withheld_and_unfinished_get_one_and_the_same_answer(
    client, certificate, unheld
):
    certificate.choose_privacy(is_withheld=True, shows_name=True)
    unfinished = make_certificate()
    identifiers = (
        *(unheld, certificate.number, certificate.token),
        *(unfinished.number, SPARE_TOKEN),
    )
    pages = [client.get(address(one)) for one in identifiers]
    for page in pages:
        del page.headers["X-Request-ID"]  # each answer has its own
    answers = {
        (page.status_code, page.content, str(sorted(page.headers.items())))
        for page in pages
    }
    assert len(answers) == 1
    assert b"status--unknown" in pages[0].content


def test_unknown_and_withheld_differ_by_nothing_but_the_holders_row(
    client, certificate, unheld
):
    decide(certificate, "suspended")
    certificate.choose_privacy(is_withheld=True, shows_name=False)
    done = []
    for one in (unheld, certificate.number):
        with CaptureQueriesContext(connection) as queries:
            client.get(address(one))
        done.append([re.sub(r"'.*?'|\d+", "", query["sql"]) for query in queries])
    logged = [sql for sql in done[1] if "certificates_check" in sql]
    assert len(logged) == 1
    assert done[0] == [sql for sql in done[1] if sql not in logged]


def test_withheld_numbers_count_towards_the_brake_as_unknown_ones(
    client, certificate, unheld
):
    certificate.choose_privacy(is_withheld=True, shows_name=False)
    counted = []
    for one in (unheld, certificate.number):
        client.get(address(one))
        counted.append(sorted(RateWindow.objects.values_list("count", flat=True)))
        RateWindow.objects.all().delete()
    assert counted[0] == counted[1] == [1, 1, 1]


@pytest.mark.parametrize("how", ["number", "token"])
def test_a_lookup_costs_a_fixed_number_of_queries(
    client, certificate, django_assert_max_num_queries, how
):
    for number in range(30):
        decide(certificate, "suspended" if number % 2 else "reinstated")
    client.get(address(certificate.number))
    with django_assert_max_num_queries(6):
        client.get(address(getattr(certificate, how)))


def test_each_lookup_is_logged_once_for_the_holder(client, certificate):
    client.get(address(certificate.number))
    client.get(address(certificate.token))
    client.post(address(certificate.number), {"family_name": "O'Neill"})
    client.post(VERIFY, {"number": certificate.number, "family_name": "Smith"})
    logged = [(c.how, c.outcome, c.name_matched) for c in Check.objects.order_by("pk")]
    assert logged == [
        ("number", "genuine", None),
        ("qr", "genuine", None),
        ("number", "genuine", True),
        ("number", "genuine", False),
    ]


def test_a_check_of_a_withheld_certificate_is_logged_too(client, certificate):
    certificate.choose_privacy(is_withheld=True, shows_name=False)
    client.post(address(certificate.number), {"family_name": "O'Neill"})
    check = Check.objects.get()
    assert (check.outcome, check.name_matched) == ("withheld", None)


def test_a_check_records_nothing_of_who_checks(client, certificate):
    client.get(address(certificate.number), REMOTE_ADDR="203.0.113.77")
    stored = str(list(Check.objects.values())) + str(list(RateWindow.objects.values()))
    assert "203.0.113" not in stored


def test_a_number_alone_leads_to_its_own_address(client, certificate):
    page = client.post(VERIFY, {"number": certificate.number.lower().replace("-", " ")})
    assert page.status_code == 302
    assert page.url == address(certificate.number)
    assert not Check.objects.exists()


def test_a_name_never_stands_in_an_address(client, certificate):
    page = client.post(VERIFY, {"number": certificate.number, "family_name": "O'Neill"})
    assert page.status_code == 200
    assert "The name matches" in page.content.decode()
    assert (
        "family_name"
        not in client.get(address(certificate.number), {"family_name": "O'Neill"})
        .content.decode()
        .split("<form")[0]
    )
    assert Check.objects.order_by("pk").last().name_matched is None


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (UNHELD, "Check group 4 behind PRSS"),
        ("PRSS-7K2M-9Q*D-4T8B-HZ6WR", "Check group 2 behind PRSS"),
        ("", "Type the number"),
        ("Jane Doe", "Check"),
        ("<script>alert(1)</script>", "Check"),
        ("9" * 5000, "80"),
    ],
)
def test_a_malformed_number_is_explained_beside_the_field_without_a_query(
    client, django_assert_num_queries, typed, told
):
    with django_assert_num_queries(0):
        page = client.post(VERIFY, {"number": typed})
    text = page.content.decode()
    assert page.status_code == 422
    assert told in text
    assert 'aria-invalid="true"' in text
    assert "<script>alert" not in text


@pytest.mark.parametrize("typed", ["PRSS-1", "jane-doe", "%00", "a" * 300, "🙂"])
def test_a_malformed_address_asks_again_without_a_query(
    client, django_assert_num_queries, typed
):
    with django_assert_num_queries(0):
        page = client.get(address(typed))
    assert page.status_code == 422
    assert b"error-summary" in page.content


@pytest.mark.parametrize("path", [VERIFY, "genuine", "unknown"])
def test_pages_stay_out_of_search_engines_and_other_logs(
    client, certificate, unheld, path
):
    paths = {"genuine": address(certificate.number), "unknown": address(unheld)}
    page = client.get(paths.get(path, path))
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert "no-store" in page.headers["Cache-Control"]
    assert b'name="robots" content="noindex' in page.content
    title = re.search(r"<title>(.*?)</title>", page.content.decode(), re.DOTALL)[1]
    assert certificate.number not in title
    assert "recovery" not in title.lower()


def test_there_is_no_list_and_no_search_by_name(client, certificate):
    for query in ({"q": "O'Neill"}, {"family_name": "O'Neill"}, {"name": "María"}):
        text = client.get(VERIFY, query).content.decode()
        assert certificate.number not in text
    page = client.post(VERIFY, {"number": "", "family_name": "O'Neill"})
    assert page.status_code == 422
    assert not Check.objects.exists()


def test_signed_in_people_are_told_the_same(client, certificate, unheld):
    anonymous = body(client, unheld)
    client.login(email=certificate.holder.email, password=PASSWORD)
    assert body(client, unheld) == anonymous


def test_a_post_from_a_page_without_referrer_is_answered(certificate):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True, headers={"origin": "null"})
    page = strict.post(VERIFY, {"number": certificate.number, "family_name": "Smith"})
    assert page.status_code == 200


def test_issuer_settings_later_on_change_nothing(client, certificate):
    IssuerSettings.objects.create(issuer_name="Somebody else")
    assert b"Somebody else" not in body(client, certificate.number)


def test_no_number_and_no_token_comes_into_the_log(client, certificate, caplog):
    certificate.choose_privacy(is_withheld=True, shows_name=False)
    for _ in range(32):
        client.get(address(certificate.token))
    client.get(address(certificate.number[:-1]))
    assert certificate.token not in caplog.text
    assert certificate.number[:-1] not in caplog.text


def test_the_page_is_there_in_spanish(client):
    assert client.get(reverse("certificates:verify")).status_code == 200
    assert client.get("/es/verify/").status_code == 200


@pytest.mark.parametrize("method", ["head", "put", "delete", "options"])
def test_no_method_puts_a_token_into_the_log(client, certificate, caplog, method):
    answer = getattr(client, method)(address(certificate.token))
    assert answer.status_code == (200 if method == "head" else 405)
    assert certificate.token not in caplog.text
