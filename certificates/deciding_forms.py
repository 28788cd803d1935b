"""What certifiers type to decide: the same fields for one certificate and for many."""

import datetime as dt

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from . import status
from .models import StatusEvent

BY_ITSELF = {"completion", "term", "name", "correction"}
"""Reasons that only the system and new editions give."""

ANEW = {status.REINSTATED, status.REACTIVATED, status.RENEWED}
"""Kinds after which a certificate is simply good: the verify page says no more."""

REASONS = {
    status.INACTIVE: ("request", "other"),
    status.REACTIVATED: ("request", "other"),
    status.SURRENDERED: ("request", "conduct", "other"),
    status.RENEWED: ("continuing", "administrative", "appeal", "other"),
}
"""By kind, the reasons that can be given; for the others all."""

SAFE_YEARS = [
    MinValueValidator(dt.date(2000, 1, 1)),
    MaxValueValidator(dt.date(2999, 12, 31)),
]


def reasons_for(kind):
    """Return the reasons that a certifier may give for a decision."""
    allowed = REASONS.get(kind)
    return [
        (code, words)
        for code, words in StatusEvent.REASONS
        if (code in allowed if allowed else code not in {*BY_ITSELF, "continuing"})
    ]


class DayInput(forms.DateInput):
    """A date, as browsers ask for it."""

    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


class DecisionForm(forms.Form):
    """A decision of one kind, with its reason, its basis and its date."""

    reason_code = forms.ChoiceField(label=_("Reason"))
    last_day = forms.DateField(
        label=_("New last day"),
        widget=DayInput(),
        validators=SAFE_YEARS,
        help_text=_("It is good to the end of this day."),
    )
    conditions = forms.CharField(
        label=_("Conditions that everyone sees"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "What the certificate is still good for, and what goes with it: "
            "“works under supervision”. Never write about health or personal history."
        ),
    )
    legal_basis = forms.CharField(
        label=_("Legal basis"),
        max_length=200,
        required=False,
        help_text=_(
            "The rule, the policy or the ruling that the decision rests on. The holder "
            "and certifiers see it."
        ),
    )
    public_reason = forms.CharField(
        label=_("Wording that everyone sees"),
        max_length=200,
        required=False,
        help_text=_(
            "Shown on the verify page to anyone who checks. Leave it empty to say "
            "nothing. Never write about health or personal history here."
        ),
    )
    private_note = forms.CharField(
        label=_("Private note"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only certifiers see this."),
    )
    effective_on = forms.DateField(
        label=_("Holds from"),
        widget=DayInput(),
        help_text=_("From the start of this day. It may lie in the past."),
        validators=SAFE_YEARS,
    )

    def __init__(self, *args, kind, today, last_day=None, **kwargs):
        super().__init__(*args, initial={"effective_on": today}, **kwargs)
        self.kind, self.today, self.current_last_day = kind, today, last_day
        self.fields["reason_code"].choices = reasons_for(kind)
        if kind not in status.CONDITIONAL:
            del self.fields["conditions"]
        if kind != status.RENEWED:
            del self.fields["last_day"]
        if kind in ANEW:
            self.fields["public_reason"].label = _("Wording for the holder")
            self.fields["public_reason"].help_text = _(
                "The holder reads it, and agencies that the holder lets watch. The "
                "verify page says nothing: there the certificate is simply good."
            )

    def clean_last_day(self):
        day = self.cleaned_data["last_day"]
        if day <= self.today:
            raise forms.ValidationError(_("The new last day must lie ahead."))
        if self.current_last_day and day <= self.current_last_day:
            raise forms.ValidationError(
                _("The new last day must come after the one it has now.")
            )
        return day

    def clean(self):
        cleaned = super().clean()
        effective_on = cleaned.get("effective_on")
        is_dated_back = effective_on is not None and effective_on < self.today
        if (
            self.kind == status.REINSTATED
            and is_dated_back
            and not cleaned.get("legal_basis")
        ):
            self.add_error(
                "legal_basis",
                _("To reinstate from a day in the past, name what this rests on."),
            )
        return cleaned

    @property
    def wording(self):
        """What the form says beside the date, as ``Certificate.decide`` takes it."""
        return {k: v for k, v in self.cleaned_data.items() if k != "effective_on"}
