"""What owners say of a token that they make."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

SCOPES = ("may_check", "may_batch", "may_follow")


class TokenForm(forms.Form):
    """Which program, what it may do, and for how long."""

    name = forms.CharField(
        label=_("Which program will use it?"),
        max_length=60,
        help_text=_("For you to tell tokens apart, for example “Hiring system”."),
        error_messages={"required": _("Give the token a name.")},
    )
    may_check = forms.BooleanField(
        label=_("Check one certificate"), required=False, initial=True
    )
    may_batch = forms.BooleanField(label=_("Check many at once"), required=False)
    may_follow = forms.BooleanField(
        label=_("Read changes of the certificates that you watch"), required=False
    )
    days = forms.TypedChoiceField(
        label=_("Good for"),
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("A year"))],
        coerce=int,
        initial=90,
        help_text=_("Replace it before it ends: both work side by side for 7 days."),
        widget=forms.RadioSelect,
    )

    def clean(self):
        cleaned = super().clean()
        if not any(cleaned.get(scope) for scope in SCOPES):
            raise ValidationError(_("Choose at least one thing that it may do."))
        return cleaned

    def facts(self, *, at):
        """Return what ``ApiToken.objects.make`` wants to know."""
        facts = dict(self.cleaned_data)
        return facts | {"expires_at": at + dt.timedelta(days=facts.pop("days"))}
