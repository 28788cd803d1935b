"""What agencies type at their desk."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from certificates.forms import LookupForm
from certificates.models import Agency, Invitation, Membership
from certificates.names import printable
from certificates.rosters import reading, tables
from certificates.rosters.refusals import Refused

from .wording import file_fault


class ApplicationForm(forms.ModelForm):
    """A request for a desk; the address is the account's own, which is verified."""

    class Meta:
        model = Agency
        fields = ["name", "website", "purpose"]
        labels = {"purpose": _("What will you check certificates for?")}
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "organization"}),
            "purpose": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "purpose": _(
                "Two sentences are enough, for example whom you employ and how often "
                "you check."
            )
        }
        error_messages = {
            "name": {"required": _("Write the name of the agency.")},
            "purpose": {"required": _("Say what you will check certificates for.")},
        }

    website = forms.URLField(
        label=_("Website"),
        max_length=200,
        assume_scheme="https",
        error_messages={"required": _("Write the address of the agency's website.")},
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )

    def clean_name(self):
        # It stands in mail: a line break would begin a paragraph that seems ours.
        return printable(self.cleaned_data["name"])


class DeskCheckForm(LookupForm):
    """One number with the family name that belongs to it."""

    field_order = ["number", "family_name"]

    family_name = forms.CharField(
        label=_("Family name"),
        max_length=120,
        help_text=_("As on the certificate. We keep the number, not the name."),
        error_messages={"required": _("Type the family name of the holder.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class InvitationForm(forms.ModelForm):
    """Somebody who shall act for the agency."""

    class Meta:
        model = Invitation
        fields = ["email", "role"]
        labels = {"email": _("Work e-mail of the person")}
        error_messages = {
            "email": {"required": _("Write the address of the person.")},
        }
        widgets = {
            "email": forms.EmailInput(attrs={"autocomplete": "off"}),
            "role": forms.RadioSelect,
        }

    role = forms.ChoiceField(
        label=_("Role"),
        choices=[
            ("member", _("Member: checks certificates and lists")),
            ("owner", _("Owner: also invites, changes roles and removes")),
        ],
        initial="member",
        widget=forms.RadioSelect,
    )

    def clean_email(self):
        return self.cleaned_data["email"].strip().lower()


class RoleForm(forms.Form):
    """The role of somebody who is in already."""

    role = forms.ChoiceField(choices=Membership.ROLES)


class RosterNameForm(forms.Form):
    """What the agency calls a list."""

    name = forms.CharField(
        label=_("Name of the list"),
        max_length=80,
        help_text=_("Only your agency sees it, for example “Team North 2026”."),
        error_messages={"required": _("Give the list a name.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_name(self):
        return " ".join(self.cleaned_data["name"].split())


class RosterForm(RosterNameForm):
    """A list: a file, or lines that are pasted."""

    file = forms.FileField(
        label=_("File (CSV or Excel .xlsx)"),
        required=False,
        help_text=_("At most 10,000 lines and 5 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )
    pasted = forms.CharField(
        label=_("Or paste lines here"),
        required=False,
        max_length=tables.MOST_BYTES,
        strip=False,
        help_text=_("A number, a comma, a family name; or two columns of a sheet."),
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
    )

    def clean(self):
        cleaned = super().clean()
        if "file" in self.errors or "pasted" in self.errors:
            return cleaned
        field = "file" if cleaned.get("file") else "pasted"
        if not cleaned.get(field):
            self.add_error("file", _("Choose a file, or paste lines below."))
            return cleaned
        try:
            cleaned["reading"] = reading.read(_table(field, cleaned[field]))
        except Refused as refused:
            self.add_error(field, ValidationError(file_fault(refused)))
        return cleaned


def _table(field, given):
    if field == "pasted":
        return tables.read_text(given)
    # Never more than one byte over the limit comes into memory.
    return tables.read_file(given.read(tables.MOST_BYTES + 1))


class RowForm(forms.Form):
    """A line that has to be corrected; ``rosters.reading`` says what is wrong."""

    number = forms.CharField(
        label=_("Number"),
        required=False,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "spellcheck": "false",
                "maxlength": reading.LONGEST_NUMBER,
            }
        ),
    )
    family_name = forms.CharField(
        label=_("Family name"),
        required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "maxlength": reading.LONGEST_NAME}
        ),
    )
