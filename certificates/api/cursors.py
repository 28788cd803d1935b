"""Cursors that say nothing to whoever holds them, and cannot be made up."""

import base64
import json

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

SALT = "certificates.api.cursors"


class ForeignCursor(Exception):
    """We did not make it, or made it for another agency."""


def seal(agency, position):
    """Return the cursor of an agency that has read up to ``position``.

    Sealed and not only signed: positions count what happens to all certificates.
    """
    said = json.dumps([agency.pk, position]).encode()
    return _box().encrypt(said).decode().rstrip("=")


def unseal(agency, cursor):
    """Return the position that ``cursor`` stands for.

    Raises:
        ForeignCursor: it is of no use to this agency.
    """
    padded = cursor + "=" * (-len(cursor) % 4)
    try:
        owner, position = json.loads(_box().decrypt(padded.encode()))
    except InvalidToken as unknown:
        raise ForeignCursor from unknown
    if owner != agency.pk:
        raise ForeignCursor
    return position


def _box():
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [salted_hmac(SALT, "", one, algorithm="sha256") for one in secrets]
    keys = [base64.urlsafe_b64encode(digest.digest()) for digest in digests]
    return MultiFernet([Fernet(key) for key in keys])
