"""What the worker does for this app."""

import secrets

from django.utils import timezone
from django_tasks import task

from . import (
    bulk_deciding,
    checking_rosters,
    documents,
    following,
    papers,
    proof_documents,
    telling,
)
from .models import BulkDecision, Certificate, CheckProof, HolderPaper


@task(backend="jobs")
def render_document(certificate_id):
    """Make the PDF of one certificate and tell its holder; harmless when run again."""
    certificate = Certificate.objects.get(pk=certificate_id)
    documents.make(certificate, at=timezone.now(), rng=secrets.token_bytes)
    telling.tell_waiting(at=timezone.now(), certificate_id=certificate_id)


@task(backend="jobs")
def render_check_proof(proof_id):
    """Make the PDF of the proof of a check; harmless when run again."""
    proof_documents.make(CheckProof.objects.get(pk=proof_id), at=timezone.now())


@task(backend="jobs")
def status_changed(follower):
    """Give one of those who follow statuses what it has not seen."""
    following.follow(follower, at=timezone.now())


@task(backend="jobs")
def make_paper(paper_id):
    """Make one record or letter of a holder; harmless when run again."""
    paper = HolderPaper.objects.select_related("certificate").get(pk=paper_id)
    papers.make(paper, at=timezone.now())


@task(backend="jobs")
def carry_out_bulk_decision(bulk_id):
    """Decide about every certificate of an approved proposal that is left."""
    bulk = BulkDecision.objects.get(pk=bulk_id)
    bulk_deciding.carry_out(bulk, at=timezone.now())


@task(backend="jobs")
def check_roster(run_id):
    """Check an agency's list; goes on where a dead worker stopped."""
    checking_rosters.carry_out(run_id, clock=timezone.now)
