"""What the worker does for this app."""

import secrets

from django.utils import timezone
from django_tasks import task

from . import documents
from .models import Certificate


@task(backend="jobs")
def render_document(certificate_id):
    """Make the PDF of one certificate; harmless when run again."""
    certificate = Certificate.objects.get(pk=certificate_id)
    documents.make(certificate, at=timezone.now(), rng=secrets.token_bytes)
