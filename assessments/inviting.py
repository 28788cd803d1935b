"""Sends people the links by which they are asked for their judgment."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

PANEL, SESSION = "assessments:panel", "assessments:session"


def link(name, token, *, language):
    """Return the whole address of a link, in the language of the work.

    Args:
        name: ``PANEL`` or ``SESSION``.
        token: the secret, kept nowhere else.
        language: code of the language.
    """
    with override(language):
        return settings.SITE_URL + reverse(name, args=[token])


def mail(person, address, *, title, language):
    """Put the invitation on its way.

    Args:
        person: the ``Panelist`` or ``Judge``, with an e-mail address.
        address: their link.
        title: of the panel or the session.
        language: code of the language.
    """
    with override(language):
        context = {"person": person, "address": address, "title": title}
        send_mail(
            _("An invitation to share your judgment"),
            render_to_string("assessments/invited/mail.txt", context),
            None,
            [person.email],
        )
