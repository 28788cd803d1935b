"""The forms that panelists and judges fill in."""

from django import forms
from django.utils.translation import gettext_lazy as _

LEVELS = [
    ("1", _("1 · Harms")),
    ("2", _("2 · Helps little")),
    ("3", _("3 · Helps")),
    ("4", _("4 · Helps most")),
]


class NameForm(forms.Form):
    """How somebody who was invited wishes to be called."""

    name = forms.CharField(
        label=_("What may we call you?"),
        max_length=80,
        required=False,
        help_text=_(
            "A first name or initials are enough. Leave it empty if you like. Only "
            "those who run this see it, and not beside what you say."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class SheetForm(forms.Form):
    """A form that knows which state its writer last saw."""

    # One less than the column holds: the next revision must fit as well.
    revision = forms.IntegerField(
        min_value=0, max_value=2**31 - 2, widget=forms.HiddenInput
    )

    def catch_up(self, revision):
        """Keep what was typed, as an answer to the state now on record."""
        self.data = self.data.copy()
        self.data["revision"] = str(revision)


class RatingForm(SheetForm):
    """A level for every option, and reasons where one is unsafe.

    Fields are numbered by the order shown, so that no option key is in a name.
    """

    comment = forms.CharField(
        label=_("Anything about the question as a whole?"),
        max_length=4000,
        required=False,
        help_text=_("Unclear words, a missing option, another way to see it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, rating, data=None):
        self.rating = rating
        self.options = rating.question.shown["options"]
        initial = {"revision": rating.revision, "comment": rating.comment}
        for number, option in enumerate(self.options):
            flag = rating.unsafe.get(option["key"])
            initial |= {
                f"level_{number}": str(rating.levels.get(option["key"], "")),
                f"unsafe_{number}": flag is not None,
                f"why_{number}": flag["why"] if flag else "",
                f"citation_{number}": flag["citation"] if flag else "",
            }
        super().__init__(data, initial=initial)
        for number in range(len(self.options)):
            self.fields |= _fields_of(number)

    def rows(self):
        """Return each option with its bound fields."""
        return [
            {"text": option["text"], "speaker": option.get("speaker", "")}
            | {
                name: self[f"{name}_{number}"]
                for name in ("level", "unsafe", "why", "citation")
            }
            | {"is_open": self._is_flagged(number)}
            for number, option in enumerate(self.options)
        ]

    def clean(self):
        cleaned = super().clean()
        for number in range(len(self.options)):
            # A reason without the tick is a flag all the same: it was typed.
            typed = cleaned.get(f"why_{number}") or cleaned.get(f"citation_{number}")
            if typed:
                cleaned[f"unsafe_{number}"] = True
        return cleaned

    def said(self):
        """Return what ``Rating.save_sheet`` keeps."""
        cleaned, levels, unsafe = self.cleaned_data, {}, {}
        for number, option in enumerate(self.options):
            if level := cleaned[f"level_{number}"]:
                levels[option["key"]] = int(level)
            if cleaned[f"unsafe_{number}"]:
                why, citation = cleaned[f"why_{number}"], cleaned[f"citation_{number}"]
                unsafe[option["key"]] = {"why": why, "citation": citation}
        return {"levels": levels, "unsafe": unsafe, "comment": cleaned["comment"]}

    def ask_for_reasons(self):
        """Mark flags without a reason.

        Returns:
            Whether there is one.
        """
        lacking = [
            number
            for number in range(len(self.options))
            if self.cleaned_data[f"unsafe_{number}"]
            and not self.cleaned_data[f"why_{number}"]
        ]
        for number in lacking:
            self.add_error(
                f"why_{number}", _("This is saved. Say why it is unsafe, too.")
            )
        return bool(lacking)

    def _is_flagged(self, number):
        names = (f"unsafe_{number}", f"why_{number}", f"citation_{number}")
        return any(self[name].value() for name in names)


class EstimateForm(SheetForm):
    """The share of the points, in per cent."""

    percent = forms.IntegerField(
        label=_("Your estimate, in per cent"),
        min_value=0,
        max_value=100,
        required=False,
        help_text=_("From 0 to 100. A whole number."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, estimate, data=None):
        self.estimate = estimate
        initial = {"revision": estimate.revision, "percent": estimate.percent}
        super().__init__(data, initial=initial)


def _fields_of(number):
    """Return the fields of one option."""
    return {
        f"level_{number}": forms.ChoiceField(
            label=_("How well does it serve the person?"),
            choices=LEVELS,
            required=False,
            widget=forms.RadioSelect(attrs={"autocomplete": "off"}),
        ),
        f"unsafe_{number}": forms.BooleanField(
            label=_("It would put somebody at risk"), required=False
        ),
        f"why_{number}": forms.CharField(
            label=_("Why is it unsafe?"),
            max_length=2000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
        ),
        f"citation_{number}": forms.CharField(
            label=_("Which rule says so?"),
            max_length=300,
            required=False,
            help_text=_("A section of the code of ethics or a law, if you know it."),
        ),
    }
