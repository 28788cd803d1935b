"""Mail leaves through the task queue, so that no page waits for a mail server."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django_tasks import task


class QueuedEmailBackend(BaseEmailBackend):
    """Store each message as a task in the caller's transaction (an outbox)."""

    def send_messages(self, email_messages):
        for message in email_messages:
            deliver.enqueue(
                subject=message.subject,
                body=message.body,
                html=_html_part(message),
                sender=message.from_email,
                recipients=message.recipients(),
                message_id=str(message.message()["Message-ID"]),
            )
        return len(email_messages)


@task(backend="jobs")
def deliver(subject, body, html, sender, recipients, message_id):  # noqa: PLR0913
    """Hand one stored message to the configured mail server."""
    message = EmailMultiAlternatives(
        subject,
        body,
        sender,
        recipients,
        headers={"Message-ID": message_id},
        connection=get_connection(settings.DELIVERY_EMAIL_BACKEND),
    )
    if html:
        message.attach_alternative(html, "text/html")
    message.send()


def _html_part(message):
    for alternative in getattr(message, "alternatives", []):
        if alternative.mimetype == "text/html":
            return alternative.content
    return ""
