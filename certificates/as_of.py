"""Asks what a certificate was worth on a day, and what was known of it on another."""

import datetime as dt
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from .deciding_forms import SAFE_YEARS, DayInput
from .status import Status, end_of
from .status_words import STATUS_WORDS


@dataclass(frozen=True)
class AsOf:
    """The standing at the end of a day.

    Attributes:
        status: None before it was issued.
    """

    day: dt.date
    known_on: dt.date | None
    status: Status | None

    @property
    def word(self):
        return STATUS_WORDS[self.status.name] if self.status else _("Not issued yet")


class AsOfForm(forms.Form):
    """A day, and optionally the day whose knowledge counts."""

    as_of = forms.DateField(
        label=_("Status at the end of"), widget=DayInput(), validators=SAFE_YEARS
    )
    known_on = forms.DateField(
        label=_("As it was known on (optional)"),
        widget=DayInput(),
        validators=SAFE_YEARS,
        required=False,
        help_text=_("Leaves out what was recorded after that day."),
    )

    def answer(self, certificate):
        """Return the ``AsOf`` of ``certificate``; days are days in its own zone."""
        day, known_on = self.cleaned_data["as_of"], self.cleaned_data["known_on"]
        moment = _end(day, certificate)
        known_at = _end(known_on, certificate) if known_on else None
        if moment < certificate.issued_at:
            return AsOf(day, known_on, None)
        return AsOf(day, known_on, certificate.status(at=moment, known_at=known_at))


def _end(day, certificate):
    return end_of(day, certificate.zone) - dt.timedelta(microseconds=1)
