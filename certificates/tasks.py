"""What the worker does for this app."""

import secrets

from django.utils import timezone
from django_tasks import task

from . import documents, telling
from .models import Certificate


@task(backend="jobs")
def render_document(certificate_id):
    """Make the PDF of one certificate and tell its holder; harmless when run again."""
    certificate = Certificate.objects.get(pk=certificate_id)
    documents.make(certificate, at=timezone.now(), rng=secrets.token_bytes)
    telling.tell_waiting(at=timezone.now(), certificate_id=certificate_id)
