"""What is filled in at the desks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.models import (
    CutScore,
    Judge,
    Panel,
    Panelist,
    Question,
    QuestionBank,
    QuizPage,
    StandardSetting,
)
from assessments.page_choice import PageChoiceField


class BankForm(forms.Form):
    """Which bank the questions of a panel come from."""

    bank = forms.ModelChoiceField(
        QuestionBank.objects.select_related("locale").order_by("title"),
        label=_("Question bank"),
    )


class QuizForm(forms.Form):
    """Which quiz a session or a cut is about."""

    quiz = PageChoiceField(QuizPage.objects.order_by("title"), label=_("Quiz"))


class ChosenQuestions(forms.ModelMultipleChoiceField):
    """Questions to tick, all of them at first."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, questions, **kwargs):
        rows = Question.objects.filter(pk__in=[question.pk for question in questions])
        kwargs |= {"label": _("Questions"), "initial": [q.pk for q in questions]}
        super().__init__(rows.order_by("code"), **kwargs)


class PanelForm(forms.ModelForm):
    """A panel with its questions."""

    class Meta:
        model = Panel
        fields = [
            "title",
            "rule",
            "least_raters",
            "agreement_percent",
            "least_options",
            "unsafe_percent",
        ]

    def __init__(self, questions, data=None):
        super().__init__(data)
        self.fields["questions"] = ChosenQuestions(questions)


class SettingForm(forms.ModelForm):
    """A session with its questions."""

    class Meta:
        model = StandardSetting
        fields = ["just_enough"]
        widgets = {"just_enough": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, questions, data=None):
        super().__init__(data)
        self.fields["questions"] = ChosenQuestions(questions)


class PanelistForm(forms.ModelForm):
    """Whom to ask to rate."""

    class Meta:
        model = Panelist
        fields = ["name", "email", "role"]


class JudgeForm(forms.ModelForm):
    """Whom to ask to judge."""

    class Meta:
        model = Judge
        fields = ["name", "email", "role"]


class LegalCutForm(forms.ModelForm):
    """A cut that a law or a regulator fixes, with where that is written."""

    quiz = PageChoiceField(QuizPage.objects.order_by("title"), label=_("Quiz"))

    class Meta:
        model = CutScore
        fields = ["quiz", "percentage", "legal_basis"]
        widgets = {"legal_basis": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["legal_basis"].required = True


class AdoptForm(forms.Form):
    """Which of the agreed questions take their new key."""

    questions = forms.TypedMultipleChoiceField(
        label=_("Adopt the keys of"),
        coerce=int,
        required=True,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, agreed, data=None):
        numbers = [(q.number, f"{q.number}. {q.code}") for q in agreed]
        initial = {"questions": [number for number, _label in numbers]}
        super().__init__(data, initial=initial)
        self.fields["questions"].choices = numbers
