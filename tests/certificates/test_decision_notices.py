"""Holders hear once, in neutral words, of what was decided about their certificates."""

import datetime as dt

import pytest
from django.core import mail
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from certificates import following, status
from certificates.decision_words import WORDS
from certificates.models import DecisionNotice, Follower, StatusEvent
from certificates.reissuing import reissue
from certificates.ruling import rule
from certificates.telling import tell_decided
from home.sweeping import sweep
from tests.races import at_once
from tests.tasks import work_off_tasks
from tests.users.builders import make_user

from .builders import AT, decide, make_rendered, make_rng
from .test_notices import Away, Refusing, Silent, deliver_by

pytestmark = pytest.mark.django_db
LATER = AT + dt.timedelta(minutes=2)
DECISIONS = set(status.KINDS) - {"issued", "superseded", "expired", "note_erased"}


@pytest.fixture
def held():
    certificate = make_rendered(
        legal_name="Zebedee Okonkwo", title="Relapse and Recovery"
    )
    certificate.notice.confirm(at=AT)
    certificate.notice.claim(at=AT)
    return certificate


def tell(at=AT):
    following.follow("holders", at=at)
    return mail.outbox


def test_every_decision_has_its_words():
    assert set(WORDS) == DECISIONS


@pytest.mark.parametrize("kind", sorted(DECISIONS))
def test_neither_subject_nor_words_say_what_it_is_about(held, kind):
    last_day = {"last_day": dt.date(2031, 2, 3)} if kind == "renewed" else {}
    secret = {"public_reason": "Drank at work", "private_note": "Between us"}
    decide(held, kind, conditions="Under supervision", **secret, **last_day)
    (message,) = tell()
    assert message.subject == "Something has changed about a document of yours"
    said = message.message().as_string().lower()
    said = said.replace(held.get_absolute_url(), "").replace(held.holder.email, "")
    for word in ("relapse", "recovery", "peer", "certificat", held.number.lower()):
        assert word not in said
    for word in ("zebedee", "okonkwo", "drank", "between us", "supervision"):
        assert word not in said
    day = "February 3, 2031" if kind == "renewed" else "November 16, 2026"
    assert day in message.body
    assert f"http://testserver{held.get_absolute_url()}" in message.body
    assert message.to == [held.holder.email]


def test_who_pauses_is_told_what_they_chose_and_of_no_fault(held):
    decide(held, "inactive")
    body = tell()[0].body
    assert "as you wished" in body
    for word in ("hold", "mistake", "withdrawn", "checks it", "decided"):
        assert word not in body


def test_it_speaks_the_holders_language(held):
    held.holder.language = "es"
    held.holder.save()
    decide(held, "suspended")
    assert "16 de noviembre de 2026" in tell()[0].body


def test_the_day_is_that_of_the_certificates_zone(held):
    type(held).objects.update(zone="Pacific/Auckland")
    decide(held, "revoked")
    assert "November 17, 2026" in tell()[0].body


def test_a_decision_is_told_once_however_often_its_followers_wake(held):
    rule(held, "suspended", by=None, at=AT, effective_at=AT, reason_code="conduct")
    work_off_tasks()
    for _again in range(2):
        Follower.objects.filter(pk="holders").update(position=0)
        tell()
        sweep(at=LATER)
    assert len(mail.outbox) == 1
    assert DecisionNotice.objects.get().sent_at


def test_what_is_planned_is_told_when_it_is_decided_and_not_again(held):
    decide(held, "suspended", effective_at=AT + dt.timedelta(days=3))
    tell()
    tell(at=AT + dt.timedelta(days=4))
    (message,) = mail.outbox
    assert "November 19, 2026" in message.body


def test_the_sweep_tells_what_the_queue_has_lost(held):
    rule(held, "revoked", by=None, at=AT, effective_at=AT, reason_code="conduct")
    following.catch_up(at=AT)
    work_off_tasks()
    assert len(mail.outbox) == 1


def test_a_new_edition_does_not_tell_old_decisions_again(held):
    decide(held, "restricted", conditions="Under supervision")
    tell()
    change = {"reason": "name", "holder_name": "Zebedee Ruiz"}
    new = reissue(held, by=make_user(), at=LATER, rng=make_rng(), **change)
    assert StatusEvent.objects.filter(certificate=new, kind="restricted").exists()
    tell(at=LATER)
    assert len(mail.outbox) == 1


def test_erasing_a_note_and_issuing_tell_nobody_anything(held):
    event = decide(held, "suspended", private_note="Between us")
    tell()
    event.erase_note(by=None, at=AT)
    tell(at=LATER)
    assert len(mail.outbox) == 1


def test_what_may_have_been_sent_is_never_sent_again(held, settings):
    decide(held, "revoked")
    deliver_by(settings, Silent)
    for hours in range(3):
        tell(at=AT + dt.timedelta(hours=hours))
        tell_decided(at=AT + dt.timedelta(hours=hours))
    assert len(mail.outbox) == 1
    assert DecisionNotice.objects.in_doubt().count() == 1


@pytest.mark.parametrize("backend", [Away, Refusing])
def test_a_mail_server_that_takes_nothing_is_tried_again(held, settings, backend):
    decide(held, "revoked")
    working = settings.DELIVERY_EMAIL_BACKEND
    deliver_by(settings, backend)
    assert tell() == []
    settings.DELIVERY_EMAIL_BACKEND = working
    assert tell_decided(at=LATER) == 1


def test_a_closed_account_gets_no_mail(held):
    held.holder.is_active = False
    held.holder.save()
    decide(held, "revoked")
    assert tell() == []


def test_a_round_costs_one_query_and_two_for_each_notice(
    held, django_assert_num_queries, settings
):
    deliver_by(settings, Away)
    for kind in ("suspended", "reinstated", "revoked"):
        decide(held, kind)
    tell()
    settings.DELIVERY_EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with django_assert_num_queries(1 + 3 * 2):
        tell_decided(at=AT)
    assert len(mail.outbox) == 3


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_many_that_tell_at_once_one_does():
    decide(make_rendered(), "suspended")
    at_once(lambda _number: following.follow("holders", at=AT), 6)
    assert len(mail.outbox) == 1
    assert DecisionNotice.objects.count() == 1


def test_holders_hear_only_of_what_is_decided_from_now_on(held):
    """The step that adds these mails must not tell years of decisions at once."""
    from importlib import import_module

    decide(held, "suspended")
    name = "0023_decision_notices"
    loader = MigrationExecutor(connection).loader
    apps = loader.project_state(("certificates", name)).apps
    import_module(f"certificates.migrations.{name}").begin_here(apps, None)
    decide(held, "revoked")
    (message,) = tell()
    assert "withdrawn" in message.body


def test_the_holders_page_says_whom_to_ask(client, held):
    type(held).objects.update(contact="certs@example.org")
    client.force_login(held.holder)
    page = client.get(held.get_absolute_url()).content.decode()
    assert "Questions about it: certs@example.org" in page
