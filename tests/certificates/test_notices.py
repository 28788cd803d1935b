"""A holder is told once that a document is ready, in words that say nothing more."""

import datetime as dt
import smtplib

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from certificates.models import ReadyNotice
from certificates.tasks import render_document
from certificates.telling import tell_waiting
from home.sweeping import sweep
from tests.races import at_once

from .builders import AT, make_certificate, make_rendered

pytestmark = pytest.mark.django_db

LATER = AT + dt.timedelta(minutes=2)


class Refusing(EmailBackend):
    """A mail server that says no."""

    def send_messages(self, messages):
        raise smtplib.SMTPDataError(451, b"greylisted")


class Silent(EmailBackend):
    """A mail server that takes the words and never says that it did."""

    def send_messages(self, messages):
        super().send_messages(messages)
        raise smtplib.SMTPServerDisconnected


class Away(EmailBackend):
    """A mail server that is down."""

    def open(self):
        raise ConnectionRefusedError


def deliver_by(settings, backend):
    settings.DELIVERY_EMAIL_BACKEND = f"{__name__}.{backend.__name__}"


def test_the_document_and_the_notice_are_kept_together():
    assert not ReadyNotice.objects.exists()
    held = make_rendered()
    assert ReadyNotice.objects.get().certificate == held


def test_the_task_that_makes_the_document_tells_its_holder_once():
    certificate = make_certificate()
    for _run in range(2):
        render_document.func(certificate.pk)
    assert [message.to for message in mail.outbox] == [[certificate.holder.email]]


def test_the_sweep_tells_what_the_queue_has_lost():
    held = make_rendered()
    for _run in range(2):
        sweep(at=LATER)
    (message,) = mail.outbox
    assert message.to == [held.holder.email]
    assert ReadyNotice.objects.get().sent_at == LATER


def test_neither_subject_nor_words_say_what_it_is_about():
    held = make_rendered(title="Relapse and Recovery")
    tell_waiting(at=AT)
    message = mail.outbox[0]
    assert message.subject == "A document of yours is ready"
    said = message.message().as_string().lower()
    for secret in ("relapse", "recovery", "peer", "certificat", held.number.lower()):
        assert secret not in said.replace(held.get_absolute_url(), "")


def test_it_leads_to_the_holders_own_page_in_their_language():
    held = make_rendered()
    tell_waiting(at=AT)
    assert f"http://testserver{held.get_absolute_url()}" in mail.outbox[0].body


def test_every_try_has_the_same_message_id(settings):
    held = make_rendered()
    deliver_by(settings, Refusing)
    assert tell_waiting(at=AT) == 0
    settings.DELIVERY_EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert tell_waiting(at=AT) == 0, "it waits a minute"
    assert tell_waiting(at=LATER) == 1
    key = held.notice.message_key
    assert mail.outbox[0].extra_headers["Message-ID"] == f"<{key}@testserver>"


def test_what_may_have_been_sent_is_never_sent_again(settings):
    make_rendered()
    deliver_by(settings, Silent)
    for hours in range(3):
        tell_waiting(at=AT + dt.timedelta(hours=hours))
    assert len(mail.outbox) == 1
    assert ReadyNotice.objects.in_doubt().count() == 1


def test_a_mail_server_that_is_down_leaves_none_in_doubt(settings):
    make_rendered()
    deliver_by(settings, Away)
    assert tell_waiting(at=AT) == 0
    assert not ReadyNotice.objects.in_doubt().exists()
    assert ReadyNotice.objects.waiting(at=AT).count() == 1


def test_an_address_that_refuses_is_given_up_in_the_end(settings):
    make_rendered()
    deliver_by(settings, Refusing)
    for days in range(20):
        tell_waiting(at=AT + dt.timedelta(days=days))
    assert not ReadyNotice.objects.waiting(at=AT + dt.timedelta(days=99)).exists()


def test_a_closed_account_gets_no_mail():
    held = make_rendered()
    held.holder.is_active = False
    held.holder.save()
    assert tell_waiting(at=AT) == 0


def test_a_round_costs_one_query_and_two_for_each_notice(django_assert_num_queries):
    for _one in range(3):
        make_rendered()
    with django_assert_num_queries(1 + 3 * 2):
        tell_waiting(at=AT)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_many_that_tell_at_once_one_does():
    make_rendered()
    told = at_once(lambda _number: tell_waiting(at=AT), 8)
    assert sum(told) == 1
    assert len(mail.outbox) == 1
