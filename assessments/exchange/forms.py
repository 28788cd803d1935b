"""What people fill in to bring questions in or take them out."""

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.interchange.items import LARGEST_FILE
from assessments.models import QuestionBank
from assessments.page_choice import PageChoiceField
from courses.models import CompetencyDomain, ModulePage

from .formats import FORMATS, choices


class BankField(forms.ModelChoiceField):
    """Chooses a bank, in whatever language."""

    def label_from_instance(self, bank):
        return f"{bank.title} ({bank.locale.language_code})"


def _banks():
    return QuestionBank.objects.select_related("locale").order_by("title")


class ImportForm(forms.Form):
    """A file, or text to paste, its format, and the bank that it is for."""

    format = forms.ChoiceField(label=_("Format"), choices=choices)
    bank = BankField(queryset=QuestionBank.objects.none(), label=_("Into the bank"))
    file = forms.FileField(label=_("File"), required=False)
    pasted = forms.CharField(
        label=_("Or paste the text here"),
        required=False,
        strip=False,
        max_length=2_000_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["bank"].queryset = _banks()

    def clean(self):
        cleaned = super().clean()
        file, pasted = cleaned.get("file"), (cleaned.get("pasted") or "").strip()
        if not file and not pasted and "file" not in self.errors:
            self.add_error("file", _("Choose a file, or paste the text."))
        elif file and pasted:
            self.add_error("pasted", _("Choose a file or paste the text, not both."))
        elif file and file.size > LARGEST_FILE:
            size = LARGEST_FILE // 1_000_000
            message = _("It is larger than %(size)d MB. Part it into smaller files.")
            self.add_error("file", message % {"size": size})
        elif pasted and not FORMATS[cleaned.get("format", "text")].is_text:
            self.add_error("pasted", _("This format is a file, not a text."))
        return cleaned

    @property
    def content(self):
        """The bytes given, whichever way."""
        if file := self.cleaned_data["file"]:
            return file.read()
        return self.cleaned_data["pasted"].encode("utf-8", "replace")


class ConfirmForm(forms.Form):
    """What to do with questions that are there already."""

    duplicates = forms.ChoiceField(
        label=_("Questions whose code is taken"),
        choices=[
            ("skip", _("Leave them as they are")),
            ("update", _("Update them: a new draft revision for each")),
        ],
        initial="skip",
        widget=forms.RadioSelect,
    )


class ExportForm(forms.Form):
    """Which questions to take out, and how."""

    bank = BankField(queryset=QuestionBank.objects.none(), label=_("Bank"))
    domain = forms.ModelChoiceField(
        queryset=CompetencyDomain.objects.none(),
        label=_("Competency domain"),
        required=False,
        empty_label=_("All"),
    )
    difficulty = forms.ChoiceField(
        label=_("Difficulty"),
        required=False,
        choices=[("", _("All")), (1, _("Easy")), (2, _("Medium")), (3, _("Hard"))],
    )
    only_live = forms.BooleanField(label=_("Published questions only"), required=False)
    format = forms.ChoiceField(label=_("Format"), choices=choices)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["bank"].queryset = _banks()
        self.fields["domain"].queryset = CompetencyDomain.objects.order_by("name")

    def questions(self):
        """Return the questions chosen, with what writing reads."""
        chosen = self.cleaned_data
        found = chosen["bank"].questions.select_related("domain", "lesson", "enemies")
        found = found.prefetch_related("tags").order_by("code")
        if chosen["domain"]:
            found = found.filter(domain__code=chosen["domain"].code)
        if chosen["difficulty"]:
            found = found.filter(difficulty=chosen["difficulty"])
        return found.filter(live=True) if chosen["only_live"] else found


class ScenarioImportForm(forms.Form):
    """A scenario as text, and the module that it is for."""

    module = PageChoiceField(
        queryset=ModulePage.objects.none(), label=_("Into the module")
    )
    file = forms.FileField(label=_("File (YAML)"))

    def __init__(self, *args, modules, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["module"].queryset = modules

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > 2_000_000:
            raise forms.ValidationError(_("It is larger than 2 MB."))
        return file
