"""A short cut past the sign-in form, for stories about something else."""

from django.conf import settings
from django.test import Client

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def sign_in(context, address, person):
    """Give the browser ``context`` a session of ``person``; of nobody for None."""
    context.clear_cookies()
    if person is None:
        return
    client = Client()
    client.force_login(person, backend=BACKEND)
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "url": address}
    context.add_cookies([cookie])
