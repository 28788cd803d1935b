"""Puts an agency's question to a holder, and tells the holder of it by mail."""

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from certificates import throttle
from certificates.models import Watch


@transaction.atomic
def ask(agency, number, *, by, reason, at):
    """Ask the holder of ``number`` whether ``agency`` may watch it.

    Whether anybody holds it makes no difference that the agency could see.

    Args:
        agency: who asks.
        number: as ``codes.normalise`` writes it.
        by: the member who asks.
        reason: in the agency's words, for the holder.
        at: now, aware.

    Returns:
        Whether it is a new question.

    Raises:
        TooManyTries: the agency has asked too much today.
    """
    throttle.spend(agency, throttle.COST_OF_A_MISS, at=at)
    # Taken back and put again, a question would be a mail each time.
    is_known = Watch.objects.put_lately(agency, number, at=at).exists()
    watch, is_new = Watch.objects.ask(agency, number, by=by, reason=reason, at=at)
    if is_new and watch.certificate and not is_known:
        _write_to(watch.certificate)
    return is_new


def _write_to(certificate):
    holder = certificate.holder
    with translation.override(holder.language):
        page = reverse("certificates:watchers", args=[certificate.public_id])
        body = _(
            "An agency asks whether it may hear of changes to a document of yours. "
            "It learns nothing unless you agree. You find the question here:"
        )
        subject = _("There is a question for you in My learning")
        send_mail(
            subject, f"{body}\n\n{settings.SITE_URL}{page}\n", None, [holder.email]
        )
