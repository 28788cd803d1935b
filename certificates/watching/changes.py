"""Notes for those who watch that a standing has changed: a follower of events."""

from django.db import transaction

from certificates.models import Delivery, Watch
from certificates.status import SUPERSEDED

from .tasks import deliver_webhooks


def tell_watchers(events, *, at):
    """Tell the agencies that watch the certificates of ``events`` where these stand.

    The standing is told, not each step on the way to it; what they know already
    is not told again, so that a second call does nothing.

    Args:
        events: ``StatusEvent`` rows.
        at: the present instant, aware.
    """
    certificates = {event.certificate_id for event in events}
    watches = Watch.objects.standing().filter(certificate__in=certificates)
    joined = watches.select_related("agency", "certificate__replaced_by")
    for watch in joined.prefetch_related("certificate__events"):
        status = watch.certificate.status(at=at)
        if not watch.knows(status):
            _tell(watch, status, at)


@transaction.atomic
def _tell(watch, status, at):
    change = watch.tell(status, at=at)
    if change:
        Delivery.objects.lay([change], at=at)
        deliver_webhooks.enqueue()
    newer = getattr(watch.certificate, "replaced_by", None)
    if status.name == SUPERSEDED and newer and watch.move_to(newer, at=at):
        _tell(watch, newer.status(at=at), at)


def end_what_is_over(*, at):
    """Put on record the watches that ended by themselves; return how many."""
    ended = 0
    for end, watches in Watch.objects.over(at=at).items():
        for watch in watches[:200]:
            ended += watch.finish(end, at=at)
    return ended
