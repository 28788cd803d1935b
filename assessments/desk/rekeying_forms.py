"""What is said about each question that is to be marked again."""

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from assessments import freezing
from assessments.matching import number_in
from assessments.models import Answer, KeyVersion, Question, QuizPage
from assessments.page_choice import PageChoiceField
from assessments.rekeying import CAN_ACCEPT, Change, Kind
from assessments.rules import CreditRule
from assessments.wording import plain

from .frame import parse_uuid

MOST = 10
"""Questions that one regrade may be about."""

WORDS = {
    Kind.DROP: _("Drop it: it no longer counts for anybody"),
    Kind.CREDIT: _("Give everybody full credit"),
    Kind.ACCEPT: _("Accept another answer as well"),
    Kind.NEWEST: _("Use the key that is in the bank now"),
}


def questions_to_choose():
    """Return ``(key, label)`` of the questions of the bank, each once."""
    found = {}
    for question in Question.objects.order_by("code", "locale_id"):
        found.setdefault(question.key, str(question))
    return list(found.items())


def questions_named(keys):
    """Return the ``paper.Question`` of each key, as it was asked last."""
    found = []
    for key in list(dict.fromkeys(keys))[:MOST]:
        asked = Answer.objects.filter(question_key=key).select_related("attempt")
        if answer := asked.order_by("-pk").first():
            whole = freezing.thaw(answer.attempt.frozen_paper)
            keyed = (q for q in whole.questions if q.shown.key == key)
            found.append(next(keyed))
    return found


class ScopeForm(forms.Form):
    """Which papers, and why."""

    quiz = PageChoiceField(
        QuizPage.objects.order_by("title"),
        label=_("Only this quiz"),
        required=False,
        empty_label=_("All papers that have the question"),
    )
    from_day = forms.DateField(
        label=_("Handed in from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    to_day = forms.DateField(
        label=_("Handed in until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    why = forms.CharField(
        label=_("Why"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Learners whose result changes read this, and so does an auditor."),
        error_messages={"required": _("Say why.")},
    )

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("from_day"), cleaned.get("to_day")
        if first and last and first > last:
            self.add_error("to_day", _("This is before the first day."))
        quiz = cleaned.pop("quiz", None)
        cleaned["assessment_key"] = quiz.translation_key if quiz else None
        cleaned["assessment_title"] = quiz.title if quiz else ""
        return cleaned


class ChangeForm(forms.Form):
    """What is done about one question."""

    kind = forms.ChoiceField(
        label=_("What changes"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what changes.")},
    )

    def __init__(self, question, **kwargs):
        super().__init__(prefix=question.shown.key, **kwargs)
        self.question = question
        self.newest = self._newest()
        self.fields["kind"].choices = [
            (kind.value, WORDS[kind]) for kind in Kind if self._is_possible(kind)
        ]
        if question.key.rule not in CAN_ACCEPT:
            return
        if question.shown.options:
            right = question.key.truth.correct
            self.fields["options"] = forms.MultipleChoiceField(
                label=_("Right as well"),
                required=False,
                widget=forms.CheckboxSelectMultiple,
                choices=[
                    (option.key, Truncator(option.text).chars(120))
                    for option in question.shown.options
                    if option.key not in right
                ],
            )
        else:
            self.fields["text"] = forms.CharField(
                label=_("Right as well"), required=False, max_length=200
            )

    @property
    def prompt(self):
        """The question as plain text."""
        return Truncator(plain(self.question.shown.prompt)).words(40)

    def _is_possible(self, kind):
        if kind is Kind.ACCEPT:
            return self.question.key.rule in CAN_ACCEPT
        return kind is not Kind.NEWEST or self.newest is not None

    def _newest(self):
        """Return the key that new papers get now, if it is another one."""
        rows = Question.objects.filter(live=True).for_paper().order_by("locale_id")
        if not (key := parse_uuid(self.question.shown.key)):
            return None
        if not (row := rows.filter(translation_key=key).first()) or not row.kind:
            return None
        version = KeyVersion.objects.latest_for([row.key]).get(row.key)
        newest = row.as_paper_question(version).key
        same = (newest.truth, newest.rule, newest.unsafe, newest.is_scored)
        now = self.question.key
        if same == (now.truth, now.rule, now.unsafe, now.is_scored):
            return None
        return freezing.freeze_key(newest)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("kind") != Kind.ACCEPT:
            return cleaned
        if "options" in self.fields and not cleaned.get("options"):
            self.add_error("options", _("Tick what is right as well."))
        if "text" in self.fields:
            self._clean_text(cleaned.get("text", ""))
        return cleaned

    def _clean_text(self, text):
        if not text:
            self.add_error("text", _("Type what is right as well."))
        elif self.question.key.rule is CreditRule.NUMBER:
            number = number_in(text)
            if number is None:
                self.add_error("text", _("Type a number."))
            else:
                self.cleaned_data["text"] = str(number)

    @property
    def change(self):
        """The ``rekeying.Change`` that was asked for."""
        kind = Kind(self.cleaned_data["kind"])
        is_accepting = kind is Kind.ACCEPT
        return Change(
            question=self.question.shown.key,
            kind=kind,
            options=tuple(self.cleaned_data.get("options", ())) if is_accepting else (),
            text=self.cleaned_data.get("text", "") if is_accepting else "",
            key=self.newest if kind is Kind.NEWEST else {},
        )
