"""The page form of a quiz: what only the whole page can know."""

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from assessments.wording import describe_shortfall


class QuizPageForm(WagtailAdminPageForm):
    """Tells the author when a bank cannot fill a draw, or nothing is asked."""

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
        found = self.instance.shortfalls(
            fixed=[form.cleaned_data["question"] for form in fixed],
            draws=[form.instance for form in draws],
        )
        for shortfall in found:
            form = draws[shortfall.index]
            form.add_error("count", _describe(shortfall, form.instance))
        if found:
            self.add_error(None, _("A bank does not hold enough questions."))
        return not found

    def _rows(self, name):
        """Return the inline forms that will be kept, in the order on the page."""
        kept = [
            form
            for form in self.formsets[name].forms
            if form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]
        return sorted(kept, key=lambda form: form.cleaned_data.get("ORDER") or 0)


def _describe(shortfall, draw):
    domain = draw.domain.name if draw.domain else ""
    return describe_shortfall(shortfall, bank=draw.bank.title, domain=domain)


def quiz_warnings(page):
    """Return a sentence for each draw that the banks cannot fill."""
    draws = list(page.draws.all())
    fixed = [row.question for row in page.fixed_questions.all()]
    found = page.shortfalls(fixed=fixed, draws=draws)
    return [_describe(shortfall, draws[shortfall.index]) for shortfall in found]
