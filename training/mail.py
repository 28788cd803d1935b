"""Mail leaves through the task queue, so that no page waits for a mail server."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django_tasks import task


class QueuedEmailBackend(BaseEmailBackend):
    """Store each message as a task in the caller's transaction (an outbox)."""

    def send_messages(self, email_messages):
        for message in email_messages:
            deliver.enqueue(_as_json(message))
        return len(email_messages)


@task(backend="jobs")
def deliver(stored):
    """Hand one stored message to the configured mail server."""
    html = stored.pop("html")
    connection = get_connection(settings.DELIVERY_EMAIL_BACKEND)
    message = EmailMultiAlternatives(**stored, connection=connection)
    if html:
        message.attach_alternative(html, "text/html")
    message.send()


def _as_json(message):
    """Return what ``deliver`` needs to make the same message again.

    Raises:
        ValueError: the message has attachments, which no queue should carry.
    """
    if message.attachments:
        raise ValueError("Mail with attachments cannot wait in the queue.")
    copied = ["subject", "body", "from_email", "to", "cc", "bcc", "reply_to"]
    # Made now, so that a second delivery is known for the same message.
    message_id = str(message.message()["Message-ID"])
    return {name: getattr(message, name) for name in copied} | {
        "headers": message.extra_headers | {"Message-ID": message_id},
        "html": _html_part(message),
    }


def _html_part(message):
    for alternative in getattr(message, "alternatives", []):
        if alternative.mimetype == "text/html":
            return alternative.content
    return ""
