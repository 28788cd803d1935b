"""What a holder sees and decides about an own certificate."""

import datetime as dt
import hashlib

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from certificates.models import Certificate
from tests.users.builders import make_user
from training.users.models import User

from .builders import (
    AT,
    decide,
    make_certificate,
    make_document,
    make_link,
    make_rendered,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate():
    return make_rendered()


@pytest.fixture
def holder(client, certificate):
    client.force_login(certificate.holder)
    return client


def of(name, certificate):
    return reverse(f"certificates:{name}", args=[certificate.public_id])


def test_a_download_is_the_bytes_that_were_kept(client):
    certificate = make_certificate()
    make_document(certificate)
    client.force_login(certificate.holder)
    page = client.get(of("download", certificate))
    certificate.refresh_from_db()
    assert page.content == bytes(certificate.document.pdf)
    assert hashlib.sha256(page.content).hexdigest() == certificate.document.sha256
    assert page.headers["Content-Type"] == "application/pdf"
    assert page.headers["Cache-Control"] == "private, no-store"
    name = page.headers["Content-Disposition"]
    assert name == f'attachment; filename="certificate-{certificate.number[-5:]}.pdf"'


@pytest.mark.parametrize("name", ["mine", "download", "privacy"])
def test_another_persons_certificate_does_not_exist(client, certificate, name):
    client.force_login(make_user())
    method = client.post if name == "privacy" else client.get
    assert method(of(name, certificate)).status_code == 404


@pytest.mark.parametrize("name", ["mine", "download"])
def test_strangers_are_asked_to_sign_in(client, certificate, name):
    page = client.get(of(name, certificate))
    assert page.status_code == 302
    assert "/accounts/login/" in page.url


def test_a_certificate_without_document_has_no_download(client):
    certificate = make_certificate()
    client.force_login(certificate.holder)
    assert client.get(of("download", certificate)).status_code == 404
    assert b"is being made" in client.get(of("mine", certificate)).content


def test_a_name_that_cannot_be_printed_is_explained_to_its_holder(client):
    certificate = make_certificate(legal_name="Ann 🙂")
    make_document(certificate)
    client.force_login(certificate.holder)
    assert b"U+1F642" in client.get(of("mine", certificate)).content


def test_the_page_shows_the_standing_and_leads_on(holder, certificate):
    decide(certificate, "suspended")
    text = holder.get(of("mine", certificate)).content.decode()
    for part in ("status--suspended", "Amara Okonkwo", of("links", certificate)):
        assert part in text


def test_the_page_costs_a_fixed_number_of_queries(
    holder, certificate, django_assert_max_num_queries
):
    for _ in range(30):
        certificate.log_check(how="qr", outcome="genuine", at=AT)
    with django_assert_max_num_queries(8):
        holder.get(of("mine", certificate))


def test_privacy_holds_at_once(holder, certificate):
    page = holder.post(of("privacy", certificate), {"is_withheld": "on"})
    assert page.url == of("mine", certificate)
    certificate.refresh_from_db()
    assert (certificate.is_withheld, certificate.shows_name) == (True, False)
    answer = holder.get(f"/verify/{certificate.number}/").content
    assert b"status--unknown" in answer


def test_a_get_changes_no_choice(holder, certificate):
    assert holder.get(of("privacy", certificate), {"shows_name": "on"}).status_code
    certificate.refresh_from_db()
    assert not certificate.shows_name


def test_the_page_of_choices_names_open_links(holder, certificate):
    make_link(certificate, at=timezone.now())
    assert (
        b"1 link that you made is open"
        in holder.get(of("privacy", certificate)).content
    )


def test_neutral_words_hide_the_title_from_whoever_has_only_the_number(
    holder, certificate
):
    holder.post(of("privacy", certificate), {"is_neutral": "on"})
    by_number = holder.get(f"/verify/{certificate.number}/").content.decode()
    assert "Professional certificate" in by_number
    assert certificate.title not in by_number
    assert (
        certificate.title
        in holder.get(f"/verify/{certificate.token}/").content.decode()
    )


def test_for_holder_starts_from_the_person(certificate):
    make_rendered()
    own = Certificate.objects.for_holder(certificate.holder)
    assert list(own) == [certificate]


def test_the_card_offers_the_download(certificate):
    context = {"certificate": certificate, "status": certificate.status(at=AT)}
    card = render_to_string("certificates/_card.html", context)
    assert of("download", certificate) in card
    assert "Genuine" in card


def test_its_holder_reads_what_was_decided_and_on_what_it_rests(holder, certificate):
    said = {"legal_basis": "Policy 4.2", "public_reason": "Under review"}
    decide(certificate, "suspended", private_note="Call from HR", **said)
    text = holder.get(of("mine", certificate)).content.decode()
    for part in ("What was decided", "Administrative", "Policy 4.2", "Under review"):
        assert part in text
    assert "Call from HR" not in text


def test_where_nothing_was_decided_no_list_is_shown(holder, certificate):
    text = holder.get(of("mine", certificate)).content.decode()
    assert "What was decided" not in text


def test_days_are_those_of_the_certificate_wherever_its_holder_reads(client):
    certificate = make_rendered(zone="UTC")
    User.objects.filter(pk=certificate.holder_id).update(time_zone="America/Chicago")
    day = dt.datetime(2026, 11, 16, tzinfo=dt.UTC)
    decide(certificate, "suspended", effective_at=day)
    client.force_login(certificate.holder)
    text = client.get(of("mine", certificate)).content.decode()
    assert "November 15, 2026" not in text


@pytest.mark.parametrize(
    ("kind", "label"), [("genuine", "Good through"), ("revoked", "Last day")]
)
def test_what_is_not_good_is_not_said_to_be_good_through_a_day(
    client, certificate, kind, label
):
    if kind == "revoked":
        decide(certificate, kind)
    text = client.get(f"/verify/{certificate.number}/").content.decode()
    shown = {word for word in ("Good through", "Last day") if f">{word}<" in text}
    assert shown == {label}
    assert "In force since" not in text


@pytest.mark.parametrize("contact", ["", "desk@example.org"])
def test_the_page_always_says_whom_one_can_ask(client, contact):
    certificate = make_rendered(contact=contact, issuer_name="Two Rivers")
    client.force_login(certificate.holder)
    text = client.get(of("mine", certificate)).content.decode()
    assert f"Questions about it: {contact or 'Two Rivers'}" in text
