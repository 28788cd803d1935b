"""What learners send while they answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .responses import Fault, InvalidResponse

_REFUSALS = {
    Fault.UNKNOWN: _("This is not one of the answers on offer. Load the page again."),
    Fault.ONE_ONLY: _("Choose one answer only."),
    Fault.TOO_LONG: _(
        "This is longer than %(limit)d characters. Shorten it; what you wrote is "
        "still here."
    ),
}


class AnswerForm(forms.Form):
    """The response to one question of a paper.

    Valid only for what this question of this paper offers, and for as much as
    its kind allows. ``cleaned_data`` has ``response`` beside ``revision``.
    """

    # One less than the column holds: the next revision must fit as well.
    revision = forms.IntegerField(min_value=0, max_value=2**31 - 2)

    def __init__(self, answer, **kwargs):
        super().__init__(**kwargs)
        self.offer = answer.offer

    def clean(self):
        cleaned = super().clean()
        try:
            cleaned["response"] = self.offer.read(dict(self.data.lists()))
        except InvalidResponse as invalid:
            raise forms.ValidationError(
                _REFUSALS[invalid.fault], params={"limit": invalid.limit}
            ) from invalid
        return cleaned


class AppealForm(forms.Form):
    """What a learner challenges in a result, and why."""

    about = forms.ChoiceField(
        label=_("What is it about?"),
        error_messages={"required": _("Choose what it is about.")},
    )
    reason = forms.CharField(
        label=_("Why?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("In your own words. A person reads it and answers with a reason."),
        error_messages={
            "required": _("Write why, in a sentence or two."),
            "max_length": _(
                "This is longer than 4,000 characters. Shorten it; what you wrote is "
                "still here."
            ),
        },
    )

    def __init__(self, questions, **kwargs):
        """Offer the whole result and each of ``questions``, ``(number, label)``."""
        super().__init__(**kwargs)
        self.fields["about"].choices = [("", _("The whole result")), *questions]
        self.fields["about"].required = False


MOST_MOVES = 2000
"""In one run: more than anybody plays, and as many as are walked in no time."""


class ChoiceForm(forms.Form):
    """A decision in a scenario: which choice, as which move."""

    choice = forms.ChoiceField(
        error_messages={
            "required": _("Choose what you do, then continue."),
            "invalid_choice": _("Choose one of the answers below."),
        }
    )
    index = forms.IntegerField(min_value=1, max_value=MOST_MOVES)

    def __init__(self, scene, **kwargs):
        super().__init__(**kwargs)
        self.fields["choice"].choices = [(c.key, c.text) for c in scene.choices]


class BackForm(forms.Form):
    """Going back in a scenario: to which decision, as which move."""

    number = forms.IntegerField(min_value=1, max_value=MOST_MOVES)
    index = forms.IntegerField(min_value=1, max_value=MOST_MOVES)
