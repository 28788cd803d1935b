"""One mail a day at most, that certificates which an agency watches have changed."""

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.models import Agency, Membership, WatchChange, WatchDigest
from training.rounds import apart

BATCH = 100


def send_digests(*, at):
    """Mail the members of agencies that have news and had no mail today.

    The first news of a day is mailed at once, what follows on the next. Safe to
    run at any time, in any number of processes.

    Args:
        at: the present instant, aware.

    Returns:
        How many agencies were written to.
    """
    mailed = WatchDigest.objects.filter(day=at.date()).values("agency")
    waiting = Agency.objects.open().exclude(pk__in=mailed)
    newest = waiting.annotate(newest=Max("watches__changes")).exclude(newest=None)
    rows = newest.annotate(up_to=Max("digests__up_to")).order_by("pk")
    news = [row for row in rows if row.newest > (row.up_to or 0)]
    sent = 0
    for agency in news[:BATCH]:
        with apart():
            sent += _send(agency, at)
    return sent


def _send(agency, at):
    """Write to one agency; of several processes, one does.

    The mail goes into the queue in the same transaction as the row.
    """
    try:
        with transaction.atomic():
            return _write(agency, at)
    except IntegrityError:
        return False


def _write(agency, at):
    unread = WatchChange.objects.for_agency(agency).since(agency.up_to or 0)
    count = unread.values("watch").distinct().count()
    WatchDigest.objects.create(
        agency=agency, day=at.date(), up_to=agency.newest, sent_at=at
    )
    if not count:
        return False
    address = settings.SITE_URL + reverse("agencies:watches", args=[agency.public_id])
    readers = Membership.objects.standing().filter(agency=agency, gets_digest=True)
    for reader in readers.select_related("user").filter(user__is_active=True):
        with translation.override(reader.user.language):
            send_mail(
                _("There is news at your desk"),
                _words(count, address),
                None,
                [reader.user.email],
            )
    return True


def _words(count, address):
    said = ngettext(
        "%(count)d certificate that you watch has changed. You find it here:",
        "%(count)d certificates that you watch have changed. You find them here:",
        count,
    )
    choice = _("At the same place you can switch these mails off.")
    return f"{said % {'count': count}}\n\n{address}\n\n{choice}\n"
