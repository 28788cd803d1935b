"""What people type to check and to share."""

from django import forms
from django.utils.translation import gettext_lazy as _

from . import codes
from .names import printable

PROBLEMS = {
    "length": _(
        "A number has four groups behind PRSS, the last one with five characters. "
        "Check that none is missing."
    ),
    "character": _(
        "There is a character that numbers do not use. Compare it with the paper."
    ),
    "check": _("One character does not fit. Compare each group with the paper."),
}
PROBLEMS_IN_GROUP = {
    "length": _("Check group %(group)s behind PRSS: its length is not right."),
    "character": _(
        "Check group %(group)s behind PRSS: it has a character that numbers do not use."
    ),
}


def explain(malformed):
    """Say where to look when a number cannot be right."""
    if malformed.group and malformed.problem in PROBLEMS_IN_GROUP:
        return PROBLEMS_IN_GROUP[malformed.problem] % {"group": malformed.group}
    return PROBLEMS[malformed.problem]


class FamilyNameForm(forms.Form):
    """A name to compare with the one on record."""

    family_name = forms.CharField(
        label=_("Family name of the person"),
        max_length=120,
        required=False,
        help_text=_(
            "It shows whether the certificate belongs to the person in front of you. "
            "We only say whether it matches, and store it only in a proof that you "
            "ask for."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class LookupForm(FamilyNameForm):
    """The number on a certificate."""

    number = forms.CharField(
        label=_("Certificate number"),
        max_length=80,
        help_text=_(
            "It looks like PRSS-7K2M-9QXD-4T8B-HZ6WR. Capitals, spaces and dashes do "
            "not matter."
        ),
        error_messages={"required": _("Type the number that is on the certificate.")},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )

    def clean_number(self):
        try:
            return codes.normalise(self.cleaned_data["number"])
        except codes.MalformedNumber as malformed:
            raise forms.ValidationError(explain(malformed)) from malformed


class FileForm(forms.Form):
    """A certificate's file, or a photograph of its code."""

    file = forms.FileField(
        label=_("A file: PDF, picture or credential"),
        required=False,
        allow_empty_file=True,
        max_length=None,
        widget=forms.FileInput(
            attrs={
                "accept": ".pdf,.png,.jpg,.jpeg,.webp,.heic,.svg,.json,.jsonld,.jwt",
                "data-drop": "",
            }
        ),
    )
    photo = forms.FileField(
        label=_("Or a photograph of the QR code, with this phone's camera"),
        required=False,
        allow_empty_file=True,
        max_length=None,
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )

    @classmethod
    def too_large(cls):
        """Return a form that says that what was sent is too large."""
        form = cls({})
        form.full_clean()
        form.errors.clear()
        form.add_error("file", _("This file is too large. A certificate is smaller."))
        return form

    def clean(self):
        """Read the one file that was chosen."""
        cleaned = super().clean()
        chosen = cleaned.get("file") or cleaned.get("photo")
        if chosen is None:
            self.add_error("file", _("Choose a file first."))
        else:
            cleaned["content"] = chosen.read()
        return cleaned


class PrivacyForm(forms.Form):
    """What the holder lets others see."""

    shows_name = forms.BooleanField(
        label=_("Show my name to whoever checks this certificate"),
        required=False,
        help_text=_(
            "Off: people who check see only whether a name that they type matches. "
            "On: they see your full name as it is printed."
        ),
    )
    is_neutral = forms.BooleanField(
        label=_("Call it “Professional certificate” instead of its title"),
        required=False,
        help_text=_(
            "On: pages that others see do not name the subject. Whoever scans the QR "
            "code, or gets the PDF from you, has the title on paper and sees it."
        ),
    )
    is_withheld = forms.BooleanField(
        label=_("Withhold this certificate"),
        required=False,
        help_text=_(
            "On: whoever checks it gets the same answer as for a number that does not "
            "exist, so employers cannot confirm it. Links that you made go on working "
            "until you withdraw them. You can change this any time."
        ),
    )


class ReportForm(forms.Form):
    """Why a holder asks about a check."""

    words = forms.CharField(
        label=_("What should we know? (optional)"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "For example that you applied nowhere at that time. Certifiers see this, "
            "nobody else."
        ),
    )


class AnswerForm(forms.Form):
    """What a certifier answers to a report."""

    report = forms.IntegerField(min_value=1, max_value=2**62)
    answer = forms.CharField(
        label=_("Answer to the holder"),
        max_length=2000,
        error_messages={"required": _("Write an answer; the holder reads it.")},
    )


class SpellingForm(forms.Form):
    """Another way to print a name that cannot be printed."""

    holder_name = forms.CharField(label=_("Name as it will be printed"), max_length=120)


class StandsForm(forms.Form):
    """Why a certificate stands although a result was taken back."""

    certificate = forms.IntegerField(min_value=1, max_value=2**62)
    outcome = forms.IntegerField(min_value=1, max_value=2**62)
    why = forms.CharField(
        label=_("Why it stands"),
        max_length=4000,
        error_messages={"required": _("Write why it stands.")},
    )


class RecordForm(forms.Form):
    """What a training record covers."""

    covers = forms.ChoiceField(
        label=_("What should it state?"),
        choices=[
            ("course", _("This course only")),
            ("all", _("All my courses, also those that I have not finished")),
        ],
        initial="course",
        widget=forms.RadioSelect,
    )
    key = forms.UUIDField(widget=forms.HiddenInput)


class LetterForm(forms.Form):
    """Whom a letter is for."""

    addressee = forms.CharField(
        label=_("Who is the letter for?"),
        max_length=120,
        help_text=_("A person, an office or an employer, as it should stand above."),
        error_messages={"required": _("Write who the letter is for.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def clean_addressee(self):
        addressee = printable(self.cleaned_data["addressee"])
        if not addressee:
            raise forms.ValidationError(_("Write who the letter is for."))
        return addressee
