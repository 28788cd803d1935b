"""What learners send from inside a lesson."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .models.notes import REFLECTION_LENGTH


class ReflectionForm(forms.Form):
    """A learner's own words on one prompt."""

    text = forms.CharField(
        required=False,
        max_length=REFLECTION_LENGTH,
        strip=False,
        widget=forms.Textarea,
        error_messages={
            "max_length": _(
                "This is longer than a note can be. Shorten it to 10,000 characters; "
                "nothing that you typed is lost."
            )
        },
    )


class CheckForm(forms.Form):
    """The options chosen in a knowledge check."""

    chosen = forms.MultipleChoiceField(
        error_messages={
            "required": _("Choose an answer first."),
            "invalid_choice": _("This question has changed. Load the page again."),
        }
    )

    def __init__(self, block_value, **kwargs):
        super().__init__(**kwargs)
        options = block_value["options"].bound_blocks
        self.fields["chosen"].choices = [(o.id, o.value["text"]) for o in options]
