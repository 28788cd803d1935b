"""Mail of the agency desk: neutral words, no certificate and no holder in it."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _


def send_invitation(invitation, secret, *, language):
    """Mail the link by which somebody joins an agency."""
    with translation.override(language):
        path = reverse("agencies:open_invitation", args=[secret])
        context = {"invitation": invitation, "link": settings.SITE_URL + path}
        body = render_to_string("agencies/mail/invitation.txt", context)
        send_mail(_("An invitation to work together"), body, None, [invitation.email])


def send_answer(agency):
    """Mail whoever asked for a desk what was decided."""
    person = agency.applied_by
    with translation.override(person.language):
        link = settings.SITE_URL + reverse("agencies:start")
        context = {"agency": agency, "person": person, "link": link}
        body = render_to_string("agencies/mail/answer.txt", context)
        send_mail(_("About the desk that you asked for"), body, None, [agency.contact])
