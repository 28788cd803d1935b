"""Keys that never leave a device (HSM, smart card): PKCS#11, by configuration.

Needs the optional package python-pkcs11 (`pip install ".[hsm]"`).
"""

import threading
from contextlib import suppress
from importlib import import_module

from cryptography.hazmat.primitives.serialization import load_der_public_key
from django.conf import settings

from .proof.keys import CannotSign

_lock = threading.RLock()
_sessions = {}


class DeviceUnavailable(CannotSign):
    """The device cannot be reached, or has no such key."""


class RsaInDevice:
    """An RSA key known by its label; signs inside the device."""

    def __init__(self, label):
        self._label = label

    def sign(self, message):
        """Sign ``message`` by RSASSA-PKCS1-v1_5 over its SHA-256.

        Raises:
            DeviceUnavailable: at present.
        """
        mechanism = _pkcs11().Mechanism.SHA256_RSA_PKCS
        return _carefully(
            lambda session: _key(session, "PRIVATE_KEY", self._label).sign(
                message, mechanism=mechanism
            )
        )


def rsa_public_key(label):
    """Return the public part of the key called ``label``.

    Raises:
        DeviceUnavailable: at present, or for ever.
    """
    encode = import_module("pkcs11.util.rsa").encode_rsa_public_key
    der = _carefully(lambda session: encode(_key(session, "PUBLIC_KEY", label)))
    return load_der_public_key(der)


def _carefully(act):
    """Do ``act`` in the session of this process; if that is gone, in a new one."""
    with _lock:
        had_session = "open" in _sessions
        try:
            return act(_session())
        # The errors of PKCS#11 are RuntimeErrors; a module that is not there, OSErrors.
        except (RuntimeError, OSError) as error:
            _close()
            if had_session:
                return _carefully(act)
            raise DeviceUnavailable(type(error).__name__) from error


def _close():
    """End the session: one that stays open would forbid the next to sign in."""
    session = _sessions.pop("open", None)
    if session is not None:
        with suppress(RuntimeError):
            session.close()


def _session():
    if "open" not in _sessions:
        library = _pkcs11().lib(settings.PKCS11_MODULE)
        token = library.get_token(token_label=settings.PKCS11_TOKEN)
        _sessions["open"] = token.open(user_pin=settings.PKCS11_PIN)
    return _sessions["open"]


def _key(session, kind, label):
    kinds = _pkcs11().ObjectClass
    return session.get_key(object_class=getattr(kinds, kind), label=label)


def _pkcs11():
    try:
        return import_module("pkcs11")
    except ImportError as error:
        raise DeviceUnavailable("python-pkcs11 is not installed") from error
