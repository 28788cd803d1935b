"""What must happen in the end, whatever the queue has lost on the way."""

import secrets

from django.core.management import call_command

from assessments.closing import close_overdue
from assessments.exchange.importing import forget_imports
from assessments.folding import fold_waiting
from assessments.regrading import catch_up
from certificates import bulk_deciding, following, rostering
from certificates.anchoring import anchor_due
from certificates.issuing import reconcile
from certificates.models import Repeatable
from certificates.papers import catch_up as make_papers
from certificates.proof_documents import make_waiting
from certificates.ruling import note_expired
from certificates.telling import tell_decided, tell_waiting
from certificates.watching.changes import end_what_is_over
from certificates.watching.delivering import deliver_due
from certificates.watching.digest import send_digests
from training.queue import forget, revive


def sweep(*, at):
    """Close what is overdue, mark, count, issue, tell, publish what is due, mend.

    Safe to run at any time, as often as one likes, in any number of processes.

    Args:
        at: the present instant, aware. Scheduled pages go by the clock itself:
            Wagtail's own command publishes them.
    """
    close_overdue(at=at)
    catch_up(at=at)
    reconcile(at=at, rng=secrets.token_bytes)
    make_papers(at=at)
    tell_waiting(at=at)
    tell_decided(at=at)
    make_waiting(at=at)
    note_expired(at=at)
    bulk_deciding.catch_up(at=at)
    following.catch_up(at=at)
    end_what_is_over(at=at)
    deliver_due(at=at)
    send_digests(at=at)
    anchor_due(at=at)
    rostering.reconcile(at=at)
    call_command("publish_scheduled", verbosity=0)
    fold_waiting(at=at)
    forget_imports(at=at)
    Repeatable.objects.stale(at=at).delete()
    revive(at=at)
    forget(at=at)
