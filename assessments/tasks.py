"""What the worker does for this app; each task may run twice."""

from django.utils import timezone
from django_tasks import task

from . import regrading
from .exchange.importing import carry_out
from .models import QuestionImport, Regrade


@task(backend="jobs")
def foretell_regrade(regrade_id):
    """Work out what a regrade would change."""
    regrading.foretell(Regrade.objects.get(pk=regrade_id), at=timezone.now())


@task(backend="jobs")
def carry_out_regrade(regrade_id):
    """Mark papers again."""
    regrading.carry_out(Regrade.objects.get(pk=regrade_id), at=timezone.now())


@task(backend="jobs")
def bring_in_questions(import_id):
    """Bring in a large file of questions."""
    if staged := QuestionImport.objects.filter(pk=import_id).first():
        carry_out(staged)
