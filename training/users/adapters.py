"""Where allauth asks what this site does differently."""

import base64
import hashlib

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import translation

from . import roles


class AccountAdapter(DefaultAccountAdapter):
    """Store our names at sign-up; whoever signs up becomes a trainee."""

    def save_user(self, request, user, form, commit=True):
        user = super().save_user(request, user, form, commit=False)
        user.legal_name = form.cleaned_data["legal_name"]
        user.display_name = form.cleaned_data["display_name"]
        user.language = request.LANGUAGE_CODE
        if commit:
            user.save()
            user.groups.add(Group.objects.get(name=roles.TRAINEES))
        return user

    def send_mail(self, template_prefix, email, context):
        """Write to people in the language of their account."""
        person = context.get("user")
        language = person.language if person else translation.get_language()
        with translation.override(language):
            super().send_mail(template_prefix, email, context)

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """Tell people in the language of their account what changed."""
        with translation.override(user.language):
            super().send_notification_mail(template_prefix, user, context, email)

    def get_logout_redirect_url(self, request):
        """Return the front page in the language of the page that was left."""
        return reverse("wagtail_serve", args=[""])


class MFAAdapter(DefaultMFAAdapter):
    """Keep authenticator secrets encrypted at rest (allauth's default is not)."""

    def encrypt(self, text):
        return self._fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        return self._fernet().decrypt(encrypted_text.encode()).decode()

    def _fernet(self):
        secret = settings.KEY_ENCRYPTION_KEY or f"mfa:{settings.SECRET_KEY}"
        digest = hashlib.sha256(secret.encode()).digest()
        return Fernet(base64.urlsafe_b64encode(digest))
