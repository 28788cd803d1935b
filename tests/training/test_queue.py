"""Tasks that a dead worker left behind, and mail that leaves through the queue."""

import datetime as dt

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives, send_mail
from django_tasks_db.models import DBTaskResult

from tests.tasks import work_off_tasks
from training.mail import deliver
from training.queue import ATTEMPTS, KEPT, KEPT_FAILED, LEASE, forget, revive

pytestmark = pytest.mark.django_db


@pytest.fixture
def outbox(settings):
    """The mail that left, with our queue before it (Django's test run takes it out)."""
    settings.EMAIL_BACKEND = "training.mail.QueuedEmailBackend"
    return mail.outbox


def stalled(at, tries=1):
    deliver.enqueue({"subject": "S", "body": "B", "to": ["b@example.org"], "html": ""})
    DBTaskResult.objects.update(
        status="RUNNING", started_at=at, worker_ids=["w"] * tries
    )


def statuses():
    return list(DBTaskResult.objects.values_list("status", flat=True))


def test_a_task_whose_worker_died_is_run_again(at):
    stalled(at)
    assert revive(at=at + LEASE + dt.timedelta(seconds=1)) == 1
    assert statuses() == ["READY"]


def test_a_task_that_still_runs_is_left_alone(at):
    stalled(at)
    assert revive(at=at + LEASE - dt.timedelta(seconds=1)) == 0


def test_a_task_is_given_up_in_the_end(at):
    stalled(at, tries=ATTEMPTS)
    assert revive(at=at + dt.timedelta(hours=1)) == 0


def test_a_failed_task_waits_longer_each_time(at):
    stalled(at, tries=2)
    DBTaskResult.objects.update(status="FAILED", finished_at=at)
    now = at + dt.timedelta(minutes=10)
    assert revive(at=now) == 1
    assert DBTaskResult.objects.get().run_after == now + dt.timedelta(minutes=4)


def test_two_sweeps_at_once_revive_once(at):
    stalled(at)
    late = at + dt.timedelta(hours=1)
    assert (revive(at=late), revive(at=late)) == (1, 0)


def test_mail_waits_in_the_queue_and_then_leaves(outbox):
    send_mail("Your code", "123456", None, ["ana@example.org"])
    assert not outbox
    work_off_tasks()
    assert [(m.subject, m.to) for m in outbox] == [("Your code", ["ana@example.org"])]


def test_mail_keeps_its_html_part_and_its_id(outbox):
    message = EmailMultiAlternatives("S", "plain", None, ["ana@example.org"])
    message.attach_alternative("<p>rich</p>", "text/html")
    message.send()
    work_off_tasks()
    assert outbox[0].alternatives[0].content == "<p>rich</p>"
    assert outbox[0].extra_headers["Message-ID"]


def test_hidden_recipients_stay_hidden(outbox):
    fields = {
        "to": ["a@example.org"],
        "bcc": ["b@example.org"],
        "reply_to": ["c@example.org"],
    }
    EmailMultiAlternatives("S", "plain", **fields).send()
    work_off_tasks()
    assert (outbox[0].to, outbox[0].bcc) == (["a@example.org"], ["b@example.org"])
    assert outbox[0].reply_to == ["c@example.org"]
    assert "b@example.org" not in outbox[0].message().as_string()


def test_mail_with_attachments_is_refused_rather_than_cut(outbox):
    message = EmailMultiAlternatives("S", "plain", to=["a@example.org"])
    message.attach("x.txt", "x", "text/plain")
    with pytest.raises(ValueError, match="attachments"):
        message.send()


@pytest.mark.parametrize(
    ("status", "age", "left"),
    [
        ("SUCCESSFUL", KEPT, 1),
        ("SUCCESSFUL", KEPT + dt.timedelta(seconds=1), 0),
        ("FAILED", KEPT + dt.timedelta(seconds=1), 1),
        ("FAILED", KEPT_FAILED + dt.timedelta(seconds=1), 0),
        ("READY", KEPT_FAILED * 2, 1),
    ],
)
def test_what_is_done_is_forgotten_in_time(at, status, age, left):
    stalled(at)
    DBTaskResult.objects.update(status=status, finished_at=at - age)
    forget(at=at)
    assert DBTaskResult.objects.count() == left
