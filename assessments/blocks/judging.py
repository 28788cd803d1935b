"""Questions that judge responses: the best and the worst, or each by itself."""

from collections import Counter
from fractions import Fraction

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import ChoiceBlock, ListBlock, StructBlock, TextBlock

from assessments.rules import Truth, rating_credits

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

PLACES = [
    ("best", _("The best of all")),
    ("between", _("Between")),
    ("worst", _("The worst of all")),
]
LEVELS = [
    ("1", _("1: harms")),
    ("2", _("2: helps little")),
    ("3", _("3: helps")),
    ("4", _("4: helps most")),
]


class PlacedOptionBlock(StructBlock):
    """A response, and whether it is the best or the worst."""

    text = TextBlock(label=_("Response"), rows=2)
    place = ChoiceBlock(label=_("Place"), choices=PLACES, default="between")
    is_unsafe = unsafe_block()
    feedback = feedback_block(_("Shown afterwards: why it is where it is."))

    class Meta:
        icon = "list-ul"
        label = _("Response")
        label_format = "{text}"


class BestWorstValue(QuestionValue):
    """Responses of which one is the best and one the worst."""

    def shown(self):
        return {"options": delivered(self["options"])}

    def decided(self):
        table = {}
        for option in self["options"].bound_blocks:
            if option.value["place"] in ("best", "worst"):
                table.setdefault(option.value["place"], {})[option.id] = Fraction(1)
        return {
            "truth": Truth(table=table),
            "unsafe": unsafe_of(self["options"]),
            "feedback": feedback_of(self["options"]),
        }


class BestWorstBlock(QuestionBlock):
    """Name the best and the worst of three to eight responses."""

    options = ListBlock(PlacedOptionBlock(), label=_("Responses"), min_num=3, max_num=8)

    def faults(self, value):
        options = list(value["options"])
        wrong = [*twins(options), *without_feedback(options)]
        for index, option in enumerate(options):
            if option["is_unsafe"] and option["place"] == "best":
                wrong.append((index, "is_unsafe", _("The best cannot be unsafe.")))
        places = Counter(option["place"] for option in options)
        error = item_errors(wrong)
        if not error and (places["best"], places["worst"]) != (1, 1):
            error = list_error(_("Mark one response as the best and one as the worst."))
        return super().faults(value) | ({"options": error} if error else {})

    class Meta:
        icon = "order"
        label = _("Best and worst response")
        value_class = BestWorstValue
        preview_value = {
            "prompt": _("<p>Luis says: “I drank last night.” What do you say?</p>"),
            "options": [
                {
                    "text": _("Thank you for telling me. What was last night like?"),
                    "place": "best",
                    "feedback": _("It thanks him for a hard thing and stays open."),
                },
                {
                    "text": _("That happens. Let us look at the week ahead."),
                    "place": "between",
                    "feedback": _("Kind, but it leaves last night behind too soon."),
                },
                {
                    "text": _("After all that we have done together?"),
                    "place": "worst",
                    "feedback": _("It makes his night about you."),
                },
            ],
            "explanation": "",
        }


class RatedOptionBlock(StructBlock):
    """A response, and how far it helps."""

    text = TextBlock(label=_("Response"), rows=2)
    level = ChoiceBlock(label=_("How far it helps"), choices=LEVELS)
    is_unsafe = unsafe_block()
    feedback = feedback_block(_("Shown afterwards: why it helps that far."))

    class Meta:
        icon = "list-ul"
        label = _("Response")
        label_format = "{text}"


class RateValue(QuestionValue):
    """Responses, each with its level."""

    def shown(self):
        return {"options": delivered(self["options"])}

    def decided(self):
        table = {
            option.id: rating_credits(option.value["level"])
            for option in self["options"].bound_blocks
            if option.value["level"]
        }
        return {
            "truth": Truth(table=table),
            "unsafe": unsafe_of(self["options"]),
            "feedback": feedback_of(self["options"]),
        }


class RateBlock(QuestionBlock):
    """Say of each of two to eight responses how far it helps."""

    options = ListBlock(RatedOptionBlock(), label=_("Responses"), min_num=2, max_num=8)

    def faults(self, value):
        options = list(value["options"])
        wrong = [*twins(options), *without_feedback(options)]
        for index, option in enumerate(options):
            if option["is_unsafe"] and option["level"] in ("3", "4"):
                message = _("What helps cannot be unsafe.")
                wrong.append((index, "is_unsafe", message))
        error = item_errors(wrong)
        return super().faults(value) | ({"options": error} if error else {})

    class Meta:
        icon = "bars"
        label = _("Rate every response")
        value_class = RateValue
        preview_value = {
            "prompt": _(
                "<p>Rosa wants to stop her medication. How far does it help "
                "to say this?</p>"
            ),
            "options": [
                {
                    "text": _("What would you like your doctor to know?"),
                    "level": "4",
                    "feedback": _("She speaks for herself, with company."),
                },
                {
                    "text": _("I did without. You can, too."),
                    "level": "1",
                    "is_unsafe": True,
                    "feedback": _("Advice on medication is not ours to give."),
                },
            ],
            "explanation": "",
        }
