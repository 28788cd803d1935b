"""People: one account each, known by e-mail address."""

import uuid
from zoneinfo import available_timezones

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

NAME_LENGTH = 120


class UserManager(BaseUserManager):
    """Makes accounts from an e-mail address."""

    def create_user(self, email, password=None, **fields):
        if not email:
            raise ValueError("An account needs an e-mail address.")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(
            email, password, is_staff=True, is_superuser=True, **fields
        )

    @classmethod
    def normalize_email(cls, email):
        return super().normalize_email(email).strip().lower()

    def get_by_natural_key(self, email):
        return self.get(email=self.normalize_email(email))


def validate_time_zone(name):
    """Refuse what the time zone database does not know."""
    if name not in available_timezones():
        raise ValidationError(_("Choose a time zone such as America/Chicago."))


class User(index.Indexed, AbstractUser):
    """A person; the legal name is what documents print, the display name the rest."""

    username = None
    first_name = None
    last_name = None
    email = models.EmailField(_("e-mail address"), unique=True)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    legal_name = models.CharField(
        _("legal name"),
        max_length=NAME_LENGTH,
        help_text=_("Printed on your certificates, exactly as you write it here."),
    )
    display_name = models.CharField(
        _("name we call you"),
        max_length=60,
        blank=True,
        help_text=_("What the site calls you. It may differ from your legal name."),
    )
    language = models.CharField(
        _("language"), max_length=12, choices=settings.LANGUAGES, default="en"
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=60,
        default="UTC",
        validators=[validate_time_zone],
    )
    has_larger_type = models.BooleanField(
        _("larger type"), default=False, help_text=_("On every page of the site.")
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["legal_name"]

    search_fields = [
        index.SearchField("email"),
        index.SearchField("display_name"),
        index.AutocompleteField("email"),
    ]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_account_per_email_address",
                violation_error_message=_("This address already has an account."),
            )
        ]

    def __str__(self):
        return self.get_short_name()

    def save(self, *args, **kwargs):
        self.email = UserManager.normalize_email(self.email)
        super().save(*args, **kwargs)

    def clean(self):
        self.email = UserManager.normalize_email(self.email)

    def get_full_name(self):
        return self.legal_name or self.display_name or self.email

    def get_short_name(self):
        return self.display_name or self.legal_name or self.email
