"""Scenes and endings of a scenario."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    CharBlock,
    ChoiceBlock,
    ListBlock,
    RichTextBlock,
    StreamBlock,
    StructBlock,
    TextBlock,
)

from assessments.scenario import Choice, Ending, Scene

from .questions import EXPLAINING, PROSE

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
