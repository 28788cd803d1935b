"""Questions that arrange: put in order, and match."""

import uuid
from fractions import Fraction

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ListBlock, StructBlock, TextBlock

from assessments.paper import DeliveredOption
from assessments.rules import Truth

from .asking import (
    QuestionBlock,
    QuestionValue,
    delivered,
    feedback_block,
    feedback_of,
    item_errors,
    list_error,
    plain,
    twins,
)

ROWS = uuid.UUID("0d3cf0a3-8a1c-4a4e-9f5a-7f0e5b0f6f61")
COLUMNS = uuid.UUID("5c0b7c1e-3a52-4f0b-8d0e-2b6d5a1c9e47")


class StepBlock(StructBlock):
    """Something that has its place in an order."""

    text = TextBlock(label=_("Step"), rows=2)
    feedback = feedback_block(
        _("Shown afterwards: why it stands here. May stay empty.")
    )

    class Meta:
        icon = "list-ol"
        label = _("Step")
        label_format = "{text}"


class OrderValue(QuestionValue):
    """Steps, as they were written: in the right order."""

    def shown(self):
        # By their words: in no order that says anything.
        steps = sorted(delivered(self["options"]), key=lambda step: plain(step.text))
        return {"options": tuple(steps)}

    def decided(self):
        order = tuple(step.id for step in self["options"].bound_blocks)
        return {
            "truth": Truth(order=order),
            "feedback": feedback_of(self["options"]),
        }


class OrderBlock(QuestionBlock):
    """Put three to eight steps in order."""

    options = ListBlock(
        StepBlock(),
        label=_("Steps, in the right order"),
        min_num=3,
        max_num=8,
        help_text=_("Learners always get them shuffled."),
    )

    def faults(self, value):
        error = item_errors(twins(list(value["options"])))
        return super().faults(value) | ({"options": error} if error else {})

    class Meta:
        icon = "list-ol"
        label = _("Put in order")
        value_class = OrderValue
        preview_value = {
            "prompt": _(
                "<p>Somebody says that they want to die. What comes first?</p>"
            ),
            "options": [
                {
                    "text": _("Ask directly whether they think of suicide."),
                    "feedback": _("Asking does not put the thought there."),
                },
                {"text": _("Stay, and listen."), "feedback": ""},
                {"text": _("Call the crisis line together."), "feedback": ""},
            ],
            "explanation": "",
        }


class PairBlock(StructBlock):
    """Two things that belong together."""

    text = TextBlock(label=_("This"), rows=2)
    match = CharBlock(label=_("belongs to"), max_length=160)
    feedback = feedback_block(_("Shown afterwards: why they belong together."))

    class Meta:
        icon = "link"
        label = _("Pair")
        label_format = "{text}"


class MatchValue(QuestionValue):
    """Pairs, and what belongs to none of them.

    Ids of pairs are never delivered: a row and its column would then carry the
    same. Both keys are made from it in a way that cannot be turned back.
    """

    def shown(self):
        rows = (
            DeliveredOption(_row(pair), pair.value["text"])
            for pair in self["pairs"].bound_blocks
        )
        columns = {key: text for text, key in self._columns().values()}
        columns |= {one.id: one.value for one in self["distractors"].bound_blocks}
        in_words = sorted(columns.items(), key=lambda column: plain(column[1]))
        return {
            "options": tuple(rows),
            "columns": tuple(DeliveredOption(key, text) for key, text in in_words),
        }

    def decided(self):
        columns = self._columns()
        pairs = self["pairs"].bound_blocks
        table = {
            _row(pair): {columns[plain(pair.value["match"])][1]: Fraction(1)}
            for pair in pairs
        }
        return {
            "truth": Truth(table=table),
            "feedback": {_row(pair): pair.value["feedback"] for pair in pairs},
        }

    def _columns(self):
        """Return text and key of each different match, by its plain words."""
        ids, texts = {}, {}
        for pair in self["pairs"].bound_blocks:
            words = plain(pair.value["match"])
            ids.setdefault(words, []).append(pair.id)
            texts.setdefault(words, pair.value["match"])
        # The smallest id: the key stays when the author moves pairs about.
        return {
            words: (text, str(uuid.uuid5(COLUMNS, min(ids[words]))))
            for words, text in texts.items()
        }


def _row(pair):
    return str(uuid.uuid5(ROWS, pair.id))


class MatchBlock(QuestionBlock):
    """Match two to eight things with what belongs to them."""

    pairs = ListBlock(PairBlock(), label=_("Pairs"), min_num=2, max_num=8)
    distractors = ListBlock(
        CharBlock(label=_("Belongs to nothing"), max_length=160),
        label=_("Also on offer"),
        min_num=0,
        max_num=4,
        default=[],
        required=False,
        help_text=_("What belongs to none of the pairs. May stay empty."),
    )

    def faults(self, value):
        pairs = list(value["pairs"])
        errors = {"pairs": item_errors(twins(pairs, message=_("Said twice.")))}
        matches = {plain(pair["match"]) for pair in pairs}
        others = [plain(text) for text in value["distractors"]]
        if matches & set(others) or len(set(others)) < len(others):
            message = _("Each of these must differ from the others and from all pairs.")
            errors["distractors"] = list_error(message)
        if len(matches) + len(others) < 2:
            errors["pairs"] = list_error(_("Offer two different things at least."))
        return super().faults(value) | {
            k: error for k, error in errors.items() if error
        }

    class Meta:
        icon = "link"
        label = _("Match")
        value_class = MatchValue
        preview_value = {
            "prompt": _("<p>Which role answers for what?</p>"),
            "pairs": [
                {
                    "text": _("Shares lived experience"),
                    "match": _("Peer specialist"),
                    "feedback": "",
                },
                {"text": _("Prescribes"), "match": _("Physician"), "feedback": ""},
            ],
            "distractors": [_("Sponsor")],
            "explanation": "",
        }
