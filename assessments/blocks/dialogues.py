"""Questions that find the moments in a conversation where a boundary is crossed."""

from fractions import Fraction

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ListBlock, StructBlock, TextBlock
from wagtail_localize.segments.ingest import StreamFieldSegmentsWriter

from assessments.paper import DeliveredOption
from assessments.rules import Truth

from .asking import (
    KeptBlock,
    QuestionBlock,
    QuestionValue,
    feedback_block,
    feedback_of,
    item_errors,
    list_error,
    plain,
)

HALF = Fraction(1, 2)


class CrossingInput(forms.TextInput):
    """Offers the kinds of crossing of the same question while one types."""

    class Media:
        js = ["assessments/crossing-names.js"]


class CrossingBlock(KeptBlock):
    """What a turn crosses: one of the kinds that the question names, or nothing."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, required=False, max_length=120, **kwargs)
        attrs = {"data-crossing": "", "autocomplete": "off"}
        self.field.widget = CrossingInput(attrs=attrs)


class TurnBlock(StructBlock):
    """What somebody says."""

    speaker = CharBlock(label=_("Who speaks"), max_length=60)
    text = TextBlock(label=_("What they say"), rows=2)
    crossing = CrossingBlock(
        label=_("What it crosses"),
        help_text=_("One of the kinds above, or empty if nothing is crossed."),
    )
    feedback = feedback_block(_("Shown afterwards: what happens at this moment."))

    class Meta:
        icon = "openquote"
        label = _("Turn")
        label_format = "{speaker}: {text}"


class MomentsValue(QuestionValue):
    """A conversation, and what each turn crosses."""

    def shown(self):
        kinds = sorted(self["crossings"].bound_blocks, key=lambda one: plain(one.value))
        return {
            "options": tuple(
                DeliveredOption(turn.id, turn.value["text"], turn.value["speaker"])
                for turn in self["turns"].bound_blocks
            ),
            "columns": tuple(DeliveredOption(one.id, one.value) for one in kinds),
        }

    def decided(self):
        keys = {plain(one.value): one.id for one in self["crossings"].bound_blocks}
        table = {}
        for turn in self["turns"].bound_blocks:
            if crossed := keys.get(plain(turn.value["crossing"])):
                table[turn.id] = dict.fromkeys(keys.values(), HALF) | {
                    crossed: Fraction(1)
                }
        return {"truth": Truth(table=table), "feedback": feedback_of(self["turns"])}


class MomentsBlock(QuestionBlock):
    """Find the turns of a conversation that cross a boundary, and name the kind."""

    crossings = ListBlock(
        CharBlock(label=_("Kind"), max_length=120),
        label=_("Kinds of crossing"),
        min_num=1,
        max_num=6,
    )
    turns = ListBlock(TurnBlock(), label=_("The conversation"), min_num=2, max_num=20)

    def faults(self, value):
        kinds = [plain(kind) for kind in value["crossings"]]
        turns = list(value["turns"])
        crossed = [plain(turn["crossing"]) for turn in turns]
        errors = {
            "turns": item_errors(
                (index, "crossing", _("This is none of the kinds above."))
                for index, kind in enumerate(crossed)
                if kind and kind not in kinds
            )
        }
        if len(set(kinds)) < len(kinds):
            errors["crossings"] = list_error(_("Two kinds are called the same."))
        if not any(crossed):
            errors["turns"] = list_error(_("Say of one turn at least what it crosses."))
        return super().faults(value) | {
            k: error for k, error in errors.items() if error
        }

    def restore_translated_segments(self, value, segments):
        """Let turns point to the same kinds after these have been translated."""
        kinds = [plain(kind) for kind in value["crossings"]]
        crossed = [plain(turn["crossing"]) for turn in value["turns"]]
        writer = StreamFieldSegmentsWriter(None, None, None)
        value = writer.handle_struct_block(value, segments)
        for turn, kind in zip(value["turns"], crossed, strict=True):
            if kind in kinds:
                turn["crossing"] = value["crossings"][kinds.index(kind)]
        return value

    class Meta:
        icon = "search"
        label = _("Find the moment")
        value_class = MomentsValue
        preview_value = {
            "prompt": _("<p>Where does Ben, the peer specialist, cross a line?</p>"),
            "crossings": [_("Money"), _("Time")],
            "turns": [
                {
                    "speaker": _("Ana"),
                    "text": _("I am short of money until Friday."),
                    "crossing": "",
                    "feedback": "",
                },
                {
                    "speaker": _("Ben"),
                    "text": _("I can lend you twenty."),
                    "crossing": _("Money"),
                    "feedback": _("Now there is a debt between them."),
                },
                {
                    "speaker": _("Ben"),
                    "text": _("Let us look at what the pantry has today."),
                    "crossing": "",
                    "feedback": _("This helps, and costs nothing between them."),
                },
            ],
            "explanation": "",
        }
