"""Questions that are answered by choosing: one answer, or several."""

from fractions import Fraction

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import BooleanBlock, IntegerBlock, ListBlock, StructBlock, TextBlock

from assessments.rules import CreditRule, Truth

from .asking import (
    QuestionBlock,
    QuestionValue,
    delivered,
    feedback_block,
    feedback_of,
    item_errors,
    list_error,
    twins,
    unsafe_block,
    unsafe_of,
    without_feedback,
)


class OptionBlock(StructBlock):
    """One option of a question."""

    text = TextBlock(label=_("Option"), rows=2)
    is_correct = BooleanBlock(label=_("Correct"), required=False)
    is_unsafe = unsafe_block()
    credit = IntegerBlock(
        label=_("Part of the credit, in per cent"),
        required=False,
        min_value=0,
        max_value=100,
        help_text=_(
            "For an answer that is not the best but not wrong. May stay empty."
        ),
    )
    feedback = feedback_block(
        _("Shown afterwards to whoever chose this option: say why.")
    )

    class Meta:
        icon = "list-ul"
        label = _("Option")
        label_format = "{text}"


class ChoiceQuestionValue(QuestionValue):
    """A question with right and wrong options."""

    def shown(self):
        return {"options": delivered(self["options"])}

    def decided(self):
        options = self["options"].bound_blocks
        correct = frozenset(o.id for o in options if o.value["is_correct"])
        decided = {
            "truth": Truth(correct=correct),
            "unsafe": unsafe_of(self["options"]),
            "feedback": feedback_of(self["options"]),
        }
        if not self.is_weighted:
            return decided
        weights = {
            o.id: Fraction(1) if o.id in correct else Fraction(o.value["credit"], 100)
            for o in options
            if o.id in correct or o.value["credit"]
        }
        truth = Truth(correct=correct, table={"": weights})
        return decided | {"truth": truth, "rule": CreditRule.WEIGHTED}

    @property
    def is_weighted(self):
        """Whether an option that is not correct earns a part of the credit."""
        return any(o["credit"] and not o["is_correct"] for o in self["options"])


class ChoiceQuestionBlock(QuestionBlock):
    """A question with two to eight options; the base of both kinds.

    Each kind says in ``wrong_number_correct(correct)`` what is wrong with having so
    many right options, or None, and yields in ``wrong_credit(options)`` a fault for
    each option with a credit that it cannot have.
    """

    options = ListBlock(OptionBlock(), label=_("Options"), min_num=2, max_num=8)

    def faults(self, value):
        options = list(value["options"])
        wrong = [
            *twins(options),
            *without_feedback(options),
            *_unsafe_but_correct(options),
            *self.wrong_credit(options),
        ]
        correct = sum(option["is_correct"] for option in options)
        message = self.wrong_number_correct(correct)
        if error := item_errors(wrong) or (message and list_error(message)):
            return super().faults(value) | {"options": error}
        return super().faults(value)

    class Meta:
        value_class = ChoiceQuestionValue


class SingleAnswerBlock(ChoiceQuestionBlock):
    """A question with exactly one correct option."""

    def wrong_number_correct(self, correct):
        if correct == 1:
            return None
        if correct == 0:
            return _("Mark exactly one option as correct.")
        return _(
            "More than one option is marked as correct. Keep one, or make this a "
            "question with several answers."
        )

    def wrong_credit(self, options):
        for index, option in enumerate(options):
            if option["is_correct"] and option["credit"] not in (None, 100):
                yield index, "credit", _("The correct answer earns the whole credit.")
            if not option["is_correct"] and option["credit"] == 100:
                yield index, "credit", _("Only the correct answer earns all of it.")
            if option["is_unsafe"] and option["credit"]:
                yield index, "credit", _("An unsafe answer earns nothing.")

    class Meta:
        icon = "radio-full"
        label = _("One answer")
        preview_value = {
            "prompt": _("<p>Ana asks for your own number. What do you say first?</p>"),
            "options": [
                {
                    "text": _("I am glad you asked. Here is how to reach us at night."),
                    "is_correct": True,
                    "feedback": _("Warm, clear, and it gives her a way to be heard."),
                },
                {
                    "text": _("I am not allowed to. Please do not ask again."),
                    "is_correct": False,
                    "feedback": _("Clear, but she may feel that asking was wrong."),
                },
            ],
            "explanation": _("<p>Say what is so, then offer what you can.</p>"),
        }


class MultipleAnswerBlock(ChoiceQuestionBlock):
    """A question with two or more correct options."""

    def wrong_number_correct(self, correct):
        if correct >= 2:
            return None
        return _(
            "Mark two or more options as correct, or make this a question with one "
            "answer."
        )

    def wrong_credit(self, options):
        for index, option in enumerate(options):
            if option["credit"] is not None:
                message = _(
                    "Leave this empty: right answers share the credit, and each wrong "
                    "one takes as much back."
                )
                yield index, "credit", message

    class Meta:
        icon = "tick-inverse"
        label = _("Several answers")
        preview_value = {
            "prompt": _("<p>Choose every answer that keeps the support safe.</p>"),
            "options": [
                {
                    "text": _("Say early which hours you answer."),
                    "is_correct": True,
                    "feedback": _("Nobody has to guess."),
                },
                {
                    "text": _("Tell your supervisor when a line has slipped."),
                    "is_correct": True,
                    "feedback": _("Lines are easier to mend with company."),
                },
                {
                    "text": _("Answer at any hour, so that nobody feels alone."),
                    "is_correct": False,
                    "feedback": _("It makes you the only rope."),
                },
            ],
            "explanation": "",
        }


def _unsafe_but_correct(options):
    for index, option in enumerate(options):
        if option["is_unsafe"] and option["is_correct"]:
            yield index, "is_unsafe", _("What is correct cannot be unsafe.")
