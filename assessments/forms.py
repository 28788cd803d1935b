"""What learners send while they answer."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AnswerForm(forms.Form):
    """The options chosen for one question of a paper.

    Valid only for options that this question of this paper offers, and for the
    number of options that its kind allows.
    """

    chosen = forms.MultipleChoiceField(
        required=False,
        error_messages={
            "invalid_choice": _(
                "This is not one of the answers on offer. Load the page again."
            )
        },
    )
    revision = forms.IntegerField(min_value=0, max_value=2**31 - 1)

    def __init__(self, answer, **kwargs):
        super().__init__(**kwargs)
        self.kind = answer.kind
        self.fields["chosen"].choices = [(key, key) for key in answer.offered]

    def clean_chosen(self):
        chosen = frozenset(self.cleaned_data["chosen"])
        if self.kind == "single" and len(chosen) > 1:
            raise forms.ValidationError(_("Choose one answer only."))
        return chosen


class ChoiceForm(forms.Form):
    """A decision in a scenario: which choice, at which number."""

    choice = forms.ChoiceField(
        error_messages={
            "required": _("Choose what you do, then continue."),
            "invalid_choice": _("Choose one of the answers below."),
        }
    )
    index = forms.IntegerField(min_value=1, max_value=32_767)

    def __init__(self, scene, **kwargs):
        super().__init__(**kwargs)
        self.fields["choice"].choices = [(c.key, c.text) for c in scene.choices]
