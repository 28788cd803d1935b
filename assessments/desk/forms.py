"""What markers, reviewers and certifiers send."""

from django import forms
from django.utils.translation import gettext_lazy as _

LEVEL = "level-"
LONGEST = 8000


class RubricForm(forms.Form):
    """A level for each criterion, a comment to the learner, a private note."""

    comment = forms.CharField(
        label=_("Comment to the learner"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("They read it with their result. Speak to them, warmly."),
    )
    private_note = forms.CharField(
        label=_("Private note"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Other markers read it when the two of you differ."),
    )

    def __init__(self, criteria, **kwargs):
        super().__init__(**kwargs)
        self.criteria = criteria
        for criterion in criteria:
            levels = [(str(i), text) for i, text in enumerate(criterion.levels)]
            self.fields[LEVEL + criterion.key] = forms.ChoiceField(
                label=criterion.title,
                choices=levels,
                widget=forms.RadioSelect,
                error_messages={
                    "required": _("Choose a level for “%(title)s”.")
                    % {"title": criterion.title}
                },
            )

    def rubric(self):
        """Return the fields of the criteria, in their order."""
        return [self[LEVEL + criterion.key] for criterion in self.criteria]

    @property
    def levels(self):
        return {c.key: int(self.cleaned_data[LEVEL + c.key]) for c in self.criteria}

    def words(self):
        return {name: self.cleaned_data[name] for name in ("comment", "private_note")}

    def draft(self):
        """Return what can be kept of a form that is not whole yet."""
        self.is_valid()
        sent = self.cleaned_data
        return {
            "levels": {
                c.key: int(sent[LEVEL + c.key])
                for c in self.criteria
                if sent.get(LEVEL + c.key)
            },
            "comment": sent.get("comment") or "",
            "private_note": sent.get("private_note") or "",
        }


class ReviewForm(forms.Form):
    """Whether the score stands, and why."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            ("passed", _("The score stands")),
            ("not_passed", _("Not passed")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a decision.")},
    )
    why = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The learner reads it. Say what to look at again, without blame."),
        error_messages={"required": _("Write a reason.")},
    )


class AppealAnswerForm(forms.Form):
    """Upheld or not, and why.

    Args:
        appeal: a whole result has no question to be marked again for everybody.
        may_pass: whether this person may declare a whole result passed.
    """

    outcome = forms.ChoiceField(
        label=_("Answer"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer.")},
    )
    answer = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The learner reads it."),
        error_messages={"required": _("Write a reason.")},
    )

    def __init__(self, appeal, *, may_pass, **kwargs):
        super().__init__(**kwargs)
        choices = [("not_upheld", _("Not upheld: the result stays"))]
        if appeal.question_key:
            choices += [
                ("upheld", _("Upheld for this result: the question counts in full")),
                ("regrade", _("Upheld for everybody: go on to mark it again for all")),
            ]
        elif may_pass:
            choices.append(("upheld", _("Upheld: the result becomes “passed”")))
        self.fields["outcome"].choices = choices


class DecisionForm(forms.Form):
    """A second person's yes or no to a regrade."""

    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For the record. Say why, if you decline."),
    )
