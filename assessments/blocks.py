"""What authors fill in: questions with one or several answers, scenes and endings."""

from collections import Counter

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    BooleanBlock,
    CharBlock,
    ChoiceBlock,
    ListBlock,
    ListBlockValidationError,
    RichTextBlock,
    StreamBlock,
    StructBlock,
    StructBlockValidationError,
    StructValue,
    TextBlock,
)

from .paper import (
    RULE_OF_KIND,
    AnswerKey,
    DeliveredOption,
    DeliveredQuestion,
)
from .scenario import Choice, Ending, Scene

PROSE = ["bold", "italic", "ol", "ul"]
EXPLAINING = [*PROSE, "link", "document-link"]

SEVERITIES = [
    ("best", _("Best")),
    ("acceptable", _("Acceptable")),
    ("poor", _("Poor")),
    ("unsafe", _("Unsafe")),
]
OUTCOMES = [
    ("good", _("It goes well")),
    ("mixed", _("It is mixed")),
    ("hard", _("It is hard")),
]


class OptionBlock(StructBlock):
    """One option of a question."""

    text = TextBlock(label=_("Option"), rows=2)
    is_correct = BooleanBlock(label=_("Correct"), required=False)
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

    @property
    def option_ids(self):
        return [option.id for option in self["options"].bound_blocks]

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
            correct=frozenset(o.id for o in options if o.value["is_correct"]),
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


class NameInput(forms.TextInput):
    """Offers the names of all scenes and endings on the page while one types."""

    class Media:
        js = ["assessments/scene-names.js"]


class NameBlock(CharBlock):
    """A name by which scenes refer to each other: the same in every language."""

    def __init__(self, *args, offers_names=False, **kwargs):
        super().__init__(*args, max_length=80, **kwargs)
        role = "data-scene-target" if offers_names else "data-scene-name"
        self.field.widget = NameInput(attrs={role: "", "autocomplete": "off"})

    def deconstruct(self):
        """Let migrations see a plain text block."""
        _path, args, kwargs = super().deconstruct()
        kwargs = {key: kwargs[key] for key in kwargs if key != "offers_names"}
        return "wagtail.blocks.CharBlock", args, kwargs

    def get_translatable_segments(self, value):
        """Keep wagtail-localize from offering names for translation."""
        return []

    def restore_translated_segments(self, value, segments):
        return value


class SceneChoiceBlock(StructBlock):
    """Something that the learner may do or say."""

    text = TextBlock(label=_("What you do or say"), rows=2)
    severity = ChoiceBlock(
        label=_("How it serves the person"), choices=SEVERITIES, default="acceptable"
    )
    feedback = TextBlock(
        label=_("Feedback"),
        rows=2,
        help_text=_("Shown straight after the choice, and again in the debrief."),
    )
    leads_to = NameBlock(
        label=_("Leads to"),
        offers_names=True,
        help_text=_("The name of a scene or of an ending."),
    )

    class Meta:
        icon = "arrow-right"
        label = _("Choice")
        label_format = "{text}"


class SceneBlock(StructBlock):
    """A moment in which the learner decides."""

    name = NameBlock(
        label=_("Name"), help_text=_("Short, unique, for authors. Never shown.")
    )
    title = CharBlock(label=_("Title"), max_length=120)
    speaker = CharBlock(label=_("Who speaks or acts"), required=False, max_length=60)
    text = RichTextBlock(
        label=_("What happens"),
        features=PROSE,
        help_text=_("Second person, present tense."),
    )
    choices = ListBlock(SceneChoiceBlock(), label=_("Choices"), min_num=2, max_num=5)

    class Meta:
        icon = "comment"
        label = _("Scene")
        label_format = "{name}: {title}"
        template = "assessments/blocks/scene.html"
        preview_value = {
            "name": "late-message",
            "title": _("A late message"),
            "speaker": "Ana",
            "text": _("<p>It is half past ten. “Are you there?” she writes.</p>"),
            "choices": [
                {
                    "text": _("You answer, and say when you will talk tomorrow."),
                    "severity": "best",
                    "feedback": _("She knows that you heard her, and what comes next."),
                    "leads_to": "morning",
                },
                {
                    "text": _("You leave it for the morning."),
                    "severity": "acceptable",
                    "feedback": _("Your hours hold. She has a long night."),
                    "leads_to": "morning",
                },
            ],
        }


class EndingBlock(StructBlock):
    """Where a path stops, and what to take along."""

    name = NameBlock(
        label=_("Name"), help_text=_("Short, unique, for authors. Never shown.")
    )
    title = CharBlock(label=_("Title"), max_length=120)
    outcome = ChoiceBlock(label=_("How it ends"), choices=OUTCOMES, default="mixed")
    text = RichTextBlock(label=_("What happens"), features=PROSE)
    debrief = RichTextBlock(label=_("What to take with you"), features=EXPLAINING)

    class Meta:
        icon = "thumbtack"
        label = _("Ending")
        label_format = "{name}: {title}"
        template = "assessments/blocks/ending.html"
        preview_value = {
            "name": "morning",
            "title": _("Morning"),
            "outcome": "good",
            "text": _("<p>Ana comes in with two coffees.</p>"),
            "debrief": _("<p>Say your hours before you need them.</p>"),
        }


class ScenesBlock(StreamBlock):
    """The scenes and endings of one scenario, in the order of writing."""

    scene = SceneBlock()
    ending = EndingBlock()


def as_scene(value):
    """Return the scene that an author filled in, with texts as HTML."""
    return Scene(
        name=value["name"],
        title=value["title"],
        speaker=value["speaker"],
        text=str(value["text"]),
        choices=tuple(
            Choice(
                key=item.id,
                text=item.value["text"],
                severity=item.value["severity"],
                feedback=item.value["feedback"],
                leads_to=item.value["leads_to"],
            )
            for item in value["choices"].bound_blocks
        ),
    )


def as_ending(value):
    """Return the ending that an author filled in, with texts as HTML."""
    return Ending(
        name=value["name"],
        title=value["title"],
        outcome=value["outcome"],
        text=str(value["text"]),
        debrief=str(value["debrief"]),
    )
