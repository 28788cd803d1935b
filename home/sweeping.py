"""What must happen in the end, whatever the queue has lost on the way."""

import secrets

from django.core.management import call_command
from django.db import InterfaceError, OperationalError

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

    Safe to run at any time, as often as one likes, in any number of processes. What
    goes wrong in one round keeps no other from its turn.

    Args:
        at: the present instant, aware. Scheduled pages go by the clock itself:
            Wagtail's own command publishes them.

    Raises:
        OperationalError, InterfaceError: the database is away; at once.
        ExceptionGroup: what went wrong, after the last round.
    """
    wrong = []
    for turn in ROUNDS:
        try:
            turn(at=at)
        except (InterfaceError, OperationalError):
            raise
        except Exception as error:  # noqa: BLE001 (raised with the rest, below)
            wrong.append(error)
    if wrong:
        raise ExceptionGroup("some rounds of a sweep broke off", wrong)


def _issue(*, at):
    reconcile(at=at, rng=secrets.token_bytes)


def _publish_pages(*, at):
    call_command("publish_scheduled", verbosity=0)


def _forget_answered(*, at):
    Repeatable.objects.stale(at=at).delete()


ROUNDS = (
    close_overdue,
    catch_up,
    _issue,
    make_papers,
    tell_waiting,
    tell_decided,
    make_waiting,
    note_expired,
    bulk_deciding.catch_up,
    following.catch_up,
    end_what_is_over,
    deliver_due,
    send_digests,
    anchor_due,
    rostering.reconcile,
    _publish_pages,
    fold_waiting,
    forget_imports,
    _forget_answered,
    revive,
    forget,
)
"""In this order: what somebody waits for comes first."""
