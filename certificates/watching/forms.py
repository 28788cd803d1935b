"""What agencies and holders type about watching."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from certificates import codes
from certificates.forms import explain
from certificates.names import printable

from . import posting

FAULTS = {
    "scheme": _("The address must begin with https://."),
    "host": _("This is no address of a web server."),
    "port": _("Use the usual port for https, 443."),
    "credentials": _("Leave the user name and password out; the signature is proof."),
    "private": _("This address leads into a private network."),
}


class AskForm(forms.Form):
    """The number to watch, and why."""

    number = forms.CharField(
        label=_("Number of the certificate"),
        max_length=80,
        help_text=_("It begins with PRSS."),
        error_messages={"required": _("Type the number.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters"}
        ),
    )
    reason = forms.CharField(
        label=_("Why you ask"),
        max_length=200,
        help_text=_("The holder reads this, with your agency's name."),
        error_messages={"required": _("Tell the holder why you ask.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_number(self):
        try:
            return codes.normalise(self.cleaned_data["number"])
        except codes.MalformedNumber as malformed:
            raise ValidationError(explain(malformed)) from malformed

    def clean_reason(self):
        return printable(self.cleaned_data["reason"])


class AnswerForm(forms.Form):
    """A holder's answer to an agency's question."""

    answer = forms.ChoiceField(
        choices=[("yes", ""), ("no", ""), ("never", "")],
    )


class EndpointForm(forms.Form):
    """An address to send to."""

    url = forms.URLField(
        label=_("Address"),
        max_length=300,
        assume_scheme="https",
        help_text=_("On your server, beginning with https://."),
        error_messages={"required": _("Type the address.")},
        widget=forms.URLInput(attrs={"autocomplete": "off", "placeholder": "https://"}),
    )

    def clean_url(self):
        url = self.cleaned_data["url"]
        inside = settings.WEBHOOKS_MAY_STAY_INSIDE
        try:
            posting.check_address(url, allows_loopback=inside)
        except posting.Refused as refusal:
            raise ValidationError(FAULTS[refusal.reason]) from refusal
        return url


class DigestForm(forms.Form):
    """Whether a member gets the daily mail."""

    gets_digest = forms.BooleanField(
        label=_("Mail me when something has changed, at most once a day"),
        required=False,
    )
