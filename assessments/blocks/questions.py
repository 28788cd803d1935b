"""Questions with one or several answers."""

from collections import Counter

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    BooleanBlock,
    ListBlock,
    ListBlockValidationError,
    RichTextBlock,
    StreamBlock,
    StructBlock,
    StructBlockValidationError,
    StructValue,
    TextBlock,
)

from assessments.paper import AnswerKey, DeliveredOption, DeliveredQuestion
from assessments.rules import RULE_OF_KIND, Truth

PROSE = ["bold", "italic", "ol", "ul"]
EXPLAINING = [*PROSE, "link", "document-link"]


class OptionBlock(StructBlock):
    """One option of a question."""

    text = TextBlock(label=_("Option"), rows=2)
    is_correct = BooleanBlock(label=_("Correct"), required=False)
    is_unsafe = BooleanBlock(
        label=_("Unsafe"),
        required=False,
        help_text=_("It would put a person at risk. The quiz says what that does."),
    )
    feedback = TextBlock(
        label=_("Feedback"),
        rows=2,
        required=False,
        help_text=_("Shown afterwards to whoever chose this option: say why."),
    )

    class Meta:
        icon = "list-ul"
        label = _("Option")
        label_format = "{text}"


class ChoiceQuestionValue(StructValue):
    """A question as its author filled it in."""

    def as_shown(self, key, kind):
        """Return what a learner may see, with texts as HTML ready to show."""
        return DeliveredQuestion(
            key=key,
            kind=kind,
            prompt=str(self["prompt"]),
            options=tuple(
                DeliveredOption(option.id, option.value["text"])
                for option in self["options"].bound_blocks
            ),
        )

    def as_key(self, kind, **facts):
        """Return what decides the marks; ``facts`` are the rest of ``AnswerKey``."""
        options = self["options"].bound_blocks
        return AnswerKey(
            rule=RULE_OF_KIND[kind],
            truth=Truth(
                correct=frozenset(o.id for o in options if o.value["is_correct"])
            ),
            unsafe=frozenset(o.id for o in options if o.value["is_unsafe"]),
            feedback={o.id: o.value["feedback"] for o in options},
            explanation=str(self["explanation"] or ""),
            **facts,
        )


class ChoiceQuestionBlock(StructBlock):
    """A question with two to eight options; the base of both kinds."""

    prompt = RichTextBlock(
        label=_("Question"),
        features=PROSE,
        help_text=_("A concrete situation, then the question."),
    )
    options = ListBlock(OptionBlock(), label=_("Options"), min_num=2, max_num=8)
    explanation = RichTextBlock(
        label=_("Explanation"),
        features=EXPLAINING,
        required=False,
        help_text=_("The principle, in two or three sentences. Shown afterwards."),
    )

    def clean(self, value):
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        options = list(cleaned["options"])
        if errors := _option_errors(options):
            raise StructBlockValidationError(
                {"options": ListBlockValidationError(block_errors=errors)}
            )
        if message := self.wrong_number_correct(
            sum(option["is_correct"] for option in options)
        ):
            error = ListBlockValidationError(non_block_errors=[message])
            raise StructBlockValidationError({"options": error})
        return cleaned

    def wrong_number_correct(self, correct):
        """Return what is wrong with having ``correct`` right options, or None."""
        raise NotImplementedError

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        question = value.as_shown("preview", self.meta.kind)
        return context | {"question": question, "with_answers": True}

    class Meta:
        template = "assessments/blocks/choice_question.html"
        value_class = ChoiceQuestionValue


class SingleAnswerBlock(ChoiceQuestionBlock):
    """A question with exactly one correct option."""

    def wrong_number_correct(self, correct):
        if correct == 1:
            return None
        return ValidationError(
            _("Mark exactly one option as correct.")
            if correct == 0
            else _(
                "More than one option is marked as correct. Keep one, or make this a "
                "question with several answers."
            )
        )

    class Meta:
        icon = "radio-full"
        label = _("One answer")
        kind = "single"
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
        return ValidationError(
            _(
                "Mark two or more options as correct, or make this a question with "
                "one answer."
            )
        )

    class Meta:
        icon = "tick-inverse"
        label = _("Several answers")
        kind = "multiple"
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


class QuestionBodyBlock(StreamBlock):
    """Exactly one question, of one kind."""

    single = SingleAnswerBlock()
    multiple = MultipleAnswerBlock()

    class Meta:
        min_num = 1
        max_num = 1


def _option_errors(options):
    """Return errors by index: missing feedback, and options that say the same."""
    errors = {}
    texts = Counter(_plain(option["text"]) for option in options)
    for index, option in enumerate(options):
        wrong = {}
        if texts[_plain(option["text"])] > 1:
            wrong["text"] = ValidationError(_("Another option says the same."))
        if not option["feedback"].strip():
            wrong["feedback"] = ValidationError(_("Give feedback on every option."))
        if wrong:
            errors[index] = StructBlockValidationError(wrong)
    return errors


def _plain(text):
    return " ".join(text.split()).casefold()
