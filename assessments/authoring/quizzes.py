"""The page form of a quiz: what only the whole page can know."""

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from assessments.selection import clashes
from assessments.wording import describe_shortfall


class QuizPageForm(WagtailAdminPageForm):
    """Tells the author when a bank cannot fill a draw, or nothing is asked.

    Also says where the pass mark comes from; a cut score on record decides it.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if field := self.fields.get("cut_score"):
            field.queryset = field.queryset.of(self.instance.translation_key)
        if field := self.fields.get("pass_mark"):
            field.help_text = pass_mark_source(self.instance)

    def clean(self):
        cleaned = super().clean()
        if cut := cleaned.get("cut_score"):
            cleaned["pass_mark"] = cut.percentage
        return cleaned

    def is_valid(self):
        is_valid = super().is_valid()
        if not is_valid or self.is_deferred_validation:
            return is_valid
        return self._can_be_filled()

    def _can_be_filled(self):
        fixed = self._rows("fixed_questions")
        draws = self._rows("draws")
        if not fixed and not draws:
            self.add_error(None, _("Choose at least one question, or draw some."))
            return False
        asked = [form.cleaned_data["question"] for form in fixed]
        self.instance.jurisdiction = self.cleaned_data["jurisdiction"]
        found = self.instance.shortfalls(
            fixed=asked, draws=[form.instance for form in draws]
        )
        for shortfall in found:
            form = draws[shortfall.index]
            form.add_error("count", _describe(shortfall, form.instance))
        if found:
            self.add_error(None, _("A bank does not hold enough questions."))
        enemies = _clashes(asked)
        for position, sentence in enemies:
            fixed[position].add_error("question", sentence)
        if enemies:
            self.add_error(None, _("Two questions may not come together."))
        return not found and not enemies

    def _rows(self, name):
        """Return the inline forms that will be kept, in the order on the page."""
        kept = [
            form
            for form in self.formsets[name].forms
            if form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]
        return sorted(kept, key=lambda form: form.cleaned_data.get("ORDER") or 0)


def _clashes(questions):
    """Return where a fixed question meets an enemy: its position and a sentence."""
    candidates = [question.as_candidate() for question in questions]
    return [
        (
            later,
            _("“%(one)s” and “%(other)s” may not come on one paper: %(set)s.")
            % {
                "one": questions[earlier].code,
                "other": questions[later].code,
                "set": questions[later].enemies or _("they are the same question"),
            },
        )
        for earlier, later in clashes(candidates)
    ]


def pass_mark_source(quiz):
    """Return in words where the pass mark of a quiz comes from."""
    if not quiz.cut_score_id:
        return _("In per cent. Not set by a standard-setting study.")
    return _("In per cent: %(source)s.") % {"source": quiz.cut_score.source}


def _describe(shortfall, draw):
    domain = draw.domain.name if draw.domain else ""
    return describe_shortfall(shortfall, bank=draw.bank.title, domain=domain)


def quiz_warnings(page):
    """Return a sentence for each draw that the banks cannot fill."""
    draws = list(page.draws.all())
    fixed = [row.question for row in page.fixed_questions.all()]
    found = page.shortfalls(fixed=fixed, draws=draws)
    return [
        *(_describe(shortfall, draws[shortfall.index]) for shortfall in found),
        *(sentence for _position, sentence in _clashes(fixed)),
    ]
