"""Forms in which people say who they are."""

import unicodedata
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm as WagtailCreationForm
from wagtail.users.forms import UserEditForm as WagtailEditForm

from .models import NAME_LENGTH, User

# Invisible marks that reorder or hide text; joiners stay, since Persian, Hindi
# and other scripts spell with them.
REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean_line(value):
    """Return ``value`` composed (NFC) and with single spaces.

    Raises:
        ValidationError: it holds control or reordering characters.
    """
    name = " ".join(unicodedata.normalize("NFC", value).split())
    if any(unicodedata.category(c) in ("Cc", "Cs", "Cn", "Co") for c in name):
        raise ValidationError(_("Take out the characters that cannot be printed."))
    if REORDERING.intersection(name):
        raise ValidationError(_("Take out the invisible text-direction marks."))
    return name


def clean_name(value):
    """Return ``value`` as :func:`clean_line` does.

    Raises:
        ValidationError: as there, or it has no letter.
    """
    name = clean_line(value)
    if not any(unicodedata.category(c).startswith("L") for c in name):
        raise ValidationError(_("Write a name with at least one letter."))
    return name


class LineField(forms.CharField):
    """One line of text that shows all that it holds."""

    clean_text = staticmethod(clean_line)

    def clean(self, value):
        value = super().clean(value)
        if not value:
            return value
        line = self.clean_text(value)
        self.run_validators(line)  # composing makes some texts longer
        return line


class LegalNameField(LineField):
    """A name of any script, as it is to be printed."""

    clean_text = staticmethod(clean_name)

    def __init__(self, **kwargs):
        kwargs = {
            "label": _("Legal name"),
            "max_length": NAME_LENGTH,
            "help_text": _(
                "Printed on your certificates, exactly as you write it here. "
                "One word or several, in any script."
            ),
            "widget": forms.TextInput(attrs={"autocomplete": "name"}),
        } | kwargs
        super().__init__(**kwargs)


class SignupForm(forms.Form):
    """What allauth's sign-up form asks beside address and password."""

    legal_name = LegalNameField()
    display_name = LineField(
        label=_("Name we call you (optional)"),
        max_length=60,
        required=False,
        help_text=_("What the site calls you. Leave it empty to use your legal name."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    field_order = ["legal_name", "display_name", "email", "password1"]

    def signup(self, request, user):
        """Nothing more: the account adapter stores what this form asks."""


class ProfileForm(forms.ModelForm):
    """A person's own names, language and time zone."""

    legal_name = LegalNameField()
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=lambda: [
            (z, z.replace("_", " ")) for z in sorted(available_timezones())
        ],
        help_text=_("Times and deadlines are shown in this zone."),
    )

    class Meta:
        model = User
        fields = [
            *("legal_name", "display_name", "language", "time_zone"),
            "has_larger_type",
        ]
        field_classes = {"display_name": LineField}


class UserCreationForm(WagtailCreationForm):
    """Wagtail's form for a new account, with our names in place of its own."""

    first_name = last_name = None
    legal_name = LegalNameField()

    class Meta(WagtailCreationForm.Meta):
        model = User
        fields = (WagtailCreationForm.Meta.fields - {"first_name", "last_name"}) | {
            "legal_name",
            "display_name",
        }


class UserEditForm(WagtailEditForm):
    """Wagtail's form for an account, with our names in place of its own."""

    first_name = last_name = None
    legal_name = LegalNameField()

    class Meta(WagtailEditForm.Meta):
        model = User
        fields = (WagtailEditForm.Meta.fields - {"first_name", "last_name"}) | {
            "legal_name",
            "display_name",
        }
