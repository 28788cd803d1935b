"""What a holder says when they make a link."""

import datetime as dt

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .models import ShareLink
from .models.sharing import LONGEST

A_DATE = "date"


class ShareForm(forms.Form):
    """For whom a link is, until when it is open and what it shows.

    Args:
        at: now, aware.
    """

    public_id = forms.UUIDField(widget=forms.HiddenInput)
    purpose = forms.CharField(
        label=_("Who or what is it for?"),
        max_length=80,
        help_text=_(
            "For you alone, so that you know it again: “Job at Harbor House”. Nobody "
            "else sees this."
        ),
        error_messages={"required": _("Write a word or two, so that you know it.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    shows = forms.ChoiceField(
        label=_("What does it show?"),
        choices=ShareLink.SHOWS,
        initial="standing",
        widget=forms.RadioSelect,
    )
    open_for = forms.ChoiceField(
        label=_("How long is it open?"),
        choices=[
            ("7", _("7 days")),
            ("30", _("30 days")),
            ("90", _("90 days")),
            (A_DATE, _("Through a day that I choose")),
        ],
        initial="30",
        widget=forms.RadioSelect,
    )
    last_day = forms.DateField(
        label=_("Last day, if you choose one"),
        required=False,
        help_text=_("It is open to the end of that day, one year from now at most."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.at = at

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("open_for") == A_DATE and "last_day" not in self.errors:
            self._require_day(cleaned.get("last_day"))
        return cleaned

    def _require_day(self, day):
        today = timezone.localtime(self.at).date()
        if day is None:
            self.add_error("last_day", _("Choose the last day."))
        elif not today <= day <= today + LONGEST:
            self.add_error(
                "last_day", _("Choose a day from today to one year from now.")
            )

    @property
    def chosen(self):
        """What ``ShareLink.objects.share`` takes."""
        return {
            "public_id": self.cleaned_data["public_id"],
            "purpose": self.cleaned_data["purpose"],
            "shows": self.cleaned_data["shows"],
            "expires_at": self._expires_at(),
        }

    def _expires_at(self):
        if self.cleaned_data["open_for"] != A_DATE:
            return self.at + dt.timedelta(days=int(self.cleaned_data["open_for"]))
        next_day = self.cleaned_data["last_day"] + dt.timedelta(days=1)
        zone = timezone.get_current_timezone()
        return dt.datetime.combine(next_day, dt.time(), tzinfo=zone)
