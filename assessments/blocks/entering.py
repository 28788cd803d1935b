"""Questions that are answered by typing: words, a number, a text of one's own."""

from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    CharBlock,
    DecimalBlock,
    IntegerBlock,
    ListBlock,
    StructBlock,
    TextBlock,
)

from assessments.matching import normalised
from assessments.rules import Accepted, Criterion, Truth

from .asking import (
    NamesItsLists,
    QuestionBlock,
    QuestionValue,
    feedback_block,
    feedback_of,
    item_errors,
    list_error,
    twins,
)

FULL = 100


def credit_block():
    return IntegerBlock(
        label=_("Credit, in per cent"), default=FULL, min_value=1, max_value=FULL
    )


def _too_little_credit(accepted):
    if any(one["credit"] == FULL for one in accepted):
        return None
    return list_error(_("Give at least one answer the whole credit, 100."))


class AcceptedTextBlock(StructBlock):
    """Words that are accepted."""

    text = CharBlock(label=_("Accepted answer"), max_length=200)
    credit = credit_block()
    feedback = feedback_block(_("Shown afterwards to whoever wrote this."))

    class Meta:
        icon = "pilcrow"
        label = _("Accepted answer")
        label_format = "{text}"


class ShortValue(QuestionValue):
    """Words that are accepted, each with its credit."""

    def shown(self):
        return {}

    def decided(self):
        accepted = tuple(
            Accepted(
                one.value["text"],
                credit=Fraction(one.value["credit"] or 0, FULL),
                key=one.id,
            )
            for one in self["accepted"].bound_blocks
        )
        return {
            "truth": Truth(accepted=accepted),
            "feedback": feedback_of(self["accepted"]),
        }


class ShortBlock(QuestionBlock):
    """A word or a few, compared without case, accents and spaces."""

    accepted = ListBlock(
        AcceptedTextBlock(),
        label=_("Accepted answers"),
        min_num=1,
        max_num=20,
        help_text=_("Capital letters, accents and spaces make no difference."),
    )

    def faults(self, value):
        accepted = list(value["accepted"])
        wrong = list(twins(accepted, message=_("This is listed twice.")))
        wrong += [
            (index, "text", _("There is nothing here to compare."))
            for index, one in enumerate(accepted)
            if not normalised(one["text"])
        ]
        error = item_errors(wrong) or _too_little_credit(accepted)
        return super().faults(value) | ({"accepted": error} if error else {})

    class Meta:
        icon = "pilcrow"
        label = _("Short answer")
        value_class = ShortValue
        preview_value = {
            "prompt": _("<p>What is the three-digit crisis number in the US?</p>"),
            "accepted": [
                {"text": "988", "credit": 100, "feedback": _("By call or by text.")}
            ],
            "explanation": "",
        }


class AcceptedNumberBlock(StructBlock):
    """A number that is accepted, and how near is near enough."""

    number = DecimalBlock(label=_("Number"), max_digits=15, decimal_places=6)
    tolerance = DecimalBlock(
        label=_("Give or take"),
        default=Decimal(0),
        min_value=0,
        max_digits=15,
        decimal_places=6,
        help_text=_("0 accepts this number only."),
    )
    credit = credit_block()
    feedback = feedback_block(_("Shown afterwards to whoever came this near."))

    class Meta:
        icon = "order"
        label = _("Accepted number")
        label_format = "{number}"


class NumberValue(QuestionValue):
    """Numbers that are accepted, each with its credit."""

    def shown(self):
        return {"unit": self["unit"]}

    def decided(self):
        accepted = tuple(
            Accepted(
                _digits(one.value["number"]),
                credit=Fraction(one.value["credit"] or 0, FULL),
                tolerance=_digits(one.value["tolerance"]),
                key=one.id,
            )
            for one in self["accepted"].bound_blocks
        )
        return {
            "truth": Truth(accepted=accepted),
            "feedback": feedback_of(self["accepted"]),
        }


def _digits(number):
    """Return a number without the zeros that only the database wants."""
    text = f"{number or 0:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class NumberBlock(QuestionBlock):
    """A number, with a tolerance if need be."""

    accepted = ListBlock(
        AcceptedNumberBlock(), label=_("Accepted numbers"), min_num=1, max_num=10
    )
    unit = CharBlock(
        label=_("Unit"),
        required=False,
        max_length=30,
        help_text=_("Shown after the field: hours, days, %."),
    )

    def faults(self, value):
        error = _too_little_credit(value["accepted"])
        return super().faults(value) | ({"accepted": error} if error else {})

    class Meta:
        icon = "order"
        label = _("Number")
        value_class = NumberValue
        preview_value = {
            "prompt": _("<p>How many hours of supervision does the log show?</p>"),
            "accepted": [
                {
                    "number": Decimal("12.5"),
                    "tolerance": Decimal("0.5"),
                    "credit": 100,
                    "feedback": _("Five sessions of two and a half hours."),
                }
            ],
            "unit": _("hours"),
            "explanation": "",
        }


class CriterionBlock(NamesItsLists, StructBlock):
    """A line of the rubric."""

    title = CharBlock(
        label=_("What is looked at"),
        max_length=120,
        help_text=_("Learners see this before they write."),
    )
    levels = ListBlock(
        TextBlock(label=_("Level"), rows=2),
        label=_("Levels, from none to full"),
        min_num=2,
        max_num=6,
        help_text=_("What each level looks like. Only markers see this."),
    )

    class Meta:
        icon = "list-ol"
        label = _("Criterion")
        label_format = "{title}"


class WrittenValue(QuestionValue):
    """A text that people mark against a rubric."""

    def shown(self):
        return {
            "max_words": self["max_words"] or 0,
            "criteria": tuple(one["title"] for one in self["criteria"]),
        }

    def decided(self):
        criteria = tuple(
            Criterion(one.id, one.value["title"], tuple(one.value["levels"]))
            for one in self["criteria"].bound_blocks
        )
        return {"truth": Truth(criteria=criteria)}


class WrittenBlock(QuestionBlock):
    """A text of the learner's own, read and marked by people."""

    max_words = IntegerBlock(
        label=_("Words at most"),
        required=False,
        min_value=10,
        max_value=2000,
        help_text=_("Shown beside the count; longer texts are still kept."),
    )
    criteria = ListBlock(CriterionBlock(), label=_("Rubric"), min_num=1, max_num=8)

    def faults(self, value):
        criteria = list(value["criteria"])
        error = item_errors(twins(criteria, "title", _("Said twice.")))
        return super().faults(value) | ({"criteria": error} if error else {})

    class Meta:
        icon = "edit"
        label = _("Written response")
        value_class = WrittenValue
        preview_value = {
            "prompt": _("<p>Write the note that you leave after the visit.</p>"),
            "max_words": 150,
            "criteria": [
                {
                    "title": _("Says what was seen, not what was guessed"),
                    "levels": [_("Guesses"), _("Mixes both"), _("Says what was seen")],
                }
            ],
            "explanation": "",
        }
