"""allauth's passkey forms, which also refuse JSON of the wrong shape.

fido2 reads what a stranger sends by key, and allauth expects only some of the
errors that come of it.
"""

from contextlib import contextmanager

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import forms
from django.forms import HiddenInput, JSONField


@contextmanager
def as_incorrect():
    try:
        yield
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise get_adapter().validation_error("incorrect_code") from error


class CredentialField(JSONField):
    """What a browser says of a passkey: good for once, so never shown again."""

    widget = HiddenInput

    def prepare_value(self, value):
        return ""


class AddPasskeyForm(forms.AddWebAuthnForm):
    """Registers a passkey."""

    credential = CredentialField()

    def clean(self):
        with as_incorrect():
            return super().clean()


class AuthenticatePasskeyForm(forms.AuthenticateWebAuthnForm):
    """Takes a passkey as second factor."""

    credential = CredentialField()

    def clean_credential(self):
        with as_incorrect():
            return super().clean_credential()


class LoginPasskeyForm(forms.LoginWebAuthnForm):
    """Signs in by passkey."""

    credential = CredentialField()

    def clean_credential(self):
        with as_incorrect():
            return super().clean_credential()


class ReauthenticatePasskeyForm(forms.ReauthenticateWebAuthnForm):
    """Confirms by passkey who is there."""

    credential = CredentialField()

    def clean_credential(self):
        with as_incorrect():
            return super().clean_credential()
