"""Tells holders by mail of their documents, each thing once, whatever dies."""

import logging
import smtplib
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from .decision_words import DecisionWords
from .models import DecisionNotice, ReadyNotice

logger = logging.getLogger(__name__)

BATCH = 200


def tell_waiting(*, at, certificate_id=None):
    """Hand over the mail about documents that are ready: all, or that about one.

    A notice is claimed before its words leave and confirmed afterwards, never the
    other way round: a process that dies in between leaves one in doubt, which
    nobody sends a second time. The connection is opened before anything is
    claimed, so that a mail server that is down leaves none in doubt.

    Returns:
        How many the mail server took.
    """
    waiting = ReadyNotice.objects.waiting(at=at)
    if certificate_id is not None:
        waiting = waiting.filter(pk=certificate_id)
    return _hand_over(waiting.select_related("certificate__holder"), at=at)


def tell_decided(*, at):
    """Hand over the mail about decisions that waits, in the same way.

    Returns:
        How many the mail server took.
    """
    waiting = DecisionNotice.objects.waiting(at=at)
    return _hand_over(waiting.select_related("event", "certificate__holder"), at=at)


def lay_decided(events, *, at):
    """Lay out a mail for each of these events that a holder should hear of.

    A follower of events: of what is laid out already nothing comes twice. A new
    edition's copies of older decisions are none: the holder has heard of those.

    Args:
        events: ``StatusEvent`` rows with their certificates.
        at: now, aware.
    """
    told = [
        DecisionNotice(event=event, certificate=event.certificate, due_at=at)
        for event in events
        if DecisionWords.are_there_for(event.kind) and not _is_copy(event)
    ]
    DecisionNotice.objects.bulk_create(told, ignore_conflicts=True)
    tell_decided(at=at)


def _is_copy(event):
    """Whether it was put on record again with the issue of a new edition."""
    edition = event.certificate
    return edition.edition > 1 and event.recorded_at == edition.issued_at


def _hand_over(waiting, *, at):
    notices = list(waiting.order_by("pk")[:BATCH])
    if not notices:
        return 0
    # Not through the queue: it may run a task again.
    connection = get_connection(settings.DELIVERY_EMAIL_BACKEND)
    try:
        connection.open()
    except OSError:
        logger.warning("the mail server cannot be reached; notices wait")
        return 0
    told = 0
    try:
        for notice in notices:
            told += _tell(notice, connection, at=at)
    except (smtplib.SMTPException, OSError) as silence:
        # Nobody can know whether it was taken: that one stays in doubt.
        logger.warning("the mail server fell silent: %s", type(silence).__name__)
    finally:
        connection.close()
    return told


def _tell(notice, connection, *, at):
    if not notice.claim(at=at):
        return False
    try:
        taken = connection.send_messages([message_of(notice)])
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as refusal:
        # It answered, so it did not take it.
        logger.warning("a notice was refused: %s", type(refusal).__name__)
        notice.release(at=at)
        return False
    if taken:
        notice.confirm(at=at)
    return bool(taken)


def message_of(notice):
    """Return the mail: neutral words, the same Message-ID in every try."""
    certificate = notice.certificate
    holder = certificate.holder
    host = urlsplit(settings.SITE_URL).hostname
    with translation.override(holder.language):
        context = {"address": settings.SITE_URL + certificate.get_absolute_url()}
        if isinstance(notice, DecisionNotice):
            subject = _("Something has changed about a document of yours")
            context["words"] = DecisionWords.of(notice.event, certificate.zone)
            template = "certificates/mail/decided.txt"
        else:
            subject = _("A document of yours is ready")
            context["name"] = holder.get_short_name()
            template = "certificates/mail/ready.txt"
        return EmailMessage(
            subject,
            render_to_string(template, context),
            to=[holder.email],
            headers={"Message-ID": f"<{notice.message_key}@{host}>"},
        )
