"""What every kind of question has in common for its author."""

import re
from collections import Counter

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    BooleanBlock,
    CharBlock,
    FieldBlock,
    ListBlockValidationError,
    RichTextBlock,
    StructBlock,
    StructBlockValidationError,
    StructValue,
    TextBlock,
)

from assessments.explanation import explain
from assessments.paper import AnswerKey, DeliveredOption, DeliveredQuestion, Question
from assessments.rules import RULE_OF_KIND
from assessments.sheets import sheet

PROSE = ["bold", "italic", "ol", "ul"]
PROMPT = [*PROSE, "image"]
EXPLAINING = [*PROSE, "link", "document-link"]

_SILENT_PICTURE = re.compile(
    r'<embed(?=[^>]*embedtype="image")(?![^>]*\balt="[^"]*[^"\s][^"]*")[^>]*>'
)


class NamesItsLists:
    """Names the plain fields in lists of a ``StructBlock`` to a screen reader.

    Wagtail shows their label as a heading, which is not tied to the field.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for child in self.child_blocks.values():
            item = getattr(child, "child_block", None)
            if isinstance(item, FieldBlock):
                item.field.widget.attrs["aria-label"] = item.label


class KeptBlock(CharBlock):
    """A text that names something else: the same in every language."""

    def deconstruct(self):
        """Let migrations see a plain text block."""
        _path, args, kwargs = super().deconstruct()
        return "wagtail.blocks.CharBlock", args, kwargs

    def get_translatable_segments(self, value):
        """Keep wagtail-localize from offering it for translation."""
        return []

    def restore_translated_segments(self, value, segments):
        return value


class QuestionValue(StructValue):
    """A question as its author filled it in.

    A kind says what is its own: in ``shown()`` fields of ``DeliveredQuestion`` beside
    the prompt, in ``decided()`` fields of ``AnswerKey``, at least its truth.
    """

    def as_shown(self, key, kind):
        """Return what a learner may see, with texts as HTML ready to show."""
        return DeliveredQuestion(
            key=key, kind=kind, prompt=str(self["prompt"]), **self.shown()
        )

    def as_key(self, kind, **facts):
        """Return what decides the marks; ``facts`` are the rest of ``AnswerKey``."""
        common = {
            "rule": RULE_OF_KIND[kind],
            "explanation": str(self["explanation"] or ""),
        }
        return AnswerKey(**common | self.decided() | facts)

    def as_whole(self, key, kind, **facts):
        """Return the question with its key, as a paper holds it."""
        return Question(self.as_shown(key, kind), self.as_key(kind, **facts))


class QuestionBlock(NamesItsLists, StructBlock):
    """A prompt, whatever can be answered, and an explanation."""

    def __init__(self, local_blocks=None, **kwargs):
        super().__init__(local_blocks, **kwargs)
        # Subclasses declare their own children, which come before this one.
        self.child_blocks["explanation"] = self.child_blocks.pop("explanation")

    prompt = RichTextBlock(
        label=_("Question"),
        features=PROMPT,
        help_text=_("A concrete situation, then the question."),
    )
    explanation = RichTextBlock(
        label=_("Explanation"),
        features=EXPLAINING,
        required=False,
        help_text=_("The principle, in two or three sentences. Shown afterwards."),
    )

    def clean(self, value):
        cleaned = super().clean(value)
        if not self.is_deferred_validation and (errors := self.faults(cleaned)):
            raise StructBlockValidationError(errors)
        return cleaned

    def faults(self, value):
        """Return what is wrong, as errors by the name of the field."""
        if _SILENT_PICTURE.search(value["prompt"].source):
            message = _(
                "A picture has no words. Open it and say what it shows, for those "
                "who cannot see it."
            )
            return {"prompt": ValidationError(message)}
        return {}

    def get_preview_value(self):
        """Return the sample with what it leaves out as on a blank form."""
        return self.to_python(self.meta.preview_value)

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        whole = value.as_whole("preview", self.name)
        return context | {"sheet": sheet(whole.shown), "line": explain(whole)}

    class Meta:
        template = "assessments/blocks/question.html"
        value_class = QuestionValue


def feedback_block(help_text):
    """Return the field for what is said afterwards."""
    return TextBlock(label=_("Feedback"), rows=2, required=False, help_text=help_text)


def unsafe_block():
    """Return the field that marks an option as unsafe."""
    return BooleanBlock(
        label=_("Unsafe"),
        required=False,
        help_text=_("It would put a person at risk. The quiz says what that does."),
    )


def delivered(items, field="text"):
    """Return list items as options that a learner sees."""
    return tuple(
        DeliveredOption(item.id, item.value[field]) for item in items.bound_blocks
    )


def feedback_of(items):
    """Return what is said of each list item, by id."""
    return {item.id: item.value["feedback"] for item in items.bound_blocks}


def unsafe_of(items):
    """Return the ids of the list items that are marked as unsafe."""
    return frozenset(i.id for i in items.bound_blocks if i.value["is_unsafe"])


def list_error(message):
    """Return an error that stands above a list."""
    return ListBlockValidationError(non_block_errors=[ValidationError(message)])


def item_errors(faults):
    """Return errors beside their fields, or None.

    Args:
        faults: ``(index, field, message)`` for each.
    """
    by_item = {}
    for index, field, message in faults:
        by_item.setdefault(index, {})[field] = ValidationError(message)
    return by_item and ListBlockValidationError(
        block_errors={
            index: StructBlockValidationError(errors)
            for index, errors in by_item.items()
        }
    )


def twins(items, field="text", message=None):
    """Yield a fault for each item that says the same as another."""
    message = message or _("Another option says the same.")
    counts = Counter(plain(item[field]) for item in items)
    for index, item in enumerate(items):
        if counts[plain(item[field])] > 1:
            yield index, field, message


def without_feedback(items):
    """Yield a fault for each item that has none."""
    for index, item in enumerate(items):
        if not item["feedback"].strip():
            yield index, "feedback", _("Give feedback on every option.")


def plain(text):
    """Return ``text`` without what nobody would call a difference."""
    return " ".join(text.split()).casefold()
