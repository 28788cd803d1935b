"""What the worker does about watching."""

from django.utils import timezone
from django_tasks import task

from . import delivering


@task(backend="jobs")
def deliver_webhooks():
    """Try the messages that are due; harmless when run again."""
    delivering.deliver_due(at=timezone.now())
